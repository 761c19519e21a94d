/**
 * One demo while it is recorded: every row of the control loop with who moved the arm, every picture from its first row
 * on, the marks of the operator. However it ends, what is on the disk becomes a demo in the book; when the disk refuses
 * even that, its folder stays for the next recovery. Only the operator's own discard removes it.
 */
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import type { DemoHead, DemoMark, DemoView, LabelValue } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { StepRow, StepSource } from '../../base/wire/recorder.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { ServoState } from '../../bench/robot.ts';
import type { DemoBook } from '../../environment/demos/demoBook.ts';
import { demosDir } from '../../store/dataLayout.ts';
import { settleDemo } from '../../store/recoverDemos.ts';
import type { DemoRecorder } from '../recording.ts';

export interface DemoPorts {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly dataDir: string;
  readonly book: DemoBook;
  readonly recorder: () => DemoRecorder;
}

export interface BeginDemo {
  readonly link: Pick<BenchLink, 'onState' | 'onFrame'>;
  readonly head: DemoHead;
  /** Who asked for the motion of the newest row. */
  readonly source: () => StepSource;
  /** The recorder failed or is gone: the recording must end. */
  readonly onTrouble: (error: BenchError) => void;
}

export interface DemoEnding {
  readonly result: LabelValue | null;
  /** Empty when the operator ended it. */
  readonly why: string;
}

export interface RunningDemo {
  readonly id: string;
  readonly nearMiss: string | null;
  /** Bench time of its first row; null before it. */
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly marks: readonly DemoMark[];
  mark(value: LabelValue): void;
  /** Durable and in the book when it resolves. @throws BenchError `storage`; then its folder waits for recovery. */
  finish(ending: DemoEnding): Promise<DemoView>;
  discard(): Promise<void>;
}

function rowOf({ state }: ServoState, source: StepSource): StepRow {
  const { tick, atMs, mode, wantedRad, appliedRad, positionRad, load, limitedBy } = state;
  const arm = { mode, wantedRad, appliedRad, positionRad, load, limitedBy };
  return { tick, atMs, phase: 'episode', attempt: 1, source, ...arm };
}

export async function beginDemo(ports: DemoPorts, options: BeginDemo): Promise<RunningDemo> {
  const { book, clock, dataDir } = ports;
  const { link, head } = options;
  const dir = path.join(demosDir(dataDir), head.id);
  const recorder = ports.recorder();
  const marks: DemoMark[] = [];
  let fromMs: number | null = null;
  let toMs = 0;
  let frames = 0;
  const trouble = recorder.onTrouble(options.onTrouble);
  await recorder.beginDemo(dir, head).catch((cause: unknown) => {
    trouble[Symbol.dispose]();
    throw cause;
  });
  const listening = [
    trouble,
    link.onState((message) => {
      fromMs ??= message.state.atMs;
      toMs = message.state.atMs;
      recorder.step(rowOf(message, options.source()));
    }),
    link.onFrame((frame) => {
      // What was taken before the first row shows what came before.
      if (fromMs === null || frame.capturedAtMs < fromMs) return;
      if (frame.role === head.roles[0]) frames++;
      recorder.frame(frame, true);
    }),
  ];
  const stopListening = (): void => {
    for (const each of listening.splice(0)) each[Symbol.dispose]();
  };
  /** The recorder gave no end: what lies on the disk decides. */
  const settle = async (why: string): Promise<DemoView> => {
    const entry = await settleDemo(dir, head.id, { clock, why });
    if (entry === null) throw new BenchError('storage', `nothing of ${head.id} is on the disk`);
    return book.record(entry);
  };
  const finish = async ({ result, why }: DemoEnding): Promise<DemoView> => {
    const end = {
      ...{ result, nearMiss: head.nearMiss ?? null, marks, why },
      ...{ fromMs: fromMs ?? 0, toMs, wallTime: clock.wallTime() },
    };
    const finished = recorder.finishDemo(end);
    const files = await finished.catch((cause: unknown) => {
      const failure = toBenchError(cause).message;
      return settle(why === '' ? failure : why);
    });
    if (!('verdictHash' in files)) return files;
    const { id, task, origin, roles } = head;
    return book.record({
      ...{ demoId: id, recordingId: id, task, origin, roles, frames, why },
      ...{ endHash: files.verdictHash, result, nearMiss: end.nearMiss, fromMs: end.fromMs, toMs },
    });
  };
  return {
    id: head.id,
    nearMiss: head.nearMiss ?? null,
    get fromMs() {
      return fromMs;
    },
    get toMs() {
      return toMs;
    },
    marks,
    mark(value) {
      const mark = { atMs: toMs, value };
      marks.push(mark);
      recorder.mark(mark);
    },
    async finish(ending) {
      stopListening();
      if (fromMs !== null) return await finish(ending);
      await recorder.discard();
      throw new BenchError('refused', 'nothing was recorded yet', {
        hint: 'Wait for the first row.',
      });
    },
    async discard() {
      stopListening();
      await recorder.discard();
    },
  };
}
