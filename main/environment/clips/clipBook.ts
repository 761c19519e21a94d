/**
 * The book of clips: one for each demo, cut by itself and following its trims until somebody labels it; both looks at
 * each; undo without limit. All of it is the ledger's: an answer is durable when a call returns, and a core that opens
 * folds the same book again. Clips of removed demos are not told, and of locked ones only that they are locked.
 */
import type { BlindListing, ClipListing } from '../../base/api/clipListing.ts';
import { createRng } from '../../base/lib/rng.ts';
import { createSignal } from '../../base/lib/topic.ts';
import type { ClipSource, ClipView, DemoView, Label, LabelLook } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import {
  amendedLook,
  type Clip,
  type ClipEntry,
  clipEntryKinds,
  createClipPages,
} from './clipPages.ts';
import { blindView, clipView } from './clipView.ts';

export interface ClipCut {
  readonly task: string;
  readonly source: ClipSource;
  readonly recordingId: string;
  readonly demoId: string | null;
  readonly roles: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly nearMiss: string | null;
  readonly hint: ClipView['hint'];
}

export interface Answer {
  readonly ids: readonly string[];
  readonly look: LabelLook;
  readonly value: Label['value'];
  readonly decidedMs: number | null;
  readonly by: string;
  readonly why: string;
}

export interface Amendment {
  readonly nearMiss?: string | null;
  readonly decidedMs?: number;
}

/** Everything throws BenchError: `not-found`, `bad-input`, `refused`, `storage`. Durable on return. */
export interface ClipBook extends Disposable {
  changes(task: string, since: number): ClipListing;
  /** Told clips of a task, whole: for counting and splitting, not for showing. */
  clips(task: string): readonly Clip[];
  clip(id: string): Clip;
  cut(cut: ClipCut): ClipView;
  label(answer: Answer): readonly ClipView[];
  amend(id: string, change: Amendment): ClipView;
  undo(task: string): { readonly changed: readonly string[]; readonly words: string };
  canUndo(task: string): boolean;
  blind(task: string, by: string, ids: readonly string[]): BlindListing;
  /** Clips of the task were locked by ledger entry `seq`. */
  locked(seq: number): void;
  revision(task: string): number;
  ofDemo(demoId: string): number;
  /** The task of the clips of a recording; null when it has none. */
  taskOf(recordingId: string): string | null;
  onChange(on: (task: string) => void): Disposable;
}

export interface ClipBookPorts {
  readonly ledger: Pick<Ledger, 'notes' | 'append' | 'entries' | 'head'>;
  readonly demos: Pick<DemoBook, 'list' | 'onChange'>;
  readonly wallTime: () => string;
  /** Of one answer; one entry may have changed as many again. */
  readonly clipsAtOnce?: number | undefined;
}

/** So long after an own first answer a second look is a sitting of its own. */
export const sittingMs = 30 * 60_000;
const mostAtOnce = 4000;

const number = (count: number): string => `clip-${String(count).padStart(6, '0')}`;

function cutOf(demo: DemoView): ClipCut {
  const { task, recordingId, id, roles, fromMs, toMs, nearMiss, result } = demo;
  const source = demo.origin.kind === 'import' ? 'import' : 'demo';
  return { task, source, recordingId, demoId: id, roles, fromMs, toMs, nearMiss, hint: result };
}

const isLabelled = ({ looks }: Clip): boolean => Object.keys(looks).length > 0;

/** When this person may give the second look, as wall milliseconds; null: never, it is not theirs to give. */
function mayLookAt({ looks }: Clip, by: string): number | null {
  const { first, second } = looks;
  if (first === undefined || second !== undefined) return null;
  return first.by === by ? Date.parse(first.wallTime) + sittingMs : 0;
}

