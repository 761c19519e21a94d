/** A short program of ours run to its end inside an agent's jail, as the agent: told by standard input, bounded in time. */
import { spawn } from 'node:child_process';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AgentCommand } from '../../environment/jail/agentJail.ts';

const maxOutput = 64 * 1024;

/** Gives what it printed. @throws BenchError `unavailable` with its last words when it failed, `timeout`. */
export function runJailed(
  what: string,
  command: AgentCommand,
  input: string,
  clock: Clock,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, [...command.args], {
      env: { ...command.env },
      cwd: command.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    let words = '';
    child.stdout.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(0, maxOutput);
    });
    child.stderr.on('data', (piece: Buffer) => {
      words = (words + piece.toString('utf8')).slice(-2000);
    });
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it is gone
      }
    };
    let late = false;
    const bound = clock.after(timeoutMs, () => {
      late = true;
      kill();
    });
    child.stdin.on('error', () => undefined); // its end tells the story
    child.once('error', (cause) => {
      bound[Symbol.dispose]();
      reject(new BenchError('unavailable', `${what} could not be started`, { cause }));
    });
    child.once('close', (code) => {
      bound[Symbol.dispose]();
      if (code === 0 && !late) return resolve(said);
      const why = late ? `took longer than ${timeoutMs / 1000} s` : words.trim().slice(-500);
      reject(new BenchError(late ? 'timeout' : 'unavailable', `${what} failed: ${why}`));
    });
    child.stdin.end(input);
  });
}
