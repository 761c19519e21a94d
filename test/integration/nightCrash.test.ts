/**
 * kill −9 of the core at moments that a seed draws, again and again in one night: the next core finds the night open, it
 * goes on under the same contract with draws that were never used, and at its end every trial is accounted for, once. And
 * the arm, by the journal of the simulator's own process, never moved while the ledger says that nobody had the bench.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { trialRng } from '../../main/base/lib/rng.ts';
import type { NightView } from '../../main/base/model/night.ts';
import { trialPhases } from '../../main/base/model/trial.ts';
import type { RunView } from '../../main/base/model/view.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { leadS } from '../../main/bench/servo/envelope.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { type CoreProcess, openCoreProcess } from '../lib/coreProcess.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { readMotions } from '../lib/motionsOutside.ts';

const seed = 11;
/** NIGHTBENCH_ENDS: how many ends of the core, instead of three on Touch alone; then three on Push-T as well. */
const wanted = Number(process.env.NIGHTBENCH_ENDS ?? 0);
const cases: readonly (readonly [task: string, ends: number, trials: number])[] =
  wanted > 0
    ? [
        ['touch', wanted, 2 * wanted + 2],
        ['push-t', 3, 6],
      ]
    : [['touch', 3, 5]];

/** Every fifth end is a whole restart by a signal that asks; the others ask nobody. */
const signalOf = (end: number): NodeJS.Signals => (end % 5 === 1 ? 'SIGTERM' : 'SIGKILL');

/** So many words of the run after it came to that phase of a trial. */
function drawMoment(kill: number): { readonly phase: string; readonly words: number } {
  const rng = trialRng(seed, kill, 'start');
  const phase = must(trialPhases[Math.floor(rng.uniform() * trialPhases.length)]);
  return { phase, words: 1 + Math.floor(rng.uniform() * 6) };
}

const atRest = (core: CoreProcess): Promise<NightView | null> =>
  core.until('night', (night) => night !== null && night.state !== 'running');

/** @throws Error with all that is told of the night where it comes to rest before. */
async function atMoment(core: CoreProcess, kill: number): Promise<void> {
  const { phase, words } = drawMoment(kill);
  let left = words;
  let reached = false;
  const moment = core.until('run', (run: RunView | null) => {
    // `record` is told to nobody: then it is the end of any trial.
    reached ||= phase === 'record' ? (run?.done ?? 0) > 0 : run?.trial?.phase === phase;
    return reached && --left <= 0;
  });
  const rested = atRest(core).then((night) => {
    throw new Error(`it came to rest: ${JSON.stringify(night)}`);
  });
  rested.catch(() => undefined);
  await Promise.race([moment, rested]);
}

/** After a kill the servos go to their last goals, which lead by so much of the fastest joint's travel, and swing past. */
const swingRad = 0.02;
const settledWithinRad = leadS * Math.max(...simulatedBenchEnvelope.speedRadS) + swingRad;

/** Said in a line that can be quoted. @throws where anything moved that nobody had asked for. */
function proveHeld(dataDir: string, box: string, what: string): void {
  const motions = readMotions(`${box}.motion`, ledgerPath(dataDir));
  const { spans, outside, betweenTrials, heldAfterMs, settledRad } = motions;
  process.stdout.write(
    `${what}; ${spans} motions, outside of a lease ${outside.length}, of a trial ${betweenTrials}; ` +
      `longest held-after ${heldAfterMs.toFixed(0)} ms of bench time, ${settledRad.toFixed(3)} rad\n`,
  );
  expect(spans).toBeGreaterThan(0);
  expect(outside).toEqual([]);
  expect(betweenTrials).toBe(0);
  expect(settledRad).toBeLessThanOrEqual(settledWithinRad);
}

describe('a night whose core is killed', () => {
  it.each(cases)(
    '%s: after each of %i ends it goes on, and it adds up',
    async (task, ends, trials) => {
      using data = tempDir('night-crash');
      const box = path.join(data.path, 'black-box.json');
      for (let end = 0; end < ends; end++) {
        await using core = await openCoreProcess(data.path, box, { restBench: false });
        const { client } = core;
        if (end === 0) {
          const override = 'a test';
          await client.call('seal.create', { task, operator: 'Ada', override });
          const order = { task, agent: 'none', lockstep: true } as const;
          await client.call('night.start', { ...order, trials, seed });
        } else {
          const night = must(await atRest(core));
          expect(night).toMatchObject({ state: 'interrupted', moved: [] });
          await client.call('night.resume', { by: 'Ada' });
        }
        await atMoment(core, end);
        process.kill(core.pid, signalOf(end));
        await core.ended;
      }
      await using core = await openCoreProcess(data.path, box, { restBench: false });
      const { client } = core;
      expect(await atRest(core)).toMatchObject({ state: 'interrupted', moved: [] });
      await client.call('night.resume', { by: 'Ada' });
      const night = must(await atRest(core));
      expect(night).toMatchObject({
        state: 'ended',
        why: `the budget of ${trials} trials is used`,
      });
      const { rows, total } = await client.call('trial.list', { limit: 1000 });
      expect(total).toBe(trials);
      const indexes = rows.map(({ index }) => index).sort((a, b) => a - b);
      expect(indexes).toEqual(Array.from({ length: trials }, (_, index) => index));
      const of = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
      expect(night.counts).toMatchObject({
        ...{ trials, success: of('success'), failure: of('failure'), invalid: of('invalid') },
      });
      const letters = rows.toSorted((a, b) => a.index - b.index).map(({ outcome }) => outcome[0]);
      expect(night.strip).toBe(letters.join(''));
      for (const { outcome, reason } of rows)
        if (outcome === 'invalid') expect(reason).toBe('aborted');
      const report = await client.call('core.verify', {});
      const { finished, aborted } = report.trials;
      expect(report).toMatchObject({ ok: true });
      expect(finished + aborted).toBe(trials);
      await core[Symbol.asyncDispose]();
      proveHeld(data.path, box, `${task}: ${ends} ends, ${finished} finished, ${aborted} aborted`);
    },
    wanted > 0 ? 3_600_000 : 300_000,
  );
});
