/**
 * What follows from what the core says of resets: figures of a measuring while it runs and when it is whole, whether
 * they reach what a seal asks, and why something cannot be done now. Pure.
 */
import { rateOf } from '../../main/base/lib/rateOf.ts';
import { summarise } from '../../main/base/lib/stats.ts';
import type { Rate } from '../../main/base/model/judge.ts';
import {
  type ResetMeasure,
  type ResetRunView,
  type ResetTry,
  type ResetVersion,
  type ResetView,
  resetLacks,
} from '../../main/base/model/reset.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import type { WindowState } from './windowStore.ts';

export interface ResetFigures {
  /** What is counted. */
  readonly n: number;
  /** How many were done: of a long measuring only the newest are counted while it runs. */
  readonly done: number;
  readonly times: number;
  readonly first: Rate;
  readonly verified: Rate;
  /** Of a whole measuring the longest; of one that runs the row that goes on now. */
  readonly row: number;
  /** NaN where nothing is measured yet. */
  readonly secondsP50: number;
  readonly secondsP95: number;
  readonly attemptsMean: number;
  readonly rescues: number;
}

/** How many resets a measuring has done. */
export const doneOf = (tries: readonly ResetTry[]): number => (tries.at(-1)?.index ?? -1) + 1;

/** Counts so far: of a measuring that is not whole they are shown and count nowhere. */
export function figuresOfTries(tries: readonly ResetTry[], times: number): ResetFigures {
  const n = tries.length;
  const verified = tries.filter(({ verifiedAt }) => verifiedAt !== null).length;
  const seconds = summarise(tries.map((each) => each.seconds));
  const broken = tries.findLastIndex(({ verifiedAt }) => verifiedAt === null);
  return {
    ...{ n, times, row: n - 1 - broken, rescues: n - verified },
    done: doneOf(tries),
    first: rateOf(tries.filter(({ verifiedAt }) => verifiedAt === 1).length, n),
    verified: rateOf(verified, n),
    secondsP50: seconds.p50,
    secondsP95: seconds.p95,
    attemptsMean: tries.reduce((sum, { attempts }) => sum + attempts, 0) / n,
  };
}

export function figuresOfMeasure(measure: ResetMeasure): ResetFigures {
  const { times, verifiedFirst, verified, longestRow } = measure;
  const { secondsP50, secondsP95, attemptsMean, rescues } = measure;
  return {
    ...{ n: times, done: times, times, first: verifiedFirst, verified, row: longestRow },
    ...{ secondsP50, secondsP95, attemptsMean, rescues },
  };
}

export const resetRuns = (reset: ResetView | null): boolean => reset?.running?.state === 'running';

/** The newest whole measuring: of whatever was measured last, else of what is in force. */
export function shownMeasure(reset: ResetView | null): ResetMeasure | null {
  const run = reset?.running ?? null;
  const last = run?.state === 'done' ? (run.measure ?? null) : null;
  return last ?? reset?.measure ?? null;
}

/** What stands there in large: the measuring that runs, else the newest whole one. */
export function shownFigures(reset: ResetView | null): ResetFigures | null {
  const run = reset?.running ?? null;
  if (run !== null && run.state === 'running') return figuresOfTries(run.tries, run.times);
  const measure = shownMeasure(reset);
  return measure === null ? null : figuresOfMeasure(measure);
}

/** The same one every time: a view that reads it is not drawn for nothing. */
const noTries: readonly ResetTry[] = [];

/** The tries that can be looked at one by one: those of the measuring that runs or ran last. */
export const shownTries = (reset: ResetView | null): readonly ResetTry[] =>
  reset?.running?.tries ?? noTries;

export const axes = ['xM', 'yM', 'yawRad'] as const satisfies readonly (keyof PlanarPose)[];
export type Axis = (typeof axes)[number];

export function widestAxis({ spread }: ResetMeasure): Axis {
  const { coordinates } = spread;
  return axes.reduce((most, axis) => (coordinates[axis] > coordinates[most] ? axis : most));
}

export type ResetGateState = 'met' | 'not-met' | 'not-measured';

export function resetGateOf(measure: ResetMeasure | null): ResetGateState {
  if (measure === null) return 'not-measured';
  return resetLacks(measure).length === 0 ? 'met' : 'not-met';
}

/** `v2` for reset-0002. */
export function resetWord(id: string): string {
  const number = /^reset-(\d+)$/.exec(id)?.[1];
  if (number !== undefined) return `v${Number(number)}`;
  return id === 'shipped' ? 'as shipped' : id === 'working' ? 'the working copy' : id;
}

export function versionOf(reset: ResetView | null, id: string | null): ResetVersion | null {
  return reset?.versions.find((version) => version.id === id) ?? null;
}

/** The alert of the core: fewer are verified at once than when it was accepted. */
export const wornAlert = ({ alerts }: Pick<WindowState, 'alerts'>) =>
  alerts.find(({ key }) => key === 'reset/worn') ?? null;

/** Where it stands, one of these: what the head of the view says. */
export type ResetStanding = 'empty' | ResetRunView['state'];

export function standingOf(reset: ResetView | null): ResetStanding {
  const state = reset?.running?.state;
  if (state !== undefined) return state;
  return (reset?.measure ?? null) === null ? 'empty' : 'done';
}

type State = Pick<
  WindowState,
  'link' | 'bench' | 'run' | 'reset' | 'resetDesk' | 'teleop' | 'night'
>;

const offline = 'The core is not connected.';

export function measureResetBlocked(state: State): string | null {
  const { link, bench, run, reset, teleop, night } = state;
  if (link.kind !== 'online') return offline;
  if (reset === null) return 'Open a task first.';
  if (resetRuns(reset)) return 'Resets are being measured.';
  if (bench === null) return 'The bench has not answered yet.';
  if (bench.stopped !== null) return 'The robot is stopped: resume first.';
  if (night?.state === 'running') return 'A night is running.';
  if (run !== null) return 'A run is going on: end it first.';
  return teleop === null ? null : 'Somebody drives the arm.';
}

export function stopResetBlocked(state: State): string | null {
  if (state.link.kind !== 'online') return offline;
  if (!resetRuns(state.reset)) return 'No measuring is running.';
  return state.resetDesk.wait === 'stop' ? 'It is being stopped.' : null;
}

export function addResetBlocked(state: State): string | null {
  if (state.link.kind !== 'online') return offline;
  if (state.reset === null) return 'Open a task first.';
  return state.resetDesk.wait === 'add' ? 'One is being added.' : null;
}

export function acceptResetBlocked(state: State, id: string): string | null {
  if (state.link.kind !== 'online') return offline;
  if (state.reset === null) return 'Open a task first.';
  if (state.reset.inForce === id) return 'It is in force.';
  if (state.resetDesk.wait === 'accept') return 'One is being put in force.';
  if (resetRuns(state.reset)) return 'Resets are being measured.';
  return state.run === null ? null : 'A run is going on: it keeps its reset.';
}
