/**
 * The built-in author as the core sees it: one order at a time to its process, its progress as a topic, and what it wrote
 * handed to the room of judges.
 */
import type { Answers } from '../../base/api/answers.ts';
import type { FramedChild } from '../../base/host/framedChild.ts';
import type { WireFrame } from '../../base/host/frames.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AuthorView } from '../../base/model/judgeWork.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import type { JudgeRoom } from '../judge/openJudgeRoom.ts';

export type OpenAuthor = (onFrame: (frame: WireFrame) => void) => FramedChild;

export interface AuthorRoomPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'wallTime'>;
  readonly openAuthor: OpenAuthor;
  readonly clips: ClipBook;
  readonly demos: Pick<DemoBook, 'list'>;
  readonly judges: JudgeRoom;
  /** Models of the bench's cameras; empty where none is known. */
  readonly cameras: () => readonly CameraModel[];
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
}

export interface AuthorRoom extends AsyncDisposable {
  readonly answers: Answers<'judge.author' | 'judge.stopAuthor'>;
  readonly topic: StateTopic<AuthorView | null>;
}

const later = (): never => {
  throw new BenchError('unavailable', 'the author is not built yet');
};

export function openAuthorRoom(_ports: AuthorRoomPorts): AuthorRoom {
  return {
    answers: { 'judge.author': later, 'judge.stopAuthor': () => null },
    topic: createStateTopic<AuthorView | null>(null),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
