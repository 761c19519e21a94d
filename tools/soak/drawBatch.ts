/**
 * What a soak does, drawn from its seed alone: batch after batch, each with at most two faults and a moment for each.
 * Every third batch has no fault, so that what should be whole is seen to be whole. Pure; knows no core.
 */
import type { Rng } from '../../main/base/lib/rng.ts';
import type { FaultSwitch } from '../../main/base/model/scene.ts';
import { type TrialPhase, trialPhases } from '../../main/base/model/trial.ts';

export const victims = ['servo', 'simulator', 'recorder', 'policy', 'judge', 'reset'] as const;
export type Victim = (typeof victims)[number];

export type Deed =
  | { readonly kind: 'switch'; readonly fault: Omit<FaultSwitch, 'on'> }
  /** kill −9 of one of the core's children. */
  | { readonly kind: 'kill'; readonly process: Victim }
  /** SIGSTOP, later SIGCONT. */
  | { readonly kind: 'pause'; readonly process: Victim | 'core' }
  | { readonly kind: 'stop' | 'cancel' | 'hand' | 'scene' | 'disk-full' | 'clients' | 'flood' }
  /** kill −9 and SIGTERM of the core itself: this life of it is over, the next begins. */
  | { readonly kind: 'kill-core' | 'end-core' };

/** When trial `trial` of the batch is in `phase` (or past it), `delayMs` later, for `forMs`. */
export interface PlannedFault {
  readonly trial: number;
  readonly phase: TrialPhase;
  readonly delayMs: number;
  readonly forMs: number;
  readonly deed: Deed;
}

export interface BatchDraw {
  readonly number: number;
  readonly task: 'touch' | 'push-t';
  readonly lockstep: boolean;
  readonly trials: number;
  readonly seed: number;
  readonly faults: readonly PlannedFault[];
}

export interface DrawRules {
  /** Null: real time and lockstep alternate in blocks of three. */
  readonly clock: 'lockstep' | 'real' | null;
  /** False: nothing that ends the core or reopens its bench, so that one life becomes long. */
  readonly lethal: boolean;
  readonly disk: boolean;
}

const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.below(items.length)] as T;

function drawSwitch(rng: Rng): Omit<FaultSwitch, 'on'> {
  const servo = 1 + rng.below(6);
  const role = pick(rng, ['overhead', 'front']);
  const from = <T>(value: T): T | undefined => (rng.below(2) === 0 ? value : undefined);
  return pick<() => Omit<FaultSwitch, 'on'>>(rng, [
    () => ({ kind: 'unplug', servo: from(servo) }),
    () => ({ kind: 'unplug', role }),
    () => ({ kind: 'mute-servo', servo }),
    () => ({ kind: 'corrupt', amount: rng.between(0.02, 0.6) }),
    () => ({ kind: 'corrupt', role }),
    () => ({ kind: 'delay', amount: rng.between(2, 40) }),
    () => ({ kind: 'delay', role, amount: rng.between(100, 2000) }),
    () => ({ kind: 'freeze-camera', role: from(role) }),
    () => ({ kind: 'half-rate', role: from(role) }),
    () => ({ kind: 'overheat', servo, amount: rng.between(60, 85) }),
    () => ({ kind: 'stall', servo }),
  ])();
}

/** How often each, relative to the others. */
const weights = [
  ['switch', 14],
  ['kill', 10],
  ['pause', 5],
  ['stop', 3],
  ['cancel', 2],
  ['hand', 1],
  ['scene', 1],
  ['disk-full', 2],
  ['clients', 2],
  ['flood', 2],
  ['kill-core', 3],
  ['end-core', 1],
] as const;

function drawKind(rng: Rng, { lethal, disk }: DrawRules): Deed['kind'] {
  const open = weights.filter(([kind]) => {
    if (kind === 'disk-full') return disk;
    return lethal || (kind !== 'kill-core' && kind !== 'end-core');
  });
  let left = rng.uniform() * open.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of open) {
    left -= weight;
    if (left < 0) return kind;
  }
  return 'switch';
}

function drawDeed(rng: Rng, rules: DrawRules): Deed {
  const kind = drawKind(rng, rules);
  const mortal = rules.lethal ? victims : victims.filter((name) => !/servo|simulator/.test(name));
  if (kind === 'switch') return { kind, fault: drawSwitch(rng) };
  if (kind === 'kill') return { kind, process: pick(rng, mortal) };
  if (kind === 'pause') return { kind, process: pick(rng, [...mortal, 'core'] as const) };
  return { kind };
}

function drawFault(rng: Rng, trials: number, lockstep: boolean, rules: DrawRules): PlannedFault {
  const deed = drawDeed(rng, rules);
  const phase = rng.below(2) === 0 ? 'episode' : pick(rng, trialPhases);
  return {
    trial: rng.below(trials),
    phase,
    delayMs: Math.round(rng.between(0, lockstep ? 200 : 1200)),
    forMs: Math.round(rng.between(50, lockstep ? 1000 : 2500)),
    deed,
  };
}

export function drawBatch(root: Rng, number: number, rules: DrawRules): BatchDraw {
  const rng = root.fork(`batch/${number}`);
  const lockstep = rules.clock === null ? number % 6 < 3 : rules.clock === 'lockstep';
  const large = number > 0 && rng.below(10) === 0;
  const trials = large ? 1 : 2 + rng.below(lockstep ? 6 : 2);
  const count = number % 3 === 2 ? 0 : 1 + (rng.below(4) === 0 ? 1 : 0);
  const faults = Array.from({ length: count }, () => drawFault(rng, trials, lockstep, rules));
  return {
    number,
    task: large ? 'push-t' : 'touch',
    lockstep,
    trials,
    seed: rng.below(1_000_000),
    // After the end of the core nothing more can be done to this batch.
    faults: faults.toSorted((a, b) => Number(endsCore(a.deed)) - Number(endsCore(b.deed))),
  };
}

export const endsCore = ({ kind }: Deed): boolean => kind === 'kill-core' || kind === 'end-core';

export function labelOf(deed: Deed): string {
  if (deed.kind === 'kill' || deed.kind === 'pause') return `${deed.kind} ${deed.process}`;
  if (deed.kind !== 'switch') return deed.kind;
  const { kind, servo, role } = deed.fault;
  const onBusOrCamera = ['unplug', 'corrupt', 'delay', 'half-rate'].includes(kind);
  const from = kind === 'unplug' && role === undefined && servo !== undefined;
  const of = onBusOrCamera ? (role === undefined ? ' bus' : ' camera') : '';
  return `${kind}${of}${from ? ' from a servo' : ''}`;
}
