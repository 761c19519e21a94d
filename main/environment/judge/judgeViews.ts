/**
 * Judges as windows and scripts see them: versions with what was tried and measured, the gate of each, what is in force,
 * labels in doubt; and the report of one. From the ledger, the folders and what is known of tries; asks no judge anything.
 */
import path from 'node:path';
import type { CameraModel } from '../../base/model/camera.ts';
import type {
  JudgeReport,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
  ShippedJudge,
  TryReport,
} from '../../base/model/judge.ts';
import type { JudgeFile } from '../../base/model/judgeFile.ts';
import { elsewhereWords } from '../../base/model/makers.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { judgesDir } from '../../store/dataLayout.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import { type LockedBook, usesOfSet } from '../clips/lockedBook.ts';
import { hashTree } from '../task/hashTree.ts';
import { findTask } from '../task/installTask.ts';
import { type MakersReports, type Measured, ownOrMade } from '../task/makersReports.ts';
import { versionWith } from '../task/namedVersions.ts';
import { readManifest } from '../task/readManifest.ts';
import { caveatsOf } from './caveatsOf.ts';
import { inForceBeside } from './findJudge.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { JudgeBook, MadeJudge } from './judgeBook.ts';
import { setInUse } from './measureJudge.ts';
import { type KnewFacts, planGate, whyNotMet } from './planGate.ts';
import { readJudgeFile } from './readJudgeFolder.ts';
import { type TraceCache, traceKey } from './traceCache.ts';
import { knewOf, knownTraces, reportOf } from './tryJudge.ts';
import type { UnlockedClips } from './unlockedClips.ts';

export interface ViewPorts {
  readonly book: JudgeBook;
  readonly clips: Pick<ClipBook, 'clip'>;
  readonly locked: Pick<LockedBook, 'sets'>;
  readonly unlocked: UnlockedClips;
  readonly cache: TraceCache;
  readonly makers: Pick<MakersReports, 'judge'>;
  readonly cameras: () => readonly CameraModel[];
  readonly dataDir: string;
  readonly templatesDir: string;
}

/** A task as it is now, read once for all that is said of it. */
interface TaskNow {
  readonly manifest: TaskManifest;
  /** Tries by the judge's id, counted once: all versions are held against the same one. */
  readonly tries: Map<string, TryReport | null>;
  /** Of the judge's folder in the working copy. */
  readonly judgeHash: string | null;
  readonly shippedHash: string | null;
}

async function readNow({ templatesDir, dataDir }: ViewPorts, task: string): Promise<TaskNow> {
  const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
  const hash = (dir: string): Promise<string | null> =>
    hashTree(path.join(dir, 'judge')).catch(() => null);
  return {
    manifest: await readManifest(manifestDir),
    tries: new Map(),
    judgeHash: await hash(manifestDir),
    shippedHash: await hash(templateDir),
  };
}

function inForceOf({ book }: ViewPorts, task: string, now: TaskNow): string | null {
  const { judgeHash, shippedHash } = now;
  if (judgeHash === null) return null;
  const version = versionWith(book.versions(task), judgeHash, book.accepted(task)?.judgeId);
  if (version !== undefined) return version.id;
  return judgeHash === shippedHash ? 'shipped' : null;
}

/** Still in doubt: nobody has looked at them since. @throws never; a clip that is gone is in no doubt. */
export function doubtedOf(
  { book, clips }: Pick<ViewPorts, 'book' | 'clips'>,
  task: string,
): readonly string[] {
  const doubts = book.doubts(task);
  return doubts.clips.filter((id) => {
    try {
      const { looks, locked } = clips.clip(id);
      const since = Object.values(looks).some(({ wallTime }) => wallTime > doubts.wallTime);
      return !locked && !since && Object.keys(looks).length > 0;
    } catch {
      return false;
    }
  });
}

