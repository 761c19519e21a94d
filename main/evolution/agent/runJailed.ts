/** A short program of ours run to its end inside an agent's jail, as the agent: told by standard input, bounded in time. */
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AgentCommand } from '../../environment/jail/agentJail.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';

/** Gives what it printed. @throws BenchError `unavailable` with its words when it failed, `timeout`. */
export async function runJailed(
  what: string,
  { file, args, env, cwd }: AgentCommand,
  input: string,
  clock: Clock,
  timeoutMs: number,
): Promise<string> {
  const options = { env, cwd, input, timeoutMs };
  const { code, problem, stdout, stderr } = await execGroup(clock)(file, args, options);
  if (code === 0) return stdout;
  if (problem === 'not-started')
    throw new BenchError('unavailable', `${what} could not be started`, { cause: stderr });
  if (problem === 'late')
    throw new BenchError('timeout', `${what} failed: took longer than ${timeoutMs / 1000} s`);
  throw new BenchError('unavailable', `${what} failed: ${stderr.trim().slice(-500)}`);
}
