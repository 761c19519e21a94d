/**
 * How much each agent has brought into a hub over its life, so that no one agent can fill it for all. Written down before
 * the objects themselves: what is lost in a crash was counted too much, never too little.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import { createLanes } from './lanes.ts';

export interface AgentBytes {
  /** Counts it, unless it would be over the agent's bound: then false. @throws BenchError `storage`. */
  spend(agentId: string, bytes: number): Promise<boolean>;
}

/** Of new objects, as they lie on the disk. */
export const maxAgentBytes = 512 << 20;

const schema = z.record(z.string(), z.number().int().nonnegative());

async function load(file: string): Promise<Map<string, number>> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '{}';
    throw new BenchError('storage', `${file} cannot be read`, { cause });
  });
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(text))));
  } catch (cause) {
    throw new BenchError('storage', `${file} does not say what agents have brought`, {
      cause,
      hint: 'move it away: counting begins anew',
    });
  }
}

/** `file` is ours alone. @throws BenchError `storage`. */
export async function openAgentBytes(file: string): Promise<AgentBytes> {
  const brought = await load(file);
  const lanes = createLanes({ atOnce: 1, waiting: 100 });
  return {
    spend: (agentId, bytes) =>
      lanes.run('bytes', async () => {
        const after = (brought.get(agentId) ?? 0) + bytes;
        if (after > maxAgentBytes) return false;
        const next = { ...Object.fromEntries(brought), [agentId]: after };
        try {
          await writeFile(`${file}.new`, JSON.stringify(next), { flush: true });
          await rename(`${file}.new`, file);
        } catch (cause) {
          throw new BenchError('storage', `${file} cannot be written`, { cause });
        }
        brought.set(agentId, after);
        return true;
      }),
  };
}
