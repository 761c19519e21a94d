/** `bench night export` against a real door, and `bench verify --export` with none: what they ask, print, and exit with. */
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BenchError } from '../../main/base/model/errors.ts';
import type { NightExportReport } from '../../main/base/model/nightExport.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

const head = { seq: 40, hash: 'ab'.repeat(32) };
const report: NightExportReport = {
  ...{ dir: '/media/lab/x', files: 30, bytes: 3 << 20, records: 2 },
  ...{ withheld: ['night-0001-1'], head },
};
let rig: CliRig;
let terminal: TestTerminal;
let answer: () => NightExportReport;

beforeEach(async () => {
  answer = () => report;
  rig = await openCliRig({ 'night.export': () => answer() });
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(words: string): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  return await runBench(verbs, [...words.split(' '), '--data', rig.dir], terminal, '0');
}

test('export: asks for what was said and tells the head to note', async () => {
  expect(await bench('night export night-0001 out --frames all')).toBe(0);
  const asked = rig.core.calls.findLast(({ name }) => name === 'night.export')?.args;
  const dir = path.join(rig.dir, 'out');
  expect(asked).toEqual({ nightId: 'night-0001', dir, frames: 'all' });
  const text = terminal.outLines.join('\n');
  expect(text).toContain('30 files, 3.0 MiB, are in /media/lab/x: 2 records.');
  expect(text).toContain('One record stays here.');
  expect(text).toContain(`Head ${head.hash}, entry 40`);
  expect(await bench('night export night-0001 out --json')).toBe(0);
  expect(JSON.parse(terminal.outLines[0] ?? '')).toEqual(report);
});

test('export: what is no night, no choice, or refused says so', async () => {
  expect(await bench('night export tonight out')).toBe(2);
  expect(await bench('night export night-0001 out --frames some')).toBe(2);
  answer = () => {
    throw new BenchError('refused', 'night-0001 is running', { hint: 'Wait.' });
  };
  expect(await bench('night export night-0001 out')).toBe(3);
  expect(terminal.noteLines.join('\n')).toContain('night-0001 is running');
});

test('verify --export asks no core, and says what is no such folder', async () => {
  expect(await bench('verify --export nowhere')).toBe(2);
  expect(terminal.noteLines.join('\n')).toContain('there is no folder');
  expect(await bench('verify --export . --head xyz')).toBe(2);
  expect(await bench('verify --export .')).toBe(2);
  expect(terminal.noteLines.join('\n')).toContain('has no export.json');
  expect(await bench('verify --head xyz')).toBe(2);
  expect(rig.core.calls.filter(({ name }) => name === 'core.verify')).toEqual([]);
});
