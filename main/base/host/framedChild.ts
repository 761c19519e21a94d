/**
 * A child process that speaks stdio frames: spawned, bounded, and gone when disposed. Its stderr becomes log lines.
 * Whoever opens it says what its frames and its end mean; this file knows no message.
 */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { BenchError } from '../model/errors.ts';
import type { WireFrame } from './frames.ts';
import { createFrameDecoder, encodeFrame } from './frames.ts';
import type { ProcessTable } from './processTable.ts';

export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines of stderr, at most 2,000 characters. */
  readonly lastWords: string;
}

export interface FramedChild {
  readonly pid: number;
  /** False when the child is gone or its pipe holds more than `maxQueuedBytes`. */
  send(header: { readonly type: string }, blobs?: readonly Uint8Array[]): boolean;
  readonly exited: Promise<ChildExit>;
  kill(signal?: 'SIGTERM' | 'SIGKILL'): void;
  /** Ends stdin, waits `graceMs`, then kills. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ChildOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly onFrame: (frame: WireFrame) => void;
  readonly graceMs?: number;
  readonly maxQueuedBytes?: number;
  /** Nice value; negative ones are granted to few, and a refusal changes nothing else. */
  readonly nice?: number;
  /**
   * For programs that are not ours: out of reach of a terminal's Ctrl-C, which would look like a crash of theirs, and what
   * they started is killed with them.
   */
  readonly ownSession?: boolean;
  /** Also hears what it prints to stderr, within the log's own bound. */
  readonly onWords?: ((text: string) => void) | undefined;
}

/** After its end a child's pipes close; held open by what it left behind, they are let go after this. */
const leftBehindMs = 1000;

function prefer(pid: number | undefined, nice: number | undefined): void {
  if (pid === undefined || nice === undefined) return;
  try {
    setPriority(pid, nice);
  } catch {
    // Not ours to have on this machine: the process runs as it is.
  }
}

/** Keeps the tail of stderr and logs it line by line. */
function watchStderr(
  stream: NodeJS.ReadableStream,
  log: Log,
  onWords: (text: string) => void = () => undefined,
): () => string {
  let tail = '';
  let budget = 256 * 1024;
  stream.on('data', (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    tail = (tail + text).slice(-2000);
    budget -= chunk.byteLength;
    if (budget <= 0) return;
    log.log('warn', 'stderr', { text: text.trimEnd().slice(0, 2000) });
    onWords(text);
  });
  return () => tail.trim();
}

/** Spawns now. A program that cannot be started shows as an exit with code null and the reason as last words. */
export function openFramedChild(options: ChildOptions): FramedChild {
  const { name, clock, graceMs = 500, maxQueuedBytes = 32 << 20, ownSession = false } = options;
  const log = options.log.scoped(name);
  const child = spawn(options.file, [...options.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...(options.env ?? process.env) },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: ownSession,
  });
  prefer(child.pid, options.nice);
  const listed = child.pid === undefined ? null : options.table.add(name, child.pid);
  const pipe = options.table.addQueue(
    `pipe to ${name}`,
    maxQueuedBytes,
    () => child.stdin.writableLength,
  );
  const lastWords = watchStderr(child.stderr, log, options.onWords);
  let gone = false;
  const killGroup = (signal: 'SIGTERM' | 'SIGKILL'): boolean => {
    if (!ownSession || child.pid === undefined) return false;
    try {
      return process.kill(-child.pid, signal);
    } catch {
      return false; // nobody is left of it
    }
  };
  const kill = (signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): void => {
    if (!gone && !killGroup(signal)) child.kill(signal);
  };
  const decode = createFrameDecoder(options.onFrame);
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      decode(chunk);
    } catch (cause) {
      if (!(cause instanceof BenchError)) throw cause;
      log.log('error', 'sent bytes that are no frame; killed', { error: cause.message });
      kill();
    }
  });
  child.stdin.on('error', () => undefined); // EPIPE: the exit tells the story
  const exited = new Promise<ChildExit>((resolve) => {
    const end = (code: number | null, signal: string | null, words: string): void => {
      gone = true;
      listed?.[Symbol.dispose]();
      pipe[Symbol.dispose]();
      resolve({ code, signal, lastWords: words });
    };
    child.once('error', (error) => end(null, null, error.message));
    child.once('exit', () => {
      killGroup('SIGKILL');
      const late = clock.after(leftBehindMs, () => {
        child.stdout.destroy();
        child.stderr.destroy();
      });
      child.once('close', () => late[Symbol.dispose]());
    });
    child.once('close', (code, signal) => end(code, signal, lastWords()));
  });
  return {
    pid: child.pid ?? -1,
    send(header, blobs) {
      if (gone || child.stdin.destroyed || child.stdin.writableLength > maxQueuedBytes)
        return false;
      child.stdin.write(encodeFrame(header, blobs));
      return true;
    },
    exited,
    kill,
    async [Symbol.asyncDispose]() {
      if (gone) return;
      child.stdin.end();
      using _kill = clock.after(graceMs, kill);
      await exited;
    },
  };
}
