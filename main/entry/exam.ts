/**
 * The exam process: `base/wire/exam.ts` on stdin and stdout. It draws the scenes of the one task it was opened with, in the
 * order in which they are asked for, and ends when its stdin does.
 */
import { encodeFrame } from '../base/host/frames.ts';
import { hearParent } from '../base/host/hearParent.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { FromExam, ToExam } from '../base/wire/exam.ts';
import { type ExamStudio, openExamStudio } from '../bench/devices/sim/exam/openExamStudio.ts';

let studio: ExamStudio | null = null;

const say = (message: FromExam, blobs: readonly Uint8Array[] = []): void =>
  void process.stdout.write(encodeFrame(message, blobs));

async function draw(order: Extract<ToExam, { type: 'draw' }>): Promise<void> {
  if (studio === null) throw new BenchError('protocol', 'asked to draw before a task was opened');
  const { looks, truth } = await studio.draw(order);
  const told = looks.map(({ observation, frames }) => ({
    observation,
    frames: frames.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
  }));
  const blobs = looks.flatMap(({ frames }) => frames.map(({ jpeg }) => jpeg));
  say({ type: 'drawn', call: order.call, looks: told, truth }, blobs);
}

async function handle(message: ToExam): Promise<void> {
  switch (message.type) {
    case 'open':
      studio = await openExamStudio(message);
      say({ type: 'opened', cameras: studio.cameras });
      return;
    case 'draw':
      await draw(message);
      return;
    case 'close':
      process.exit(0);
  }
}

let inOrder: Promise<void> = Promise.resolve();
hearParent({
  hear: ({ header }) => {
    const message = header as unknown as ToExam;
    const call = message.type === 'draw' ? message.call : 0;
    inOrder = inOrder
      .then(() => handle(message))
      .catch((thrown: unknown) => {
        say({ type: 'failed', call, error: toBenchError(thrown).toData() });
      });
  },
  fail: () => process.exit(1),
  end: () => process.exit(0),
});
