/**
 * Runs somebody else's program to its end in a process group of its own, bounded in time and output; what it left behind
 * in its group goes with it. A program that can't be started, or did not end in time, has code −1.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/lib/clock.ts';
import type { Exec, ExecResult } from './runtimeMounts.ts';

const mostChars = 64 << 10;

/** The first of it; the rest is let go by. Where no descriptor was left for it there is no stream. */
function readFirst(stream: Readable | null | undefined): () => string {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    if (text.length < mostChars) text = (text + chunk.toString('utf8')).slice(0, mostChars);
  });
  return () => text;
}

/** Some failures are thrown, others told later. */
function trySpawn(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess | Error {
  try {
    return spawn(file, args, options);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

export const execGroup =
  (clock: Clock): Exec =>
  (file, args, { env, cwd, input, signal, timeoutMs = 10_000 } = {}) =>
    new Promise((resolve) => {
      const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] as const;
      const options = { env: env ?? {}, cwd, stdio: [...stdio], detached: true };
      const child = trySpawn(file, args, options);
      if (child instanceof Error) {
        const problem = 'not-started';
        return resolve({ code: -1, stdout: '', stderr: child.message, problem });
      }
      // Before all else: an error that nobody hears ends the app.
      child.on('error', (error) => end(-1, error.message, 'not-started'));
      const stdout = readFirst(child.stdout);
      const stderr = readFirst(child.stderr);
      const killGroup = (): void => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        } catch {
          // The group is gone: what we wanted.
        }
      };
      const onAbort = (): void => end(-1, 'it was ended', 'late');
      const end = (code: number, why = '', problem?: ExecResult['problem']): void => {
        limit[Symbol.dispose]();
        signal?.removeEventListener('abort', onAbort);
        killGroup();
        // A grandchild that took the pipes into a group of its own must not keep us waiting.
        child.stdout?.destroy();
        child.stderr?.destroy();
        const said = { stdout: stdout(), stderr: stderr() || why };
        resolve({ code, ...said, ...(problem === undefined ? {} : { problem }) });
      };
      const limit = clock.after(timeoutMs, () => {
        end(-1, `no answer within ${timeoutMs} ms`, 'late');
      });
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      let exitCode = -1;
      child.once('exit', (code) => {
        exitCode = code ?? -1;
        killGroup();
      });
      child.once('close', () => end(exitCode));
      child.stdin?.on('error', () => undefined); // its end tells the story
      child.stdin?.end(input);
    });
