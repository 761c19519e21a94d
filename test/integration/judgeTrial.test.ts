/**
 * The judge's word in a trial, on real lockstep trials of judges that a test wrote: one success among failures ends
 * nothing, a success must hold at the recheck, what the judge calls solved before anything was tried is no start, and the
 * record holds all of it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrialRow, VerdictTraceRow } from '../../main/base/model/trial.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, openTestCore, startRun } from '../lib/coreUnderTest.ts';
import { firstRow } from '../lib/followRun.ts';
import { judgeTouchBy, waitingPolicy } from '../lib/judgeOfTest.ts';

let core: CoreUnderTest;
beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

interface Tried {
  readonly row: TrialRow;
  readonly trace: readonly VerdictTraceRow[];
}

async function tryJudge(
  judge: string,
  more: Parameters<typeof judgeTouchBy>[2] = {},
): Promise<Tried> {
  await judgeTouchBy(core.dataDir, judge, more);
  using policy = waitingPolicy();
  const row = firstRow(await (await startRun(core.api, { policy: policy.path })).end);
  return { row, trace: readFrames(trialDir(core.dataDir, row.id)).trace };
}

const before = 'let asked = 0; let tried = false; let clear = 0;';
/** Yes to the first three sets of the verdict, then no. */
const takesBack = `
  if (!judged.toolClear) tried = true;
  return say(tried && judged.toolClear && ++clear <= 3 ? 'success' : 'failure');
`;

it('never ends on single successes, forged or not', async () => {
  const { row, trace } = await tryJudge(`return say(++asked % 3 === 0 ? 'success' : 'failure');`, {
    before,
  });
  expect(row).toMatchObject({ outcome: 'failure', reason: 'not-reached' });
  expect(trace.filter(({ verdict }) => verdict === 'success').length).toBeGreaterThan(1);
  const score = trace.map(({ verdict, score: its }) => (verdict === 'success') === (its === 1));
  expect(score.every((fits) => fits)).toBe(true);
}, 120_000);

it('counts a success only if it holds at the recheck', async () => {
  const usual = await tryJudge(takesBack, { before });
  expect(usual.row).toMatchObject({ outcome: 'success' });
  const again = await tryJudge(takesBack, { before, recheck: { afterMs: 400 } });
  expect(again.row).toMatchObject({ outcome: 'failure', reason: 'not-reached' });
  const verdict = again.trace.filter(({ phase }) => phase === 'verdict');
  const [first, last] = [verdict.at(0), verdict.at(-1)];
  expect(first?.verdict).toBe('success');
  expect((last?.capturedAtMs ?? 0) - (first?.capturedAtMs ?? 0)).toBeGreaterThan(400);
}, 180_000);

it('starts nothing that the judge calls solved, and judged no picture of the reset', async () => {
  const { row, trace } = await tryJudge(`return say('success');`);
  expect(row).toMatchObject({ outcome: 'invalid', reason: 'success-at-reset', attempts: 0 });
  expect(trace.length).toBeGreaterThan(1);
  for (const { phase, attempt, told } of trace) {
    expect({ phase, attempt }).toEqual({ phase: 'check', attempt: 0 });
    expect(told?.toolClear).toBe(true);
  }
}, 120_000);
