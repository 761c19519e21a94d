/**
 * The arithmetic of a test run: what vitest's JSON report and the checks before it add up to, and the lines that
 * `npm test` ends with. Pure; starts nothing and reads no file.
 */

export interface Section {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Full names of the skipped tests. */
  readonly skippedNames: readonly string[];
  /** Full names of the failed tests, and files that did not even load. */
  readonly failedNames: readonly string[];
}

interface ReportedTest {
  readonly fullName: string;
  readonly status: string;
}

interface ReportedFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly ReportedTest[];
}

/** Counts of vitest's JSON report. A file that fails without a failed test (it did not load) counts as one. */
export function countTests(json: string): TestCounts {
  const report = JSON.parse(json) as {
    readonly success: boolean;
    readonly testResults: readonly ReportedFile[];
  };
  const files = report.testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const named = (...statuses: readonly string[]): readonly string[] =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName);
  const unloaded = files
    .filter(({ status }) => status === 'failed')
    .filter((file) => !file.assertionResults.some(({ status }) => status === 'failed'))
    .map(({ name }) => `${name} (did not load)`);
  const failedNames = [...named('failed'), ...unloaded];
  // Errors outside any test fail a run in which all tests passed.
  if (!report.success && failedNames.length === 0) failedNames.push('an error outside any test');
  const skippedNames = named('pending', 'skipped', 'todo', 'disabled');
  return {
    passed: named('passed').length,
    failed: failedNames.length,
    skipped: skippedNames.length,
    skippedNames,
    failedNames,
  };
}

/** Where vitest left no report: it was killed or never began. */
export const noReport: TestCounts = {
  passed: 0,
  failed: 1,
  skipped: 0,
  skippedNames: [],
  failedNames: ['the test runner left no report'],
};

/** The end of the run as lines: sections with their seconds, skipped and failed by name, the totals last. */
export function summaryLines(sections: readonly Section[], tests: TestCounts): readonly string[] {
  const width = Math.max(...sections.map(({ name }) => name.length));
  const table = sections.map(
    ({ name, ok, seconds }) =>
      `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(width)} ${seconds.toFixed(1).padStart(7)} s`,
  );
  // The section that ran the tests is counted by its tests; every other section counts as one.
  const checks = sections.slice(0, -1);
  const failed = checks.filter(({ ok }) => !ok).length + tests.failed;
  const passed = checks.filter(({ ok }) => ok).length + tests.passed;
  const total = `${passed} passed, ${failed} failed`;
  return [
    ...tests.skippedNames.map((name) => `skipped: ${name}`),
    ...tests.failedNames.map((name) => `failed:  ${name}`),
    ...table,
    tests.skipped === 0 ? total : `${total}, ${tests.skipped} skipped`,
  ];
}

/** 0 only when nothing failed and something passed. */
export function exitCode(sections: readonly Section[], tests: TestCounts): 0 | 1 {
  const bad = sections.some(({ ok }) => !ok) || tests.failed > 0 || tests.passed === 0;
  return bad ? 1 : 0;
}
