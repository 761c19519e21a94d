/** Runs a program of the system to its end, bounded in time and output; the real `Exec`. */
import { execFile } from 'node:child_process';
import type { Exec } from './runtimeMounts.ts';

export const execProgram: Exec = (file, args, options = {}) =>
  new Promise((resolve) => {
    const { timeoutMs = 10_000, input, ...given } = options;
    const bounds = { timeout: timeoutMs, maxBuffer: 1 << 20, killSignal: 'SIGKILL' as const };
    const child = execFile(file, [...args], { ...bounds, ...given }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr: stderr || (error?.message ?? '') });
    });
    child.stdin?.end(input);
  });
