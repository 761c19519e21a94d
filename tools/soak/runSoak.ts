/**
 * The soak itself: a core lives, runs batches with faults, rests and is looked at, dies, and lives again, until the time
 * is over. Whatever does not add up becomes a violation with its moment; nothing is repaired on the way.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRng } from '../../main/base/lib/rng.ts';
import { type BatchDraw, type DrawRules, drawBatch, endsCore, labelOf } from './drawBatch.ts';
import { heldAfterMs, takeBlackBox } from './heldBook.ts';
import { injectFault } from './injectFault.ts';
import { lookAtRest, type RestLook } from './lookAtRest.ts';
import { isAlive, treeOf } from './processTree.ts';
import { createResourceBook, type ResourceBook, trendOf } from './resourceBook.ts';
import { openSoakCore, type SoakCore } from './soakCore.ts';
import {
  batchLimitMs,
  elapsedMs,
  pollMs,
  type Soak,
  type SoakOptions,
  type Violation,
  violate,
  wait,
} from './soakState.ts';
import { createTrialBook, type TrialBook } from './trialBook.ts';

export interface SoakResult {
  readonly seed: number;
  readonly seconds: number;
  readonly batches: number;
  readonly lives: number;
  readonly trials: TrialBook['rows'];
  readonly deeds: ReadonlyMap<string, number>;
  readonly missed: number;
  readonly heldSeenMs: readonly number[];
  readonly heldRealMs: readonly number[];
  readonly resources: ResourceBook;
  readonly violations: readonly Violation[];
}

/** A hundred on a machine of one's own; others may be busy beside a soak, and the joints are sampled every 8 ms. */
const heldBoundMs = 200;
const orphanMs = 10_000;
/** A run this long must have had one long life of a core. */
const longMs = 1_800_000;
/** The core lives on undisturbed for the last part, so that one life is long enough to say something. */
const calmShare = 0.3;
const mostViolations = 20;
const maxBarren = 6;

const isOver = (soak: Soak): boolean =>
  soak.signal.aborted ||
  elapsedMs(soak) >= soak.forMs ||
  soak.number >= (soak.batches ?? Number.POSITIVE_INFINITY) ||
  soak.violations.length >= mostViolations;

async function runBatch(soak: Soak, core: SoakCore, draw: BatchDraw): Promise<string> {
  const { task, trials, seed, lockstep } = draw;
  if (core.bench?.stopped !== null) await core.client.call('bench.resume', {});
  const { batchId } = await core.client.call('trial.run', { task, trials, seed, lockstep });
  const faults = draw.faults.map((each) => injectFault(soak, core, batchId, each));
  const ended = await wait(soak, core, batchLimitMs, () => soak.book.ended(batchId) !== null);
  await Promise.all(faults);
  const end = soak.book.ended(batchId);
  if (end === null) {
    if (!ended && !core.gone) violate(soak, `${batchId} did not end in ${batchLimitMs} ms`);
    return 'cut short by the end of the core';
  }
  if (draw.faults.length === 0) {
    const odd = end.rows.filter((row) => row.outcome === 'invalid');
    const whole = end.rows.length === trials;
    // In real time a busy machine may void a trial; in lockstep nothing but a fault may.
    if (lockstep && (odd.length > 0 || !whole))
      violate(soak, `${batchId} had no fault, yet: ${end.why}, ${odd.map((row) => row.reason)}`);
  }
  const words = end.rows.map((row) => row.reason ?? row.outcome).join(', ');
  return `${words || 'no trial'} (${end.why})`;
}

async function checkRest(soak: Soak, core: SoakCore, draw: BatchDraw): Promise<void> {
  const look: RestLook = {
    clock: soak.clock,
    core,
    book: soak.book,
    mayBeOpen: draw.faults.some(({ deed }) => deed.kind === 'disk-full'),
    mayLieLimp: draw.faults.some(({ deed }) => labelOf(deed).startsWith('overheat')),
    mustBeSilent: draw.faults.length === 0 && draw.lockstep,
    deep: draw.number % 10 === 9,
    tempDir: soak.place.tempDir,
    atS: elapsedMs(soak) / 1000,
    resources: soak.resources,
  };
  const problems = await lookAtRest(look).catch((thrown: unknown) => [
    `the core could not be looked at: ${String(thrown)}`,
  ]);
  for (const problem of problems) violate(soak, problem);
}

