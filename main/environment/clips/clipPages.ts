/**
 * Clips and their labels as the ledger's entries make them: what each entry does, and what undoing takes back. Pure
 * folding, so that the same entries give the same pages after any crash. Revisions are the numbers of ledger entries, so
 * they go on rising over restarts.
 */
import type { ClipView, Label, LabelLook } from '../../base/model/episode.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';

type Of<K extends DayEntry['kind']> = Extract<DayEntry, { kind: K }>;
export type ClipEntry = Of<
  'clip-cut' | 'clip-labelled' | 'clip-amended' | 'clip-undone' | 'clips-locked'
>;

export const clipEntryKinds = [
  'clip-cut',
  'clip-labelled',
  'clip-amended',
  'clip-undone',
  'clips-locked',
] as const satisfies readonly ClipEntry['kind'][];

export type Looks = Readonly<Partial<Record<LabelLook, Label>>>;

export interface Clip extends Omit<ClipView, 'label' | 'disagrees' | 'looks'> {
  readonly looks: Looks;
}

type Undone = Pick<Clip, 'looks' | 'nearMiss'>;

/** One answer or amendment, and what it changed. */
interface Act {
  readonly words: string;
  readonly before: Map<string, Undone>;
}

export interface ClipPages {
  readonly clips: ReadonlyMap<string, Clip>;
  apply(entry: ClipEntry, seq: number, wallTime: string): void;
  /** Of one task, in the order they were cut. */
  of(task: string): readonly Clip[];
  tasks(): readonly string[];
  /** Clips that were cut from a demo. */
  ofDemo(demoId: string): number;
  /** What undoing would take back; null when nothing is left. */
  undoable(task: string): { readonly words: string; readonly clips: readonly string[] } | null;
  /** Marks clips as changed by something that is no entry of theirs. */
  touch(ids: readonly string[], revision: number): void;
}

/** The answer whose moment an amendment moves: the one that counts. */
export function amendedLook({ settled, first }: Looks): LabelLook | null {
  if (settled !== undefined) return 'settled';
  return first === undefined ? null : 'first';
}

const many = (ids: readonly string[]): string =>
  ids.length === 1 ? (ids[0] ?? '') : `${ids.length} clips`;

function labelOf(entry: Of<'clip-labelled'>, wallTime: string): Label {
  return { ...entry.label, wallTime };
}

function amended(clip: Clip, { nearMiss, decidedMs }: Of<'clip-amended'>): Clip {
  const named = nearMiss === undefined ? clip : { ...clip, nearMiss };
  const look = amendedLook(clip.looks);
  const label = look === null ? undefined : clip.looks[look];
  if (decidedMs === undefined || look === null || label === undefined) return named;
  return { ...named, looks: { ...clip.looks, [look]: { ...label, decidedMs } } };
}

export function createClipPages(): ClipPages {
  const clips = new Map<string, Clip>();
  const byTask = new Map<string, Map<string, true>>();
  const byDemo = new Map<string, number>();
  const acts = new Map<string, Act[]>();
  const actsOf = (task: string): Act[] => {
    const known = acts.get(task) ?? [];
    acts.set(task, known);
    return known;
  };
  const cut = (entry: Of<'clip-cut'>, revision: number): void => {
    const { kind: _kind, clipId: id, ...rest } = entry;
    const known = clips.get(id);
    if (known === undefined) {
      clips.set(id, { ...rest, id, looks: {}, locked: false, revision });
      const ids = byTask.get(entry.task) ?? new Map<string, true>();
      byTask.set(entry.task, ids.set(id, true));
      if (rest.demoId !== null) byDemo.set(rest.demoId, (byDemo.get(rest.demoId) ?? 0) + 1);
      return;
    }
    // Cut anew where its demo was trimmed; whoever answered has frozen it.
    const { fromMs, toMs } = rest;
    if (Object.keys(known.looks).length === 0) clips.set(id, { ...known, fromMs, toMs, revision });
  };
  const act = (
    task: string,
    words: string,
    ids: readonly string[],
    revision: number,
    change: (clip: Clip) => Clip,
  ): void => {
    const before = new Map<string, Undone>();
    for (const id of ids) {
      const clip = clips.get(id);
      if (clip === undefined || clip.locked) continue;
      before.set(id, { looks: clip.looks, nearMiss: clip.nearMiss });
      clips.set(id, { ...change(clip), revision });
    }
    if (before.size > 0) actsOf(task).push({ words, before });
  };
  const undo = (task: string, revision: number): void => {
    for (const [id, undone] of actsOf(task).pop()?.before ?? []) {
      const clip = clips.get(id);
      if (clip !== undefined) clips.set(id, { ...clip, ...undone, revision });
    }
  };
  const lock = ({ task, clips: ids, recordings }: Of<'clips-locked'>, revision: number): void => {
    const locked = new Set(recordings);
    const all = new Set(ids);
    for (const clip of clips.values())
      if (all.has(clip.id) || locked.has(clip.recordingId)) {
        clips.set(clip.id, { ...clip, locked: true, revision });
        // What is locked can't be taken back any more.
        for (const { before } of actsOf(task)) before.delete(clip.id);
      }
    acts.set(
      task,
      actsOf(task).filter(({ before }) => before.size > 0),
    );
  };
  return {
    clips,
    apply(entry, seq, wallTime) {
      if (entry.kind === 'clip-cut') cut(entry, seq);
      else if (entry.kind === 'clip-labelled') {
        const { look, label } = entry;
        const words = `${look === 'first' ? '' : `${look} look, `}${label.value}: ${many(entry.clips)}`;
        act(entry.task, words, entry.clips, seq, (clip) => ({
          ...clip,
          looks: { ...clip.looks, [look]: labelOf(entry, wallTime) },
        }));
      } else if (entry.kind === 'clip-amended') {
        const what = entry.decidedMs === undefined ? 'near miss' : 'moment';
        const words = `${what} of ${entry.clipId}`;
        act(entry.task, words, [entry.clipId], seq, (clip) => amended(clip, entry));
      } else if (entry.kind === 'clip-undone') undo(entry.task, seq);
      else lock(entry, seq);
    },
    of: (task) =>
      [...(byTask.get(task)?.keys() ?? [])].flatMap((id) => {
        const clip = clips.get(id);
        return clip === undefined ? [] : [clip];
      }),
    tasks: () => [...byTask.keys()],
    ofDemo: (demoId) => byDemo.get(demoId) ?? 0,
    undoable(task) {
      const last = actsOf(task).at(-1);
      return last === undefined ? null : { words: last.words, clips: [...last.before.keys()] };
    },
    touch(ids, revision) {
      for (const id of ids) {
        const clip = clips.get(id);
        if (clip !== undefined) clips.set(id, { ...clip, revision });
      }
    },
  };
}
