/**
 * The terminal of an agent that has ended, from its scrollback on disk: read and replayed once, when somebody first looks,
 * in a thread that ends with it. Read-only; a scrollback that is damaged or gone shows what is left, or says so.
 */
import type { TerminalFollowing } from '../../../base/api/contract.ts';
import { type Clock, realClock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import type { TerminalPiece } from './createFollower.ts';
import { openMirror } from './openMirror.ts';
import { readScrollback } from './readScrollback.ts';
import { mirrorLines } from './screenMirror.ts';

export interface PastTerminal extends AsyncDisposable {
  /** One snapshot of the end, unless `from` is the end already. Nothing comes after it. */
  follow(from: number, on: (piece: TerminalPiece) => void): TerminalFollowing;
  /** The newest lines, without sequences. @throws BenchError `unavailable`. */
  plainText(limitLines: number): Promise<string>;
}

interface Shown {
  readonly piece: TerminalPiece;
  readonly text: string;
}

const nothing: Shown = {
  piece: {
    kind: 'snapshot',
    end: 0,
    bytes: Buffer.from('\x1bc[nothing of this terminal was kept]\r\n'),
  },
  text: '',
};

export function openPastTerminal(options: {
  readonly scrollbackPath: string;
  readonly clock?: Clock;
  readonly log: Log;
}): PastTerminal {
  const { scrollbackPath, clock = realClock, log } = options;
  const ending = new AsyncDisposableStack();
  const replay = async (): Promise<Shown> => {
    const records = await readScrollback(scrollbackPath);
    const [first] = records;
    if (first?.kind !== 'size' || ending.disposed) return nothing;
    let end = records.find(({ kind }) => kind === 'output')?.place ?? first.place;
    const { cols, rows } = first;
    const ignore = (): void => undefined;
    const mirror = ending.use(
      openMirror({ cols, rows, from: end, clock, log, onReply: ignore, onProgress: ignore }),
    );
    for (const record of records) {
      if (record.kind === 'size') mirror.resize(record.cols, record.rows);
      else if (record.place >= end) {
        if (record.place > end) mirror.skipTo(record.place);
        end = record.place + record.bytes.length;
        mirror.output(record.bytes);
      }
    }
    const [snapshot, text] = await Promise.all([mirror.snapshot(end), mirror.text(mirrorLines)]);
    await mirror[Symbol.asyncDispose]();
    return { piece: { kind: 'snapshot', ...snapshot }, text };
  };
  let shown: Promise<Shown> | null = null;
  const load = (): Promise<Shown> => {
    shown ??= replay();
    return shown;
  };
  return {
    follow(from, on) {
      let over = false;
      load().then(
        ({ piece }) => {
          if (!over && (from === 0 || from !== piece.end)) on(piece);
        },
        () => {
          if (!over) on(nothing.piece); // the mirror has said why in the log
        },
      );
      return {
        ack: () => undefined,
        [Symbol.dispose]() {
          over = true;
        },
      };
    },
    plainText: async (limitLines) => (await load()).text.split('\n').slice(-limitLines).join('\n'),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}
