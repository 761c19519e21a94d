/**
 * Clips and labels joined: the book, the split, the contract's answers, and the summary that windows watch, which is of
 * the task that the window works on.
 */
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { ClipSummary } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import { answerClips, type ClipsAnswers, clipSummary } from './answerClips.ts';
import { type ClipBook, openClipBook } from './clipBook.ts';
import { shownMoment } from './clipView.ts';
import type { LockedBook } from './lockedBook.ts';
import { openSplit, type Split } from './openSplit.ts';
import type { Quotas } from './summariseClips.ts';

export interface ClipRoomPorts {
  readonly ledger: Pick<
    Ledger,
    'notes' | 'append' | 'entries' | 'head' | 'trial' | 'trials' | 'openTrials'
  >;
  readonly demos: Pick<DemoBook, 'list' | 'demo' | 'onChange'>;
  readonly locked: LockedBook;
  readonly dataDir: string;
  readonly wallTime: () => string;
  readonly clipsAtOnce?: number;
  /** Lets the loop turn. */
  readonly pause: () => Promise<void>;
  readonly quotasOf: (task: string) => Promise<Quotas>;
  /** What was locked could not be moved yet, or the summary could not be made. */
  readonly onTrouble: (error: BenchError) => void;
}

export interface ClipRoom extends Disposable {
  readonly book: ClipBook;
  readonly split: Split;
  readonly answers: ClipsAnswers;
  /** Of the task that is shown; null before one was. */
  readonly topic: StateTopic<ClipSummary | null>;
  show(task: string | null): void;
  /** The picture that stands for a clip. @throws BenchError `not-found`, also when it is locked. */
  momentOf(clipId: string): { readonly recordingId: string; readonly atMs: number };
}

export function openClipRoom(ports: ClipRoomPorts): ClipRoom {
  const { locked, dataDir, onTrouble } = ports;
  const book = openClipBook(ports);
  const split = openSplit({ book, locked, dataDir, onUnmoved: onTrouble });
  const clips = { ...ports, book };
  const topic = createStateTopic<ClipSummary | null>(null);
  let shown: string | null = null;
  /** Rises with every wish to tell: an older summary never follows a newer one. */
  let wishes = 0;
  const tell = (): void => {
    const wish = ++wishes;
    if (shown === null) {
      topic.set(null);
      return;
    }
    clipSummary(clips, shown).then(
      (summary) => {
        if (wish === wishes) topic.set(summary);
      },
      (thrown: unknown) => onTrouble(toBenchError(thrown)),
    );
  };
  const following = book.onChange((task) => {
    shown ??= task;
    if (task === shown) tell();
  });
  return {
    book,
    split,
    answers: answerClips(clips, split),
    topic,
    show(task) {
      shown = task;
      tell();
    },
    momentOf(clipId) {
      const clip = book.clip(clipId);
      if (clip.locked) throw new BenchError('not-found', `there is no picture of ${clipId}`);
      return { recordingId: clip.recordingId, atMs: shownMoment(clip) };
    },
    [Symbol.dispose]() {
      wishes++;
      following[Symbol.dispose]();
      book[Symbol.dispose]();
    },
  };
}
