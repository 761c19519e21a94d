/**
 * The core's end of the board process: it looks for the board in pictures and solves cameras, in its own memory and at a
 * low priority. One call at a time is enough; calls are answered, or fail with the process.
 */
import { openFramedChild } from '../../base/host/framedChild.ts';
import type { ProcessTable } from '../../base/host/processTable.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BoardView, FromBoard, SolvedCamera, ToBoard } from '../../base/wire/board.ts';

type Corners = readonly (readonly [number, number])[];

export interface BoardEye extends AsyncDisposable {
  detect(jpeg: Uint8Array): Promise<BoardView>;
  /** @throws BenchError `bad-input` when no camera fits. */
  solve(
    views: readonly BoardView[],
    home: BoardView,
    camera: Extract<ToBoard, { type: 'solve' }>['camera'],
  ): Promise<SolvedCamera>;
  project(view: BoardView, solved: SolvedCamera): Promise<Corners>;
}

export interface BoardEyeOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly program: { readonly file: string; readonly args: readonly string[] };
}

/** Forty views of a large camera take a minute on a busy machine. */
const answerMs = 120_000;

export function openBoardEye({ clock, log, table, program }: BoardEyeOptions): BoardEye {
  const waiting = new Map<number, PromiseWithResolvers<FromBoard>>();
  let calls = 0;
  let gone: BenchError | null = null;
  const child = openFramedChild({
    name: 'board',
    nice: 10,
    ...program,
    clock,
    log,
    table,
    onFrame: ({ header }) => {
      const said = header as unknown as FromBoard;
      const call = waiting.get(said.call);
      waiting.delete(said.call);
      if (said.type === 'failed') call?.reject(BenchError.fromData(said.error));
      else call?.resolve(said);
    },
  });
  void child.exited.then(({ signal, code, lastWords }) => {
    gone = new BenchError('unavailable', `the board process ended (${signal ?? code})`, {
      hint: lastWords === '' ? 'Begin again.' : lastWords,
    });
    for (const call of waiting.values()) call.reject(gone);
    waiting.clear();
  });
  const ask = async <T extends FromBoard['type']>(
    make: (call: number) => ToBoard,
    blobs: readonly Uint8Array[] = [],
  ): Promise<Extract<FromBoard, { type: T }>> => {
    if (gone !== null) throw gone;
    const call = ++calls;
    const answer = Promise.withResolvers<FromBoard>();
    waiting.set(call, answer);
    using _late = clock.after(answerMs, () => {
      waiting.delete(call);
      answer.reject(new BenchError('timeout', 'the board process did not answer'));
    });
    if (!child.send(make(call), blobs)) {
      waiting.delete(call);
      throw new BenchError('unavailable', 'the board process does not keep up');
    }
    return (await answer.promise) as Extract<FromBoard, { type: T }>;
  };
  return {
    async detect(jpeg) {
      return (await ask<'detected'>((call) => ({ type: 'detect', call }), [jpeg])).view;
    },
    async solve(views, home, camera) {
      const said = await ask<'solved'>((call) => ({ type: 'solve', call, views, home, camera }));
      return said.solved;
    },
    async project(view, solved) {
      const said = await ask<'projected'>((call) => ({ type: 'project', call, view, solved }));
      return said.cornersPx;
    },
    async [Symbol.asyncDispose]() {
      child.send({ type: 'close' });
      await child[Symbol.asyncDispose]();
    },
  };
}
