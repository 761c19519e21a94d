/**
 * The system's git, run without a shell, without anybody's configuration and within bounds of time and output. It knows
 * nothing of hubs. What it is pointed at is ours: in an agent's clone it runs only to make that clone, never afterwards.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';

export interface GitOptions {
  readonly gitDir?: string;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** For objects that others made: no single thing in memory may be larger (git's own bound). */
  readonly allocLimit?: number;
}

export interface Git {
  /** Standard output. @throws BenchError `storage`, `timeout`, `unavailable`, `cancelled`. */
  run(args: readonly string[], options?: GitOptions): Promise<Buffer>;
  /** Starts git; the caller ends it. */
  start(args: readonly string[], options?: GitOptions): Running;
  /** Starts another program with git's environment, as the one that reads a clone from inside a jail. */
  startProgram(command: readonly string[]): Running;
}

/** Disposing kills it, with all that it started, and waits until it is gone. */
export interface Running extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  kill(): void;
  /** Its code; −1 when it was killed or never ran. Never rejects. */
  readonly ended: Promise<number>;
  /** The last line of what it said on standard error, printable and cut to size. */
  lastWords(): string;
}

const maxWords = 4096;
const defaultTimeoutMs = 20_000;
const defaultMaxBytes = 1 << 20;

/** Somebody else's text as one line that may be shown: nothing that steers a terminal or the writing, bounded. */
export function printable(text: string, max = 240): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > max ? `${plain.slice(0, max)}…` : plain;
}

function startProcess(file: string, args: readonly string[], cwd: string, env: Env): Running {
  // A group of its own: what it started ends with it.
  const child = spawn(file, args, { cwd, env, detached: true, stdio: 'pipe' });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-maxWords);
  });
  // A pipe that nobody reads any more is told by how the process ends.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
  const ended = new Promise<number>((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('close', (code) => resolve(code ?? -1));
  });
  const kill = (): void => {
    // What it still says is for nobody; unread, or held open by others, it would keep the end from being seen.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself just now.
    }
  };
  return {
    child,
    ended,
    lastWords: () => printable(words.trimEnd().split('\n').at(-1) ?? ''),
    kill,
    [Symbol.asyncDispose]: async () => {
      kill();
      await ended;
    },
  };
}

type Env = Readonly<Record<string, string>>;

function gitEnv(home: string): Env {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    // Only folders of this machine, so no repository can send us to a host or a helper program.
    GIT_ALLOW_PROTOCOL: 'file',
  };
}

/** Reads all of a process's output, or kills it: `undefined` when it said too much. */
async function drain({ child }: Running, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `home` is an empty folder of ours; it is made when missing. */
export function createGit(clock: Clock, home: string): Git {
  mkdirSync(home, { recursive: true });
  const env = gitEnv(home);
  const start = (args: readonly string[], options: GitOptions = {}): Running => {
    const { gitDir, cwd = home, allocLimit } = options;
    const where = gitDir === undefined ? [] : [`--git-dir=${gitDir}`];
    const bound = allocLimit === undefined ? {} : { GIT_ALLOC_LIMIT: String(allocLimit) };
    return startProcess('git', [...where, ...args], cwd, { ...env, ...bound });
  };
  const run = async (args: readonly string[], options: GitOptions = {}): Promise<Buffer> => {
    const { signal, input, timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes } = options;
    const what = `git ${args[0]}`;
    if (signal?.aborted) throw new BenchError('cancelled', `${what} was cancelled`);
    await using running = start(args, options);
    const end = running.kill;
    let late = false;
    using _limit = clock.after(timeoutMs, () => {
      late = true;
      end();
    });
    signal?.addEventListener('abort', end, { once: true });
    try {
      running.child.stdin.end(input);
      const output = await drain(running, maxBytes).catch(() => undefined);
      if (output === undefined) end();
      const code = await running.ended;
      if (signal?.aborted) throw new BenchError('cancelled', `${what} was cancelled`);
      if (late) throw new BenchError('timeout', `${what} took over ${timeoutMs / 1000} s`);
      if (running.child.pid === undefined) {
        throw new BenchError('unavailable', 'git cannot be run', { hint: 'install git' });
      }
      if (output === undefined) throw new BenchError('storage', `${what} said too much`);
      if (code !== 0) throw new BenchError('storage', `${what} failed: ${running.lastWords()}`);
      return output;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  };
  const startProgram = ([file = '', ...args]: readonly string[]): Running =>
    startProcess(file, args, home, env);
  return { run, start, startProgram };
}
