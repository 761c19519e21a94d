/**
 * A clip as a judge is asked about it: sets of one picture a camera, paired as the bench pairs them, and the arm beside
 * each. Pictures come one set at a time, so a clip of any length costs little memory. Knows no label but the moment around
 * which it looks closest, and no ledger.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { jointCount } from '../../base/model/arm.ts';
import type { CameraFrame } from '../../base/model/camera.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { Observation } from '../../base/wire/program.ts';
import { framesFile, stepsFile } from '../../store/dataLayout.ts';
import {
  type FrameIndex,
  type IndexedFrame,
  indexFrames,
  readIndexedFrame,
} from '../../store/record/frameIndex.ts';
import { readStepColumns } from '../../store/record/stepColumns.ts';
import { isInClearView } from './clearView.ts';
import type { JudgeQuestion } from './openJudge.ts';

/** A clip for judging: which part of which recording. */
export interface ClipSpan {
  readonly id: string;
  /** Absolute folder of its recording. */
  readonly dir: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Where a long clip is looked at closest; null: at its end. */
  readonly decidedMs: number | null;
}

/** One picture a camera, as places in the file. */
export interface PlannedSet {
  /** Of its newest picture. */
  readonly atMs: number;
  readonly frames: readonly { readonly role: string; readonly frame: IndexedFrame }[];
}

export interface ClipSets {
  readonly sets: readonly PlannedSet[];
  /** Pictures that are damaged before the clip's end; null: all of it can be read. */
  readonly problem: string | null;
  read(set: PlannedSet): Promise<JudgeQuestion>;
}

export type SetsPlan = Pick<TaskManifest, 'clearViewRad'> & {
  /** Those of them that the recording has are looked through, in this order. */
  readonly roles: readonly string[];
  /** Sixty where nothing is said. */
  readonly mostSets?: number | undefined;
};

const defaultSets = 60;
/** What is measured is looked at without a gap, up to a minute. */
export const measuredSets = 600;
const closeBeforeMs = 1000;
/** Ten a second, with room for a camera's jitter. */
const leastApartMs = 95;

const still: readonly number[] = Array.from({ length: jointCount }, () => 0);

/** Sets as the bench makes them: as soon as every camera has a new picture, at most ten a second. Pure. */
export function pairSets(
  frames: ReadonlyMap<string, readonly IndexedFrame[]>,
  roles: readonly string[],
  { fromMs, toMs }: Pick<ClipSpan, 'fromMs' | 'toMs'>,
): readonly PlannedSet[] {
  const all = roles
    .flatMap((role) => (frames.get(role) ?? []).map((frame) => ({ role, frame })))
    .filter(({ frame }) => frame.capturedAtMs >= fromMs && frame.capturedAtMs <= toMs)
    .sort((a, b) => a.frame.capturedAtMs - b.frame.capturedAtMs);
  const present = new Set(all.map(({ role }) => role));
  const newest = new Map<string, IndexedFrame>();
  const sets: PlannedSet[] = [];
  for (const { role, frame } of all) {
    newest.set(role, frame);
    if (newest.size < present.size) continue;
    const last = sets.at(-1);
    if (last !== undefined && frame.capturedAtMs - last.atMs < leastApartMs) continue;
    const own = roles.flatMap((each) => {
      const its = newest.get(each);
      return its === undefined ? [] : [{ role: each, frame: its }];
    });
    sets.push({ atMs: frame.capturedAtMs, frames: own });
    newest.clear();
  }
  return sets;
}

/** At most so many: half of them without a gap where the clip is decided, the others evenly elsewhere. Pure. */
export function thinSets(
  sets: readonly PlannedSet[],
  decidedMs: number | null,
  mostSets = defaultSets,
): readonly PlannedSet[] {
  const closeSets = Math.floor(mostSets / 2);
  if (sets.length <= mostSets) return sets;
  const wanted = decidedMs === null ? Number.POSITIVE_INFINITY : decidedMs - closeBeforeMs;
  const found = sets.findIndex(({ atMs }) => atMs >= wanted);
  const first = Math.min(found < 0 ? sets.length : found, sets.length - closeSets);
  const others = sets.filter((_, at) => at < first || at >= first + closeSets);
  const spread = mostSets - closeSets;
  const kept = new Set(sets.slice(first, first + closeSets));
  for (let n = 0; n < spread; n++)
    kept.add(others[Math.floor((n * others.length) / spread)] as PlannedSet);
  return sets.filter((set) => kept.has(set));
}

type ArmAt = (atMs: number) => Pick<JudgeQuestion, 'observation' | 'toolClear'>;

/** The newest row by then, its speed by the row before; without rows zeros, and nothing known to be in the way. */
async function readArm(
  dir: string,
  clearViewRad: readonly number[],
  signal: AbortSignal,
): Promise<ArmAt> {
  const file = path.join(dir, stepsFile);
  const unknown: ArmAt = (atMs) => ({
    toolClear: true,
    observation: { atMs, positionRad: still, velocityRadS: still, load: still },
  });
  if (!existsSync(file)) return unknown;
  const { columns } = await readStepColumns(file, signal);
  const { atMs: times } = columns;
  if (times.length === 0) return unknown;
  const rowOf = (rows: readonly (readonly number[])[], at: number): number[] =>
    rows.map((row) => row[at] ?? 0);
  return (atMs) => {
    // A row of the very moment counts, whatever rounding made of it.
    const found = times.findLastIndex((time) => time <= atMs + 0.5);
    const at = Math.max(0, found);
    const before = Math.max(0, at - 1);
    const positionRad = rowOf(columns.positionRad, at);
    const beforeRad = rowOf(columns.positionRad, before);
    const seconds = ((times[at] ?? 0) - (times[before] ?? 0)) / 1000;
    const velocityRadS = positionRad.map((angle, joint) =>
      seconds > 0 ? (angle - (beforeRad[joint] ?? 0)) / seconds : 0,
    );
    const observation: Observation = {
      ...{ atMs, positionRad, velocityRadS },
      load: rowOf(columns.load, at),
    };
    return { toolClear: isInClearView(positionRad, clearViewRad), observation };
  };
}

/** A camera's jitter, and a recording that ends a little early. */
const endSlackMs = 1000;

function problemOf({ problem, frames }: FrameIndex, { toMs }: ClipSpan): string | null {
  const last = Math.max(0, ...[...frames.values()].map((own) => own.at(-1)?.capturedAtMs ?? 0));
  return problem === null || last >= toMs - endSlackMs ? null : problem;
}

/** @throws BenchError `storage`, and the signal's reason. */
export async function openClipSets(
  span: ClipSpan,
  { roles, clearViewRad, mostSets }: SetsPlan,
  signal: AbortSignal,
): Promise<ClipSets> {
  const file = path.join(span.dir, framesFile);
  const index: FrameIndex = await indexFrames(file, signal);
  const armAt = await readArm(span.dir, clearViewRad, signal);
  return {
    sets: thinSets(pairSets(index.frames, roles, span), span.decidedMs, mostSets),
    problem: problemOf(index, span),
    async read({ atMs, frames }) {
      const pictures: CameraFrame[] = [];
      for (const { role, frame } of frames) {
        const { seq, capturedAtMs } = frame;
        pictures.push({ role, seq, capturedAtMs, jpeg: await readIndexedFrame(file, frame) });
      }
      return { ...armAt(atMs), frames: pictures };
    },
  };
}
