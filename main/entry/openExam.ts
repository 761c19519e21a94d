/**
 * Opens the process that draws exam scenes: the simulated bench's physics and rasteriser without its clock and bus.
 * Calls are answered in their order, or fail with the process.
 */
import { openFramedChild } from '../base/host/framedChild.ts';
import type { WireFrame } from '../base/host/frames.ts';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { BenchError } from '../base/model/errors.ts';
import type { FromExam, ToExam } from '../base/wire/exam.ts';
import type { DrawnExamScene, OpenExamScenes } from '../rollout/judging/examScenes.ts';

export interface ExamOpenerPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly program: { readonly file: string; readonly args: readonly string[] };
}

/** A scene takes a tenth of a second on a quiet machine; a machine that is this late is stuck. */
const answerMs = 60_000;
/** Call number of the opening. */
const opening = 0;

interface Heard {
  readonly said: FromExam;
  readonly blobs: readonly Uint8Array[];
}

function openTeller({ clock, log, table, program }: ExamOpenerPorts) {
  const waiting = new Map<number, PromiseWithResolvers<Heard>>();
  let gone: BenchError | null = null;
  const hear = ({ header, blobs }: WireFrame): void => {
    const said = header as unknown as FromExam;
    const number = said.type === 'opened' ? opening : said.call;
    const call = waiting.get(number);
    waiting.delete(number);
    if (said.type === 'failed') call?.reject(BenchError.fromData(said.error));
    else call?.resolve({ said, blobs });
  };
  const child = openFramedChild({ name: 'exam', ...program, clock, log, table, onFrame: hear });
  void child.exited.then(({ signal, code, lastWords }) => {
    gone = new BenchError('unavailable', `the exam process ended (${signal ?? code})`, {
      hint: lastWords === '' ? 'Begin again.' : lastWords.slice(-400),
    });
    for (const call of waiting.values()) call.reject(gone);
    waiting.clear();
  });
  return {
    async ask(number: number, message: ToExam): Promise<Heard> {
      if (gone !== null) throw gone;
      const answer = Promise.withResolvers<Heard>();
      waiting.set(number, answer);
      using _late = clock.after(answerMs, () => {
        waiting.delete(number);
        answer.reject(new BenchError('timeout', 'the exam process did not answer'));
      });
      if (!child.send(message)) {
        waiting.delete(number);
        throw new BenchError('unavailable', 'the exam process does not read');
      }
      return await answer.promise;
    },
    async [Symbol.asyncDispose]() {
      child.send({ type: 'close' });
      await child[Symbol.asyncDispose]();
    },
  };
}

/** Pictures back to the frames that they belong to: the blobs come in their order. */
function drawnOf({ said, blobs }: Heard): DrawnExamScene {
  if (said.type !== 'drawn') throw new BenchError('protocol', `the exam process said ${said.type}`);
  let at = 0;
  const looks = said.looks.map(({ observation, frames }) => ({
    observation,
    frames: frames.map((header) => ({ ...header, jpeg: blobs[at++] ?? new Uint8Array(0) })),
  }));
  return { looks, toolClear: true, truth: said.truth };
}

export function createExamOpener(ports: ExamOpenerPorts): OpenExamScenes {
  return async ({ success, clearViewRad }, taskDir) => {
    await using undo = new AsyncDisposableStack();
    const teller = undo.use(openTeller(ports));
    const { said } = await teller.ask(opening, { type: 'open', taskDir, success, clearViewRad });
    if (said.type !== 'opened') throw new BenchError('protocol', 'the exam process did not open');
    const { cameras } = said;
    let calls = opening;
    const owned = undo.move();
    return {
      cameras,
      async draw({ scene, tricks = {} }, { from, count }, seed) {
        const call = ++calls;
        return drawnOf(
          await teller.ask(call, { type: 'draw', call, scene, tricks, from, count, seed }),
        );
      },
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  };
}