function checkLook(clip: Clip, { look, by }: Answer, nowMs: number): void {
  const { first, second } = clip.looks;
  if (look === 'first' && second !== undefined)
    throw new BenchError('refused', `${clip.id} has its second look already`, {
      hint: 'Settle it with both in view, or undo the second look.',
    });
  if (look === 'second' && first === undefined)
    throw new BenchError('refused', `${clip.id} has no first look yet`, {
      hint: 'Label it first.',
    });
  if (look === 'second' && (mayLookAt(clip, by) ?? 0) > nowMs)
    throw new BenchError('refused', `${by} answered ${clip.id} just now`, {
      hint: 'Another person may look now; the same one half an hour after the first answer.',
    });
  if (look === 'settled' && (first === undefined || second === undefined))
    throw new BenchError('refused', `${clip.id} has not two looks to settle`, {
      hint: 'Give it its second look first.',
    });
}

function checkMoment(clip: Clip, decidedMs: number | null): void {
  if (decidedMs === null || (decidedMs >= clip.fromMs && decidedMs <= clip.toMs)) return;
  throw new BenchError('bad-input', `${decidedMs} ms lies outside ${clip.id}`, {
    hint: `It runs from ${clip.fromMs} to ${clip.toMs} ms.`,
  });
}

function needOpen(clip: Clip): void {
  if (clip.locked)
    throw new BenchError('refused', `${clip.id} is locked: its label stands`, {
      hint: 'Locked clips are looked at only to measure a judge.',
    });
}

