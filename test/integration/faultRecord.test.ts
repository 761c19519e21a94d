/**
 * A finished trial read back from its files alone: no picture of a reset was judged (its check is looked at), every
 * verdict's pictures are there with their exact bytes, and the same judge on the same record gives the same trace, bit
 * for bit.
 */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { judgedPhases, type TrialRow, type VerdictTraceRow } from '../../main/base/model/trial.ts';
import { openProgram } from '../../main/environment/program/openProgram.ts';
import { readManifest } from '../../main/environment/task/readManifest.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, openTestCore, startRun, until } from '../lib/coreUnderTest.ts';
import { stepsOf } from '../lib/trialFacts.ts';

const taskDir = path.resolve('tasks/touch');

let core: CoreUnderTest;
let rows: readonly TrialRow[];

beforeAll(async () => {
  core = await openTestCore();
  rows = (await (await startRun(core.api, { trials: 3, seed: 1 })).end).rows;
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

/** The task's judge as a process of its own, on what the record holds and nothing else. */
async function judgeAgain(row: TrialRow): Promise<readonly VerdictTraceRow[]> {
  const { frames, trace } = readFrames(trialDir(core.dataDir, row.id));
  const { success, config, rateHz, attempts, attemptLimitS } = await readManifest(taskDir);
  const bench = await until(core.api, 'bench', ({ cameras }) => cameras.length > 0);
  const cameras = bench.cameras.map((camera) => camera.model);
  await using judge = openProgram({
    name: 'judge',
    command: {
      file: process.execPath,
      args: [path.join(taskDir, 'judge', 'judge.ts')],
      env: { PATH: process.env.PATH ?? '' },
    },
    start: {
      kind: 'judge',
      task: 'touch',
      success,
      config,
      rateHz,
      attempts,
      attemptLimitS,
      cameras,
      randomSeed: 0,
    },
    answerMs: 20_000,
    readyMs: 20_000,
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
  });
  const again: VerdictTraceRow[] = [];
  for (const kept of trace) {
    const { toolClear, ...observation } = must(kept.told, 'the record holds what was told');
    const pictures = cameras.map(({ role }) =>
      must(frames.get(role)?.find((frame) => frame.seq === kept.frames[role])),
    );
    const answer = await judge.ask(
      {
        type: 'judge',
        toolClear,
        observation,
        frames: pictures.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
      },
      pictures.map((picture) => picture.jpeg),
    );
    if (!answer.ok || answer.reply.type !== 'verdict') throw new Error('the judge did not answer');
    const { attempt, phase, capturedAtMs, latencyMs, frames: seqs, told } = kept;
    const facts = { attempt, phase, capturedAtMs, frames: seqs, latencyMs, told };
    again.push({ ...answer.reply.verdict, ...facts });
  }
  return again;
}

describe('a finished trial', () => {
  it('was judged on pictures of its check, episode and verdict only', () => {
    for (const row of rows) {
      const steps = stepsOf(core, row);
      const { frames, trace, whole } = readFrames(trialDir(core.dataDir, row.id));
      expect(whole).toBe(true);
      expect(trace.length).toBeGreaterThan(3);
      const judged = [...frames.values()].flat();
      expect(judged.length).toBeGreaterThan(5);
      for (const { capturedAtMs } of judged) {
        const before = steps.findLast((step) => step.atMs <= capturedAtMs);
        expect(judgedPhases).toContain(before?.phase);
      }
      for (const { phase, capturedAtMs } of trace) {
        expect(steps.findLast((step) => step.atMs <= capturedAtMs)?.phase).toBe(phase);
      }
    }
  });

  it('holds the pictures of each verdict, and gives the same trace again', async () => {
    for (const row of rows.slice(0, 2)) {
      const { trace } = readFrames(trialDir(core.dataDir, row.id));
      expect(await judgeAgain(row)).toEqual(trace);
    }
  });
});
