/** A short program of ours run to its end inside an agent's jail, as the agent: told by standard input, bounded in time. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AgentCommand } from '../../environment/jail/agentJail.ts';

const maxOutput = 64 * 1024;

/** Some failures are thrown, others told later: both are ours to name. */
function start(what: string, { file, args, env, cwd }: AgentCommand): ChildProcess {
  try {
    const stdio = ['pipe', 'pipe', 'pipe'] as const;
    return spawn(file, [...args], { env: { ...env }, cwd, stdio: [...stdio], detached: true });
  } catch (cause) {
    throw new BenchError('unavailable', `${what} could not be started`, { cause });
  }
}

/** Gives what it printed. @throws BenchError `unavailable` with its last words when it failed, `timeout`. */
export function runJailed(
  what: string,
  command: AgentCommand,
  input: string,
  clock: Clock,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(what, command);
    // Before all else: an error that nobody hears ends the app. Without a free descriptor there are no streams either.
    child.on('error', (cause) => {
      bound[Symbol.dispose]();
      reject(new BenchError('unavailable', `${what} could not be started`, { cause }));
    });
    let said = '';
    let words = '';
    child.stdout?.on('data', (piece: Buffer) => {
      if (said.length < maxOutput) said = (said + piece.toString('utf8')).slice(0, maxOutput);
    });
    child.stderr?.on('data', (piece: Buffer) => {
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
    child.stdin?.on('error', () => undefined); // its end tells the story
    child.once('close', (code) => {
      bound[Symbol.dispose]();
      if (code === 0 && !late) return resolve(said);
      const why = late ? `took longer than ${timeoutMs / 1000} s` : words.trim().slice(-500);
      reject(new BenchError(late ? 'timeout' : 'unavailable', `${what} failed: ${why}`));
    });
    child.stdin?.end(input);
  });
}
