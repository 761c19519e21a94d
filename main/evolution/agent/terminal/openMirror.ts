/**
 * The core's side of a mirror: a thread per terminal, so that parsing never keeps the core from its robot. The thread is
 * bounded in memory and in the time it may be stuck, and expendable: bytes made to break a parser end the thread and
 * nothing else, and whoever asks it then is told `unavailable`.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { BenchError } from '../../../base/model/errors.ts';
import type { FromMirrorWorker, MirrorWorkerData, ToMirrorWorker } from './mirrorWorker.ts';

/** Without any progress while output waits. A quarter of a megabyte takes some 30 ms. */
export const stuckMs = 15_000;
const memory = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 } as const;

export interface Snapshot {
  /** The place behind the last byte it accounts for. */
  readonly end: number;
  readonly bytes: Uint8Array;
}

export interface Mirror extends AsyncDisposable {
  /** Output after all that was given before. The bytes are given away. */
  output(bytes: Uint8Array<ArrayBuffer>): void;
  /** Output up to there will never be given. */
  skipTo(end: number): void;
  resize(cols: number, rows: number): void;
  /** As soon as all before `notBefore` is parsed, which was given. @throws BenchError `unavailable`. */
  snapshot(notBefore: number): Promise<Snapshot>;
  /** The newest lines of all that was given. @throws BenchError `unavailable`. */
  text(lines: number): Promise<string>;
  /** Given and not parsed yet. */
  readonly backlogBytes: number;
  readonly lost: boolean;
}

export interface OpenMirrorOptions extends MirrorWorkerData {
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly onReply: (text: string) => void;
  /** More of the backlog is done, or the mirror is lost. */
  readonly onProgress: () => void;
}

interface Asked {
  readonly resolve: (message: never) => void;
  readonly reject: (error: BenchError) => void;
}

export function openMirror(options: OpenMirrorOptions): Mirror {
  const { cols, rows, from, clock, log, onReply, onProgress } = options;
  const worker = new Worker(new URL('./mirrorWorker.ts', import.meta.url), {
    name: 'terminal-mirror',
    workerData: { cols, rows, from } satisfies MirrorWorkerData,
    resourceLimits: memory,
  });
  const asked = new Map<number, Asked>();
  let tickets = 0;
  let given = from;
  let parsed = from;
  let lost = false;
  let ending = false;
  let stuck: Disposable | null = null;
  const lose = (why: string): void => {
    if (lost) return;
    lost = true;
    stuck?.[Symbol.dispose]();
    const error = new BenchError('unavailable', 'the picture of this terminal is lost');
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
    if (ending) return;
    log.log('error', 'the mirror of a terminal died; the terminal goes on without it', { why });
    onProgress();
  };
  const watch = (): void => {
    stuck?.[Symbol.dispose]();
    stuck = null;
    if (lost || parsed === given) return;
    stuck = clock.after(stuckMs, () => {
      lose('it parsed nothing for too long');
      void worker.terminate();
    });
  };
  worker.on('message', (message: FromMirrorWorker) => {
    if (message.type === 'reply') return onReply(message.text);
    if (message.type === 'parsed') {
      parsed = message.end;
      watch();
      return onProgress();
    }
    for (const ticket of message.type === 'text' ? [message.ticket] : message.tickets) {
      asked.get(ticket)?.resolve(message as never);
      asked.delete(ticket);
    }
  });
  worker.on('error', (error) => lose(String(error)));
  worker.on('exit', (code) => lose(`exit ${code}`));
  const tell = (message: ToMirrorWorker, transfer: ArrayBuffer[] = []): void => {
    if (!lost) worker.postMessage(message, transfer);
  };
  const ask = <T extends 'snapshot' | 'text'>(
    message: (ticket: number) => ToMirrorWorker,
  ): Promise<Extract<FromMirrorWorker, { type: T }>> => {
    if (lost)
      return Promise.reject(new BenchError('unavailable', 'the picture of this terminal is lost'));
    const ticket = tickets++;
    return new Promise((resolve, reject) => {
      asked.set(ticket, { resolve, reject });
      tell(message(ticket));
    });
  };
  return {
    output(bytes) {
      given += bytes.length;
      tell({ type: 'output', bytes }, [bytes.buffer]);
      if (stuck === null) watch();
    },
    skipTo(end) {
      given = end;
      tell({ type: 'skip', end });
    },
    resize: (nextCols, nextRows) => tell({ type: 'size', cols: nextCols, rows: nextRows }),
    async snapshot(notBefore) {
      const { end, bytes } = await ask<'snapshot'>((ticket) => ({
        type: 'snapshot',
        ticket,
        notBefore: Math.min(notBefore, given),
      }));
      return { end, bytes };
    },
    text: async (lines) => (await ask<'text'>((ticket) => ({ type: 'text', ticket, lines }))).text,
    get backlogBytes() {
      return lost ? 0 : given - parsed;
    },
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      ending = true;
      stuck?.[Symbol.dispose]();
      await worker.terminate();
    },
  };
}
