/**
 * The judge looking on: while nothing else uses the bench, it judges what the cameras see now, so that a person can try
 * to fool it and keep what fooled it; and the watch, which compares what the cameras see with what the judge in force
 * learnt from.
 */
import type { Answers } from '../../base/api/answers.ts';
import type { StateTopic } from '../../base/lib/topic.ts';
import type { JudgeLiveView } from '../../base/model/judgeWork.ts';
import type { LockedBook } from '../../environment/clips/lockedBook.ts';
import type { JudgeRoom } from '../../environment/judge/openJudgeRoom.ts';
import { createUnlockedClips } from '../../environment/judge/unlockedClips.ts';
import { type LookRoomPorts, openLookRoom } from './openLookRoom.ts';
import { openWatchRoom, type WatchRoomPorts } from './openWatchRoom.ts';

export interface LiveRoomPorts
  extends Omit<LookRoomPorts, 'findJudge'>,
    Omit<WatchRoomPorts, 'unlocked' | 'lookedOn'> {
  readonly judges: JudgeRoom;
  readonly locked: LockedBook;
}

type Names =
  | 'judge.live'
  | 'judge.liveEnd'
  | 'judge.keep'
  | 'judge.clearView'
  | 'judge.latency'
  | 'judge.watch'
  | 'judge.watchPicture';

export interface LiveRoom extends AsyncDisposable {
  readonly answers: Answers<Names>;
  readonly topic: StateTopic<JudgeLiveView | null>;
}

export function openLiveRoom(ports: LiveRoomPorts): LiveRoom {
  const { judges, clips, locked, dataDir } = ports;
  const look = openLookRoom({ ...ports, findJudge: judges.find });
  const unlocked = createUnlockedClips({ clips, locked, dataDir });
  const watch = openWatchRoom({ ...ports, unlocked, lookedOn: () => look.busy });
  judges.measureLiveWith(look.measureLive);
  return {
    answers: { ...look.answers, ...watch.answers },
    topic: look.topic,
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
      await look[Symbol.asyncDispose]();
    },
  };
}
