/** The summary of `npm test` must not be able to call a broken run a good one. */
import { describe, expect, it } from 'vitest';
import { countTests, exitCode, noReport, summaryLines } from './testReport.ts';

const report = (success: boolean, ...files: readonly unknown[]): string =>
  JSON.stringify({ success, testResults: files });
const file = (status: string, ...tests: readonly [string, string][]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map(([fullName, state]) => ({ fullName, status: state })),
});
const sections = [
  { name: 'types', ok: true, seconds: 1 },
  { name: 'tests', ok: true, seconds: 2.25 },
];

describe('testReport', () => {
  it('adds checks and tests, and names what was skipped', () => {
    const tests = countTests(
      report(true, file('passed', ['a', 'passed'], ['b (needs x)', 'pending'])),
    );
    const lines = summaryLines(sections, tests);
    expect(lines.at(-1)).toBe('2 passed, 0 failed, 1 skipped');
    expect(lines).toContain('skipped: b (needs x)');
    expect(exitCode(sections, tests)).toBe(0);
  });

  it('counts a failed test, a file that does not load, and an error outside tests', () => {
    expect(countTests(report(false, file('failed', ['a', 'failed'])))).toMatchObject({ failed: 1 });
    expect(countTests(report(false, file('failed')))).toMatchObject({ failed: 1 });
    const outside = countTests(report(false, file('passed', ['a', 'passed'])));
    expect(outside).toMatchObject({ passed: 1, failed: 1 });
    expect(exitCode(sections, outside)).toBe(1);
  });

  it('fails without a report, with a failed check, and when nothing ran', () => {
    expect(exitCode(sections, noReport)).toBe(1);
    const tests = countTests(report(true, file('passed', ['a', 'passed'])));
    const broken = [{ name: 'types', ok: false, seconds: 1 }, ...sections];
    expect(exitCode(broken, tests)).toBe(1);
    expect(summaryLines(broken, tests).at(-1)).toBe('2 passed, 1 failed');
    expect(exitCode(sections, countTests(report(true)))).toBe(1);
  });
});
