/**
 * Runs somebody else's program to its end in a process group of its own, bounded in time and output; what it left behind
 * in its group goes with it. A program that can't be started, or did not end in time, has code −1.
 */
import { spawn } from 'node:child_process';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Exec } from '../../../environment/jail/runtimeMounts.ts';

const mostChars = 64 << 10;

export const execGroup =
  (clock: Clock): Exec =>
  (file, args, { env, timeoutMs = 10_000 } = {}) =>
    new Promise((resolve) => {
      const child = spawn(file, args, {
        env: env ?? {},
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout = (stdout + chunk.toString('utf8')).slice(0, mostChars);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr = (stderr + chunk.toString('utf8')).slice(0, mostChars);
      });
      const killGroup = (): void => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        } catch {
          // The group is gone: what we wanted.
        }
      };
      const end = (code: number, why = ''): void => {
        limit[Symbol.dispose]();
        killGroup();
        // A grandchild that took the pipes into a group of its own must not keep us waiting.
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, stdout, stderr: stderr || why });
      };
      const limit = clock.after(timeoutMs, () => end(-1, `no answer within ${timeoutMs} ms`));
      child.once('error', (error) => end(-1, error.message));
      let exitCode = -1;
      child.once('exit', (code) => {
        exitCode = code ?? -1;
        killGroup();
      });
      child.once('close', () => end(exitCode));
    });
