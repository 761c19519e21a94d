/**
 * The judge looking on: while nothing else uses the bench, it judges what the cameras see now, so that a person can try
 * to fool it and keep what fooled it; and the watch, which compares what the cameras see with what the judge in force
 * learnt from.
 */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { JudgeLiveView } from '../../base/model/judgeWork.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import type { DemoBook } from '../../environment/demos/demoBook.ts';
import type { JudgePorts } from '../../environment/judge/openJudge.ts';
import type { JudgeRoom } from '../../environment/judge/openJudgeRoom.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { DemoRecorder } from '../recording.ts';

export interface LiveRoomPorts extends JudgePorts {
  readonly station: Station;
  readonly alerts: Alerts;
  readonly judges: JudgeRoom;
  readonly clips: ClipBook;
  readonly demos: DemoBook;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly recorder: () => DemoRecorder;
  readonly refusal: () => BenchError | null;
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
  /** The task whose judge is watched; null while none is open. */
  readonly openTask: () => string | null;
}

type Names =
  | 'judge.live'
  | 'judge.liveEnd'
  | 'judge.keep'
  | 'judge.latency'
  | 'judge.watch'
  | 'judge.watchPicture';

export interface LiveRoom extends AsyncDisposable {
  readonly answers: Answers<Names>;
  readonly topic: StateTopic<JudgeLiveView | null>;
}

const later = (): never => {
  throw new BenchError('unavailable', 'the live judge is not built yet');
};

export function openLiveRoom(_ports: LiveRoomPorts): LiveRoom {
  return {
    answers: {
      'judge.live': later,
      'judge.liveEnd': () => null,
      'judge.keep': later,
      'judge.latency': later,
      'judge.watch': later,
      'judge.watchPicture': later,
    },
    topic: createStateTopic<JudgeLiveView | null>(null),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
