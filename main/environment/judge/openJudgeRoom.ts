/**
 * The room of judges: versions of each task's judge, what was measured of them, which is in force. All state is the
 * ledger's and the folders'.
 */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type {
  DriftView,
  JudgeBy,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
  TryReport,
} from '../../base/model/judge.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import type { LockedBook } from '../clips/lockedBook.ts';
import type { Split } from '../clips/openSplit.ts';
import type { FindJudge } from './foundJudge.ts';
import type { JudgePorts } from './openJudge.ts';

export interface JudgeRoomPorts extends JudgePorts {
  readonly ledger: Pick<Ledger, 'notes' | 'append' | 'entries' | 'head'>;
  readonly clips: ClipBook;
  readonly split: Split;
  readonly locked: LockedBook;
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
  readonly onTrouble: (error: BenchError) => void;
}

type Names =
  | 'judge.show'
  | 'judge.add'
  | 'judge.try'
  | 'judge.measure'
  | 'judge.report'
  | 'judge.accept'
  | 'judge.compare'
  | 'judge.heat'
  | 'judge.near';

export interface JudgeRoom extends Disposable {
  readonly answers: Answers<Names>;
  /** Of the task that is shown; null before one was. */
  readonly topic: StateTopic<JudgeView | null>;
  show(task: string | null): void;
  readonly find: FindJudge;
  /** Copies the folder into the versions, checked; durable on return. @throws BenchError `bad-input`, `storage`. */
  add(task: string, dir: string, by: JudgeBy): Promise<JudgeVersion>;
  /** One counted use of the task's newest usable locked set. */
  measure(task: string, judge: string, by: string, signal: AbortSignal): Promise<LockedMeasure>;
  /** Labels that an author doubts. */
  doubt(task: string, clips: readonly string[]): void;
  /**
   * An agent's try: a judge folder judged on unlocked clips, not kept as a version; `judge` of the report is `tried`.
   * @throws BenchError `bad-input` with what is wrong in the folder.
   */
  tryFolder(task: string, dir: string, signal: AbortSignal): Promise<TryReport>;
  /** What the watch found of the judge in force: an entry, and in the topic. @throws BenchError `storage`. */
  watched(task: string, found: Omit<DriftView, 'wallTime'>): DriftView;
  onChange(on: (task: string) => void): Disposable;
}

const later = (): never => {
  throw new BenchError('unavailable', 'judges are not built yet');
};

export function openJudgeRoom(_ports: JudgeRoomPorts): JudgeRoom {
  const topic = createStateTopic<JudgeView | null>(null);
  return {
    answers: {
      'judge.show': later,
      'judge.add': later,
      'judge.try': later,
      'judge.measure': later,
      'judge.report': later,
      'judge.accept': later,
      'judge.compare': later,
      'judge.heat': later,
      'judge.near': later,
    },
    topic,
    show: () => undefined,
    find: later,
    add: later,
    measure: later,
    doubt: () => undefined,
    tryFolder: later,
    watched: later,
    onChange: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.dispose]: () => undefined,
  };
}
