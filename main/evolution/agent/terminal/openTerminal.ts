/**
 * An agent's terminal: a program in a PTY that is always drained, the newest output in a ring, a mirror of the screen in a
 * thread, scrollback on disk, and any number of followers. Nothing that reads can slow the program down, and nothing the
 * program prints can keep the core from its robot: work per turn is bounded, parsing is elsewhere. Knows no agent.
 */
import type { TerminalFollowing } from '../../../base/api/contract.ts';
import type { ProcessTable } from '../../../base/host/processTable.ts';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { terminalBounds } from '../../../base/model/agent.ts';
import { createFollower, type Follower, type TerminalPiece } from './createFollower.ts';
import { type Mirror, openMirror, type Snapshot } from './openMirror.ts';
import { createOutputRing, type OutputRing } from './outputRing.ts';
import type { OpenPty, Pty, PtyExit } from './pty.ts';
import { openScrollbackFile, scrollbackBounds } from './scrollbackFile.ts';

const bounds = {
  ringBytes: 2 << 20,
  /** Waiting to be parsed; beyond that output is passed over. */
  mirrorBytes: 16 << 20,
  /** Handed to mirror and disk in one piece. */
  feedBytes: 256 * 1024,
  batchMs: 4,
  /** So much output is handed on at once, whatever the batch. */
  turnBytes: 256 * 1024,
  /** Shown raw when the mirror is lost. */
  rawBytes: 256 * 1024,
} as const;

export interface TerminalCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface OpenTerminalOptions {
  readonly openPty: OpenPty;
  readonly command: TerminalCommand;
  /** A file in a folder that exists; with another beside it (`.1`). */
  readonly scrollbackPath: string;
  readonly cols?: number;
  readonly rows?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the process and its queues are listed, as `name`. */
  readonly table?: ProcessTable;
  readonly name?: string;
}

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface Terminal extends AsyncDisposable {
  readonly pid: number;
  /** Bytes of output so far. */
  readonly end: number;
  readonly size: TerminalSize;
  /** When it resolves, all output of the program is in `end`. */
  readonly exited: Promise<PtyExit>;
  /** Ignored once the program has ended. @throws BenchError `busy`: the program does not read. */
  write(text: string): void;
  /** Kept within `terminalBounds`. */
  resize(cols: number, rows: number): void;
  kill(signal: NodeJS.Signals): void;
  /** Output from byte `from` on; 0: from a snapshot of what is shown. `on` is never called within `follow`. */
  follow(from: number, on: (piece: TerminalPiece) => void): TerminalFollowing;
  /** The newest lines, without sequences. @throws BenchError `unavailable`. */
  plainText(limitLines: number): Promise<string>;
}

function within(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, Math.round(value)));
}

/** What can be shown without a mirror: a cleared screen and the newest output as it came. */
function rawSnapshot(ring: OutputRing): Snapshot {
  const from = Math.max(ring.start, ring.end - bounds.rawBytes);
  const bytes = Buffer.concat([Buffer.from('\x1bc'), ring.read(from, bounds.rawBytes)]);
  return { end: ring.end, bytes };
}

/** Hands what came to mirror and disk, each at its own pace and within its own bound. */
function createFeed(
  ring: OutputRing,
  mirror: Mirror,
  save: (place: number, bytes: Uint8Array) => void,
): { run(): void } {
  let mirrored = ring.end;
  let saved = ring.end;
  return {
    run() {
      for (saved = Math.max(saved, ring.start); saved < ring.end; ) {
        const bytes = ring.read(saved, bounds.feedBytes);
        save(saved, bytes);
        saved += bytes.length;
      }
      while (mirrored < ring.end && mirror.backlogBytes < bounds.mirrorBytes) {
        if (mirrored < ring.start) {
          mirror.skipTo(ring.start);
          mirrored = ring.start;
        }
        const bytes = ring.read(mirrored, bounds.feedBytes);
        mirrored += bytes.length;
        mirror.output(bytes);
      }
    },
  };
}