/** The end of a life: whoever it started is gone with it, the arm stood at once, nothing lies around. */
async function checkDeath(
  soak: Soak,
  pids: ReturnType<typeof treeOf>,
  killed: boolean,
): Promise<void> {
  const { clock, place } = soak;
  const lateMs = clock.nowMs() + orphanMs;
  while (pids.some(isAlive) && clock.nowMs() < lateMs) await clock.sleep(pollMs);
  const left = pids.filter(isAlive);
  for (const { pid, command } of left) violate(soak, `orphan ${pid}: ${command}`);
  const box = takeBlackBox(place.blackBox);
  const heldMs = box === null || !killed || box.clock !== 'real' ? null : heldAfterMs(box);
  if (heldMs !== null) {
    soak.heldRealMs.push(heldMs);
    if (heldMs > heldBoundMs) violate(soak, `the arm stood only ${heldMs} ms after the core died`);
  }
  const stray = existsSync(place.tempDir) ? readdirSync(place.tempDir) : [];
  if (stray.length > 0) violate(soak, `left in the temporary folder: ${stray.join(', ')}`);
}

function rulesNow(soak: Soak): DrawRules {
  const calm = elapsedMs(soak) > (1 - calmShare) * soak.forMs;
  const pace = soak.pace ?? (calm ? 'real' : null);
  return { clock: pace, lethal: !calm, disk: soak.disk !== null };
}

/** One life of the core: until a deed ends it or the time is over. */
async function live(soak: Soak): Promise<void> {
  const { clock, place, book, say } = soak;
  soak.lives++;
  const on = { batch: book.event, trial: book.began };
  const core = await openSoakCore(place, clock, on).catch((thrown: unknown) => {
    violate(soak, String(thrown));
    return null;
  });
  if (core === null) return;
  let family = treeOf(core.pid);
  using _looking = clock.every(500, () => {
    const known = new Set(family.map(({ pid, started }) => `${pid}/${started}`));
    const more = treeOf(core.pid).filter(({ pid, started }) => !known.has(`${pid}/${started}`));
    family = [...family.filter(isAlive), ...more];
  });
  let killed = false;
  {
    await using _life = core;
    await wait(soak, core, 60_000, () => core.bench?.arm !== null && core.bench !== null);
    while (!isOver(soak) && !core.gone) {
      const draw = drawBatch(soak.rng, soak.number, rulesNow(soak));
      const before = book.rows.size;
      const how = `${draw.lockstep ? 'lockstep' : 'real'} ${draw.task}`;
      const faults = draw.faults.map(({ deed, phase }) => `${labelOf(deed)} in ${phase}`);
      const done = await runBatch(soak, core, draw).catch((thrown: unknown) => {
        if (!core.gone) violate(soak, `the batch could not run: ${String(thrown)}`);
        return 'nothing';
      });
      const atS = (elapsedMs(soak) / 1000).toFixed(0);
      say(`${atS} s, batch ${soak.number}, ${how}, [${faults.join('; ')}]: ${done}`);
      killed = draw.faults.some(({ deed }) => endsCore(deed) && deed.kind === 'kill-core');
      for (const problem of book.take()) violate(soak, problem);
      if (!core.gone) await checkRest(soak, core, draw);
      soak.barren = book.rows.size === before ? soak.barren + 1 : 0;
      if (soak.barren >= maxBarren) violate(soak, 'no trial is ever finished');
      soak.number++;
    }
    killed &&= core.gone;
    if (core.gone && !killed && (await core.exited) !== 0)
      violate(soak, `the core ended by itself with ${await core.exited}`);
  }
  await checkDeath(soak, family, killed);
  const problems = await book.audit(killed).catch((thrown: unknown) => [String(thrown)]);
  for (const problem of problems) violate(soak, problem);
}

/** Never rejects for what a core does or does not. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const soak: Soak = {
    ...options,
    rng: createRng(options.seed),
    book: createTrialBook(options.place.dataDir),
    resources: createResourceBook(),
    startMs: options.clock.nowMs(),
    deeds: new Map(),
    violations: [],
    heldSeenMs: [],
    heldRealMs: [],
    number: 0,
    lives: 0,
    missed: 0,
    barren: 0,
  };
  while (!isOver(soak)) await live(soak);
  const trends = soak.resources.lives.map(trendOf);
  for (const { problem } of trends) if (problem !== null) violate(soak, problem);
  const judged = trends.some(({ name, rssMbPerHour }) => name === 'core' && rssMbPerHour !== null);
  if (elapsedMs(soak) > longMs && !judged)
    violate(soak, 'no core lived long enough to say whether its memory is flat');
  const { seed, deeds, missed, heldSeenMs, heldRealMs, resources, violations } = soak;
  return {
    seed,
    seconds: Math.round(elapsedMs(soak) / 1000),
    batches: soak.number,
    lives: soak.lives,
    trials: soak.book.rows,
    ...{ deeds, missed, heldSeenMs, heldRealMs, resources, violations },
  };
}
