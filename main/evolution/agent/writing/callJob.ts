/**
 * Work that may outlast a call at the desk: who looks on sees what the agent waits for, and the call is answered in time.
 * Knows neither judges nor resets.
 */
import type { AgentAnswer } from '../../../base/api/agentVerbs.ts';
import type { Job, ProgramJobs } from './programJobs.ts';

interface CallPorts {
  readonly jobs: ProgramJobs;
  readonly waitsFor: (what: string | null) => void;
}

/** A call answers within this: MCP clients give up after 60 s. */
const waitMs = 45_000;

/** `what` it is, for people. Null: not over in time. @throws what `jobs.run` throws. */
export async function callJob<T>(
  { jobs, waitsFor }: CallPorts,
  what: string,
  job: Job<T>,
  signal: AbortSignal,
): Promise<T | null> {
  waitsFor(what);
  try {
    return await jobs.run(job, waitMs, signal);
  } finally {
    waitsFor(null);
  }
}

export const notOver = (what: string): AgentAnswer => ({
  text: `${what} is not over yet: call again, with the same commit checked out.`,
});
