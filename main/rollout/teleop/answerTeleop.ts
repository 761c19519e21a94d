/** The contract's commands on teleoperation and on the demos that it records. Rules are the room's and the book's. */
import type { Answers } from '../../base/api/answers.ts';
import type { DemoView } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import { demoDir } from '../../store/dataLayout.ts';
import { countFrames } from '../../store/recoverDemos.ts';
import type { DemoPorts } from './beginDemo.ts';
import type { TeleopRoom } from './openTeleop.ts';

export type TeleopAnswers = Answers<
  | 'teleop.begin'
  | 'teleop.use'
  | 'teleop.input'
  | 'teleop.end'
  | 'demo.record'
  | 'demo.mark'
  | 'demo.stop'
  | 'demo.discard'
  | 'demo.reset'
  | 'demo.list'
  | 'demo.show'
  | 'demo.trim'
  | 'demo.split'
  | 'demo.remove'
  | 'demo.undo'
>;

export interface TeleopAnswerParts {
  readonly room: TeleopRoom;
  readonly demos: DemoPorts;
}

/** Names of near misses are the task's: a typo would open a kind of its own. */
function checkNearMiss(name: string | null, known: readonly { readonly name: string }[]): void {
  if (name === null || known.length === 0 || known.some((each) => each.name === name)) return;
  throw new BenchError('bad-input', `the task knows no near miss ${JSON.stringify(name)}`, {
    hint: `It knows: ${known.map((each) => each.name).join(', ')}.`,
  });
}

export function answerTeleop({ room, demos }: TeleopAnswerParts): TeleopAnswers {
  const { book, dataDir } = demos;
  const show = (id: string): DemoView => {
    const demo = book.demo(id);
    if (demo !== null) return demo;
    throw new BenchError('not-found', `there is no demo ${id}`, {
      hint: 'bench demos list says which there are',
    });
  };
  const count = ({ recordingId, roles }: DemoView, fromMs: number, toMs: number) =>
    countFrames(demoDir(dataDir, recordingId), roles[0], { fromMs, toMs });
  return {
    async 'teleop.begin'(args, _signal, caller) {
      await room.begin(args, caller);
      return null;
    },
    async 'teleop.use'({ input }, _signal, caller) {
      await room.mine(caller).use(input);
      return null;
    },
    async 'teleop.input'(message, _signal, caller) {
      await room.mine(caller).inputs.take(message);
      return null;
    },
    async 'teleop.end'() {
      await room.end();
      return null;
    },
    async 'demo.record'({ countdownS, nearMiss }, _signal, caller) {
      const { desk, manifest } = room.mine(caller);
      checkNearMiss(nearMiss, manifest.nearMisses);
      await desk.record(countdownS, nearMiss);
      return null;
    },
    'demo.mark'({ value }) {
      room.any().desk.mark(value);
      return null;
    },
    async 'demo.stop'({ result }) {
      const { id } = await room.any().desk.stop(result);
      return { demoId: id };
    },
    async 'demo.discard'({ again }, _signal, caller) {
      await room.mine(caller).desk.discard(again);
      return null;
    },
    async 'demo.reset'(_none, _signal, caller) {
      await room.mine(caller).reset();
      return null;
    },
    'demo.list': ({ task }) => book.list(task),
    'demo.show': ({ id }) => show(id),
    async 'demo.trim'({ id, fromMs, toMs }) {
      return book.trim(id, fromMs, toMs, await count(show(id), fromMs, toMs));
    },
    async 'demo.split'({ id, atMs }) {
      const demo = show(id);
      return book.split(id, atMs, await count(demo, demo.fromMs, atMs));
    },
    'demo.remove'({ id }) {
      book.remove(id);
      return null;
    },
    'demo.undo'({ task }) {
      book.undo(task);
      return null;
    },
  };
}