export function createJudgeViews(ports: ViewPorts) {
  const { book, cache, unlocked, dataDir, cameras } = ports;
  /** A version's folder never changes; one that cannot be read is told without. */
  const files = new Map<string, JudgeFile | null>();
  const fileOf = async ({ task, id, hash }: MadeJudge): Promise<JudgeFile | null> => {
    const known = files.get(hash);
    if (known !== undefined) return known;
    const file = await readJudgeFile(path.join(judgesDir(dataDir, task), id)).catch(() => null);
    if (file !== null) files.set(hash, file);
    return file;
  };
  type Named = Pick<FoundJudge, 'id' | 'hash' | 'dwell'>;
  const countTry = async (judge: Named, now: TaskNow): Promise<TryReport | null> => {
    const key = traceKey({ hash: judge.hash, manifest: now.manifest }, cameras());
    await cache.load(key);
    if (cache.triedAt(key) === null) return null;
    const clips = unlocked.labelled(now.manifest.id);
    const traced = knownTraces(ports, { hash: judge.hash, manifest: now.manifest }, clips);
    return traced.length === 0 ? null : reportOf(judge.id, judge, traced);
  };
  const tried = async (judge: Named, now: TaskNow): Promise<TryReport | null> => {
    const known = now.tries.get(judge.id);
    if (known !== undefined) return known;
    const report = await countTry(judge, now);
    now.tries.set(judge.id, report);
    return report;
  };
  const namedOf = async (made: MadeJudge, now: TaskNow): Promise<Named> => ({
    ...{ id: made.id, hash: made.hash },
    dwell: (await fileOf(made))?.dwell ?? now.manifest.dwell,
  });
  const knew = async (judge: Named, now: TaskNow): Promise<KnewFacts> => {
    const task = now.manifest.id;
    const older = inForceBeside(book, task, judge.hash);
    if (older === null) return null;
    const before = await tried(await namedOf(older, now), now);
    const after = await tried(judge, now);
    if (before === null || after === null) return { judge: older.id, unknown: true };
    return knewOf(before, after, doubtedOf(ports, task));
  };
  const versionOf = async (made: MadeJudge, now: TaskNow): Promise<JudgeVersion> => {
    const file = await fileOf(made);
    const judge = await namedOf(made, now);
    const own = await tried(judge, now);
    const key = traceKey({ hash: made.hash, manifest: now.manifest }, cameras());
    const { id, task, hash, by, words, wallTime, locked, accepted } = made;
    return {
      ...{ id, task, hash, by, words, wallTime, dwell: judge.dwell, locked, accepted },
      tried: own === null ? null : { scores: own.scores, wallTime: cache.triedAt(key) ?? '' },
      gate: locked === null ? [] : planGate(locked, await knew(judge, now)),
      training: file?.training ?? null,
    };
  };
  const measured = (task: string, id: string, hash: string): Promise<Measured<LockedMeasure>> =>
    ownOrMade(book.measure(task, id, hash), () => ports.makers.judge(task, hash));
  const shippedOf = async (now: TaskNow): Promise<ShippedJudge | undefined> => {
    const { shippedHash: hash, manifest } = now;
    if (hash === null) return undefined;
    const { measure: locked, ...makers } = await measured(manifest.id, 'shipped', hash);
    const judge = { id: 'shipped', hash, dwell: manifest.dwell };
    return {
      locked,
      ...makers,
      gate: locked === null ? [] : planGate(locked, await knew(judge, now)),
    };
  };
  return {
    async version(made: MadeJudge): Promise<JudgeVersion> {
      return await versionOf(made, await readNow(ports, made.task));
    },
    async view(task: string): Promise<JudgeView> {
      const now = await readNow(ports, task);
      const versions: JudgeVersion[] = [];
      for (const made of book.versions(task)) versions.push(await versionOf(made, now));
      const set = setInUse(ports.locked, task);
      const { setId = '', positives = 0, negatives = 0, uses = 0 } = set ?? {};
      const shipped = await shippedOf(now);
      return {
        ...(shipped === undefined ? {} : { shipped }),
        ...{ task, versions, inForce: inForceOf(ports, task, now) },
        lockedSet: set === null ? null : { setId, positives, negatives, uses, mostUses: usesOfSet },
        doubted: doubtedOf(ports, task),
        drift: book.watched(task),
      };
    },
    async report(judge: FoundJudge): Promise<JudgeReport> {
      const task = judge.manifest.id;
      const { measure, makers } = await measured(task, judge.id, judge.hash);
      const now = await readNow(ports, task);
      const gate = measure === null ? [] : planGate(measure, await knew(judge, now));
      const elsewhere = makers?.counts === false ? [elsewhereWords(makers)] : [];
      const why = [...elsewhere, ...whyNotMet(measure, gate)];
      return {
        ...{ task, judge: judge.id, hash: judge.hash },
        words: judge.file?.words ?? '',
        ...figuresOf(measure),
        ...(makers === undefined ? {} : { makers }),
        gate: why.length === 0 ? 'pass' : 'fail',
        why,
        caveats: await caveatsOf(ports, judge, measure, makers),
      };
    },
  };
}

type Figures = Pick<JudgeReport, 'locked' | 'perCamera' | 'latencyMs' | 'looks'>;

function figuresOf(measure: MadeJudge['locked']): Figures {
  if (measure === null) return { locked: null, perCamera: {}, latencyMs: null, looks: 0 };
  const { scores, latency, looks } = measure;
  const { positives, negatives, fp, fn, fprUpper95, recall, precision, flipsMax, byKind } = scores;
  const share = ({ k, n }: { readonly k: number; readonly n: number }): number =>
    n === 0 ? 0 : k / n;
  const perCamera = Object.entries(scores.perCamera).map(
    ([role, camera]) => [role, { fp: camera.fp, recall: share(camera.recall) }] as const,
  );
  return {
    locked: {
      ...{ positives, negatives, fp, fn, fprUpper95, flipsMax, byKind },
      recall: share(recall),
      recallInterval: [recall.lo, recall.hi],
      precision: share(precision),
    },
    perCamera: Object.fromEntries(perCamera),
    latencyMs: latency,
    looks,
  };
}
