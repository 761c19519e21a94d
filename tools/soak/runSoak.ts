/**
 * The soak itself: a core lives, runs batches with faults, rests and is looked at, dies, and lives again, until the time
 * is over. Whatever does not add up becomes a violation with its moment; nothing is repaired on the way.
 */
import { existsSync, readdirSync } from 'node:fs';
import type { Clock } from '../../main/base/lib/clock.ts';
import { createRng, type Rng } from '../../main/base/lib/rng.ts';
import { trialPhases } from '../../main/base/model/trial.ts';
import { applyDeed } from './applyDeed.ts';
import {
  type BatchDraw,
  type DrawRules,
  drawBatch,
  endsCore,
  labelOf,
  type PlannedFault,
} from './drawBatch.ts';
import { heldAfterMs, mustHold, takeBlackBox } from './heldBook.ts';
import { lookAtRest, type RestLook } from './lookAtRest.ts';
import { isAlive, treeOf } from './processTree.ts';
import { createResourceBook, type ResourceBook, trendOf } from './resourceBook.ts';
import { openSoakCore, type SoakCore, type SoakPlace } from './soakCore.ts';
import type { SoakDisk } from './soakDisk.ts';
import { createTrialBook, type TrialBook } from './trialBook.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly forMs: number;
  /** At most so many batches; null: as many as there is time for. */
  readonly batches: number | null;
  readonly clock: Clock;
  /** Null: alternating. */
  readonly pace: DrawRules['clock'];
  readonly place: SoakPlace;
  readonly disk: SoakDisk | null;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Violation {
  readonly atS: number;
  readonly batch: number;
  readonly what: string;
}

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

const batchLimitMs = 360_000;
const pollMs = 20;
/** A client sees the view every 100 ms, on a machine that may be busy; the strict figure is the black box's. */
const seenBoundMs = 3000;
/** A hundred on a machine of one's own; others may be busy beside a soak, and the joints are sampled every 8 ms. */
const heldBoundMs = 200;
const orphanMs = 10_000;
/** The core lives on undisturbed for the last part, so that one life is long enough to say something. */
const calmShare = 0.3;
const mostViolations = 20;
const maxBarren = 6;

interface Soak extends SoakOptions {
  readonly rng: Rng;
  readonly book: TrialBook;
  readonly resources: ResourceBook;
  readonly startMs: number;
  readonly deeds: Map<string, number>;
  readonly violations: Violation[];
  readonly heldSeenMs: number[];
  readonly heldRealMs: number[];
  number: number;
  lives: number;
  missed: number;
  barren: number;
}

const elapsedMs = (soak: Soak): number => soak.clock.nowMs() - soak.startMs;
const isOver = (soak: Soak): boolean =>
  soak.signal.aborted ||
  elapsedMs(soak) >= soak.forMs ||
  soak.number >= (soak.batches ?? Number.POSITIVE_INFINITY) ||
  soak.violations.length >= mostViolations;

function violate(soak: Soak, what: string): void {
  const atS = Math.round(elapsedMs(soak) / 1000);
  soak.violations.push({ atS, batch: soak.number, what });
  soak.say(`VIOLATION seed ${soak.seed}, ${atS} s, batch ${soak.number}: ${what}`);
}

/** False when the time was over first, or the core. */
async function wait(
  soak: Soak,
  core: SoakCore,
  limitMs: number,
  holds: () => boolean,
): Promise<boolean> {
  const lateMs = soak.clock.nowMs() + limitMs;
  while (!holds()) {
    if (core.gone || soak.clock.nowMs() > lateMs) return false;
    await soak.clock.sleep(pollMs);
  }
  return true;
}

/** The moment has come: the trial is in the phase or beyond. */
function isDue(core: SoakCore, { trial, phase }: PlannedFault): boolean {
  const now = core.run?.trial;
  if (!now) return false;
  const reached = trialPhases.indexOf(now.phase) >= trialPhases.indexOf(phase);
  return now.index > trial || (now.index === trial && reached);
}

/** Watches, if the arm moves now, how soon a client sees it stand. */
function watchHold(soak: Soak, core: SoakCore, planned: PlannedFault): Disposable {
  const fromMs = soak.clock.nowMs();
  const label = labelOf(planned.deed);
  let open = core.bench?.mode === 'moving' && core.bench.clock === 'real' && mustHold(planned.deed);
  const watching = core.onBench((view) => {
    if (!open || view.mode === 'moving') return;
    open = false;
    soak.heldSeenMs.push(soak.clock.nowMs() - fromMs);
  });
  const late = soak.clock.after(seenBoundMs, () => {
    if (open && !core.gone) violate(soak, `${label}: the arm still moved ${seenBoundMs} ms later`);
    open = false;
  });
  return {
    [Symbol.dispose]() {
      watching[Symbol.dispose]();
      late[Symbol.dispose]();
    },
  };
}

async function inject(
  soak: Soak,
  core: SoakCore,
  batchId: string,
  planned: PlannedFault,
): Promise<void> {
  const { clock, rng, place, disk } = soak;
  const over = (): boolean => soak.book.ended(batchId) !== null;
  await wait(soak, core, batchLimitMs, () => over() || isDue(core, planned));
  await clock.sleep(planned.delayMs);
  if (over() || core.gone) {
    soak.missed++;
    return;
  }
  const label = labelOf(planned.deed);
  let watching: Disposable | null = null;
  const onDone = (): void => {
    soak.deeds.set(label, (soak.deeds.get(label) ?? 0) + 1);
    watching = watchHold(soak, core, planned);
  };
  const ports = { core, clock, rng: rng.fork(`deed/${soak.number}`), disk, onDone };
  await applyDeed({ ...ports, dataDir: place.dataDir }, planned.deed, planned.forMs).catch(
    (thrown: unknown) => violate(soak, `${label}: ${String(thrown)}`),
  );
  await wait(soak, core, seenBoundMs, over);
  (watching as Disposable | null)?.[Symbol.dispose]();
}

async function runBatch(soak: Soak, core: SoakCore, draw: BatchDraw): Promise<string> {
  const { task, trials, seed, lockstep } = draw;
  if (core.bench?.stopped !== null) await core.client.call('bench.resume', {});
  const { batchId } = await core.client.call('trial.run', { task, trials, seed, lockstep });
  const faults = draw.faults.map((each) => inject(soak, core, batchId, each));
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
    mustBeSilent: draw.faults.length === 0 && draw.lockstep,
    deep: draw.number % 10 === 9,
    tempDir: soak.place.tempDir,
    atS: elapsedMs(soak) / 1000,
    resources: soak.resources,
  };
  for (const problem of await lookAtRest(look)) violate(soak, problem);
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
  const core = await openSoakCore(place, clock, { batch: book.event, trial: book.began });
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
      soak.barren = book.rows.size === 0 ? soak.barren + 1 : 0;
      if (soak.barren >= maxBarren) violate(soak, 'no trial is ever finished');
      soak.number++;
    }
    killed &&= core.gone;
    if (core.gone && !killed && (await core.exited) !== 0)
      violate(soak, `the core ended by itself with ${await core.exited}`);
  }
  await checkDeath(soak, family, killed);
  const open = await book.audit(killed);
  for (const problem of open) violate(soak, problem);
}

/** Never rejects for what the core does; for what it cannot do at all (start) it does. */
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
  for (const life of soak.resources.lives) {
    const { problem } = trendOf(life);
    if (problem !== null) violate(soak, problem);
  }
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