/** @throws BenchError `unavailable`: no pseudo-terminal can be had. Dispose ends the program. */
export function openTerminal(options: OpenTerminalOptions): Terminal {
  const { command, clock, table, name = 'terminal' } = options;
  const log = options.log.scoped(name);
  let cols = within(options.cols ?? 120, terminalBounds.cols);
  let rows = within(options.rows ?? 40, terminalBounds.rows);
  const ring = createOutputRing(bounds.ringBytes);
  const followers = new Set<Follower>();
  let turn: Disposable | null = null;
  let flushedEnd = 0;
  let disposed = false;
  const flush = (): void => {
    turn?.[Symbol.dispose]();
    turn = null;
    flushedEnd = ring.end;
    feed.run();
    let more = false;
    for (const follower of followers) more = follower.pump() || more;
    if (more) wake();
  };
  const wake = (): void => {
    if (!disposed) turn ??= clock.after(bounds.batchMs, flush);
  };
  let pty: Pty | null = null;
  const answer = (text: string): void => {
    try {
      pty?.write(text);
    } catch {
      // a program that asks and does not read goes without an answer
    }
  };
  const mirror = openMirror({ cols, rows, from: 0, clock, log, onReply: answer, onProgress: wake });
  const scrollback = openScrollbackFile({ path: options.scrollbackPath, cols, rows, clock, log });
  const feed = createFeed(ring, mirror, scrollback.output);
  const close = async (): Promise<void> => {
    await Promise.all([scrollback[Symbol.asyncDispose](), mirror[Symbol.asyncDispose]()]);
  };
  const onData = (bytes: Uint8Array): void => {
    if (disposed) return;
    ring.push(bytes);
    // In a flood no timer comes in time: a follower that keeps up misses nothing all the same.
    if (ring.end - flushedEnd >= bounds.turnBytes) flush();
    else wake();
  };
  try {
    pty = options.openPty({ ...command, cols, rows, onData });
  } catch (thrown) {
    void close();
    throw thrown;
  }
  const opened = pty;
  const listed = [
    table?.add(name, opened.pid),
    table?.addQueue(`${name} to mirror`, bounds.mirrorBytes, () => mirror.backlogBytes),
    table?.addQueue(`${name} to disk`, scrollbackBounds.queueBytes, () => scrollback.queuedBytes),
  ];
  const [processEntry] = listed;
  const snapshot = (notBefore: number): Promise<Snapshot> => {
    feed.run();
    return mirror.snapshot(notBefore).catch(() => rawSnapshot(ring));
  };
  return {
    pid: opened.pid,
    get end() {
      return ring.end;
    },
    get size() {
      return { cols, rows };
    },
    exited: opened.exited.then((exit) => {
      processEntry?.[Symbol.dispose](); // its number may be another's soon
      return exit;
    }),
    write: opened.write,
    kill: opened.kill,
    resize(wantedCols, wantedRows) {
      const next = [
        within(wantedCols, terminalBounds.cols),
        within(wantedRows, terminalBounds.rows),
      ];
      if (disposed || (next[0] === cols && next[1] === rows)) return;
      [cols = cols, rows = rows] = next;
      feed.run(); // what came before is of the old size
      opened.resize(cols, rows);
      mirror.resize(cols, rows);
      scrollback.size(ring.end, cols, rows);
    },
    follow(from, on) {
      const follower = createFollower({ from, ring, snapshot, on, wake });
      followers.add(follower);
      wake();
      return {
        ack: follower.ack,
        [Symbol.dispose]() {
          follower[Symbol.dispose]();
          followers.delete(follower);
        },
      };
    },
    plainText(limitLines) {
      feed.run();
      return mirror.text(limitLines);
    },
    async [Symbol.asyncDispose]() {
      if (disposed) return;
      feed.run();
      disposed = true;
      turn?.[Symbol.dispose]();
      for (const follower of followers) follower[Symbol.dispose]();
      followers.clear();
      for (const entry of listed) entry?.[Symbol.dispose]();
      opened[Symbol.dispose]();
      await close();
    },
  };
}
