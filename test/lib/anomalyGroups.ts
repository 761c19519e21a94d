/**
 * Which cells of the anomaly matrix are struck together, and which of them have to meet an arm in motion. Runs nothing.
 */
import {
  anomalyCells,
  type Device,
  devices,
  type Hold,
  type Phase,
  type Room,
  type RunnableCell,
} from './anomalyTable.ts';

/** Cells that are struck together, or one after the other in trials that have to count. */
export type CellGroup = readonly [RunnableCell, ...RunnableCell[]];

/**
 * What goes on by itself is struck in every phase of the same trial, if that lasts long enough. In real time both cameras
 * have the same fault at once: that either one is noticed alone is asked in lockstep.
 */
function groupName({ device, fault, phase, plan, name }: RunnableCell): string {
  if (plan.hold === 'unharmed' && (fault === 'freeze' || fault === 'clock jump'))
    return `${device} × ${fault}`;
  const both = plan.room === 'real time' && device.endsWith('camera');
  return both ? `both cameras × ${fault} × ${phase}` : name;
}

/** All cells take longer than a test run may: without NIGHTBENCH_MATRIX=all each fault strikes once. */
export const strikesAll = process.env.NIGHTBENCH_MATRIX === 'all';

/** Of each fault of each device what strikes the episode, in which the arm moves; else the first. */
export function chosenOf<T>(items: readonly T[], cellOf: (item: T) => RunnableCell): readonly T[] {
  if (strikesAll) return items;
  const best = new Map<string, T>();
  for (const item of items) {
    const { device, fault, phase } = cellOf(item);
    const key = `${device} × ${fault}`;
    if (!best.has(key) || phase === 'episode') best.set(key, item);
  }
  return [...best.values()];
}

/** By name, in the order of the table. */
export function groupsOf(room: Room, of: readonly Device[] = devices): Map<string, CellGroup> {
  const groups = new Map<string, CellGroup>();
  for (const cell of anomalyCells) {
    const { plan, device } = cell;
    if (typeof plan === 'string' || plan.room !== room || !of.includes(device)) continue;
    const runnable = { ...cell, plan };
    const name = groupName(runnable);
    const before = groups.get(name);
    groups.set(name, before === undefined ? [runnable] : [...before, runnable]);
  }
  return new Map(chosenOf([...groups], ([, [first]]) => first));
}

/** Holds that stop something: a blow to an arm that stands would prove nothing. */
const stops: ReadonlySet<Hold> = new Set<Hold>(['rows', 'box', 'lead', 'told', 'taken', 'folds']);
/** In the check it may stand and look, in the verdict it may have come to the clear view. */
const inMotion: ReadonlySet<Phase> = new Set<Phase>(['reset', 'episode']);
/** Whether the arm has to be struck in motion. */
export const strikesMotion = ({ plan, phase }: RunnableCell): boolean =>
  stops.has(plan.hold) && inMotion.has(phase);
