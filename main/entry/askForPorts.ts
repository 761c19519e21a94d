/** The serial ports of this machine, asked of a process of its own that may take a few seconds and may fail. */
import { execFile } from 'node:child_process';
import { BenchError } from '../base/model/errors.ts';
import type { PortListing } from '../bench/choice/findDevices.ts';

const timeoutMs = 5000;
const mostBytes = 1 << 20;

/** Rejects with the process's last words. */
export function askForPorts(program: {
  readonly file: string;
  readonly args: readonly string[];
}): Promise<PortListing> {
  const bounds = { timeout: timeoutMs, maxBuffer: mostBytes, killSignal: 'SIGKILL' as const };
  return new Promise((resolve, reject) => {
    execFile(program.file, [...program.args], bounds, (error, stdout, stderr) => {
      try {
        if (error !== null) throw error;
        resolve(JSON.parse(stdout) as PortListing);
      } catch (cause) {
        const said = stderr.trim().split('\n').at(-1) || String(cause);
        reject(new BenchError('unavailable', said.slice(0, 300), { cause }));
      }
    });
  });
}