export function openClipBook(ports: ClipBookPorts): ClipBook {
  const { ledger, demos, wallTime, clipsAtOnce = mostAtOnce } = ports;
  const pages = createClipPages();
  const changed = createSignal<string>();
  const live = new Map<string, ReadonlySet<string>>();
  const past = clipEntryKinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const { body, seq, wallTime: at } of past.sort((a, b) => a.seq - b.seq))
    pages.apply(body as ClipEntry, seq, at);
  const append = (entry: ClipEntry): number => {
    const { seq, wallTime } = ledger.append(entry);
    pages.apply(entry, seq, wallTime);
    return seq;
  };
  const isTold = ({ task, demoId, locked }: Clip): boolean =>
    locked || demoId === null || (live.get(task)?.has(demoId) ?? false);
  const told = (id: string): Clip => {
    const clip = pages.clips.get(id);
    if (clip === undefined || !isTold(clip))
      throw new BenchError('not-found', `there is no ${id}`, {
        hint: '`bench clips list` says which there are',
      });
    return clip;
  };
  const put = (cut: ClipCut): string => {
    const clipId = number(pages.clips.size + 1);
    append({ kind: 'clip-cut', clipId, ...cut });
    return clipId;
  };
  /** A clip for each demo, with its span while nobody has labelled it. */
  const follow = (task: string): void => {
    const list = demos.list(task);
    const clips = pages.of(task);
    // When the book opens, those whose demo is gone are the changed ones.
    const before = live.get(task) ?? new Set(clips.map(({ demoId }) => demoId ?? ''));
    const now = new Set(list.map(({ id }) => id));
    live.set(task, now);
    const moved = clips.filter(
      ({ demoId, locked }) => demoId !== null && !locked && before.has(demoId) !== now.has(demoId),
    );
    pages.touch(
      moved.map(({ id }) => id),
      ledger.head().seq,
    );
    const known = new Map<string, Clip>();
    for (const clip of clips)
      if (clip.demoId !== null && !known.has(clip.demoId)) known.set(clip.demoId, clip);
    for (const demo of list) {
      const clip = known.get(demo.id);
      if (clip === undefined) put(cutOf(demo));
      else if (!isLabelled(clip) && (clip.fromMs !== demo.fromMs || clip.toMs !== demo.toMs))
        append({ kind: 'clip-cut', clipId: clip.id, ...cutOf(demo), nearMiss: clip.nearMiss });
    }
  };
  const recorded = ledger.notes('demo-recorded', Number.MAX_SAFE_INTEGER);
  const tasks = recorded.flatMap(({ body }) => (body.kind === 'demo-recorded' ? [body.task] : []));
  for (const task of new Set([...tasks, ...pages.tasks()])) follow(task);
  const following = demos.onChange((task) => {
    follow(task);
    changed.emit(task);
  });
  const revision = (task: string): number =>
    pages.of(task).reduce((newest, clip) => Math.max(newest, clip.revision), 0);
  return {
    changes(task, since) {
      const newer = pages.of(task).filter((clip) => clip.revision > since);
      newer.sort((a, b) => a.revision - b.revision);
      const last = newer[Math.min(newer.length, clipsAtOnce) - 1]?.revision ?? since;
      const page = newer.filter((clip) => clip.revision <= last);
      const gone = since === 0 ? [] : page.filter((clip) => !isTold(clip)).map(({ id }) => id);
      const clips = page.filter(isTold).map(clipView);
      return { clips, gone, revision: last, more: page.length < newer.length };
    },
    clips: (task) => pages.of(task).filter(isTold),
    clip: told,
    cut(cut) {
      if (cut.toMs <= cut.fromMs)
        throw new BenchError('bad-input', 'a clip ends after it begins', {
          hint: 'Give a later toMs.',
        });
      const id = put(cut);
      changed.emit(cut.task);
      return clipView(told(id));
    },
    label(answer) {
      const { look, value, by, why } = answer;
      const ids = [...new Set(answer.ids)];
      const decides = value === 'success' || value === 'failure';
      const decidedMs = decides ? answer.decidedMs : null;
      const clips = ids.map(told);
      const { task } = clips[0] as Clip;
      const nowMs = Date.parse(wallTime());
      for (const clip of clips) {
        if (clip.task !== task)
          throw new BenchError('bad-input', `${clip.id} is of task ${clip.task}, not ${task}`);
        needOpen(clip);
        checkLook(clip, answer, nowMs);
        checkMoment(clip, decidedMs);
      }
      const label = { value, decidedMs, by, why };
      append({ kind: 'clip-labelled', task, clips: ids, look, label });
      changed.emit(task);
      return ids.map((id) => (look === 'second' ? blindView : clipView)(told(id)));
    },
    amend(id, change) {
      const clip = told(id);
      needOpen(clip);
      if (change.decidedMs !== undefined) {
        const look = amendedLook(clip.looks);
        const value = look === null ? undefined : clip.looks[look]?.value;
        if (value !== 'success' && value !== 'failure')
          throw new BenchError('refused', `${id} is decided neither way yet`, {
            hint: 'Say success or failure first; the moment goes with it.',
          });
        checkMoment(clip, change.decidedMs);
      }
      append({ kind: 'clip-amended', task: clip.task, clipId: id, ...change });
      changed.emit(clip.task);
      return clipView(told(id));
    },
    undo(task) {
      const last = pages.undoable(task);
      if (last === null)
        throw new BenchError('refused', 'there is nothing to undo', {
          hint: 'All answers are undone, or locked.',
        });
      append({ kind: 'clip-undone', task });
      follow(task); // a clip without an answer has its demo's span again
      changed.emit(task);
      return { changed: last.clips, words: last.words };
    },
    canUndo: (task) => pages.undoable(task) !== null,
    blind(task, by, ids) {
      const nowMs = Date.parse(wallTime());
      const due = [...new Set(ids)].flatMap((id) => {
        const clip = told(id);
        const fromMs = clip.task === task && !clip.locked ? mayLookAt(clip, by) : null;
        return fromMs === null ? [] : [{ clip, fromMs }];
      });
      const later = due.filter(({ fromMs }) => fromMs > nowMs);
      const order = ({ id }: Clip): number => createRng(1).fork(`blind/${id}`).uniform();
      const ready = due.filter(({ fromMs }) => fromMs <= nowMs).map(({ clip }) => clip);
      const until = Math.min(...later.map(({ fromMs }) => fromMs));
      return {
        clips: ready.sort((a, b) => order(a) - order(b)).map(blindView),
        tooFresh: later.length,
        freshUntil: later.length === 0 ? null : new Date(until).toISOString(),
      };
    },
    locked(seq) {
      const entry = ledger.entries(seq, 1)[0];
      if (entry?.body.kind !== 'clips-locked') return;
      pages.apply(entry.body, seq, entry.wallTime);
      changed.emit(entry.body.task);
    },
    revision,
    ofDemo: pages.ofDemo,
    taskOf: (recordingId) =>
      pages.clips.values().find((clip) => clip.recordingId === recordingId)?.task ?? null,
    onChange: (on) => changed.on(on),
    [Symbol.dispose]: () => following[Symbol.dispose](),
  };
}
