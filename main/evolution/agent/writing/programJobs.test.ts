/** Long work on an agent's program is joined, told once, bounded over all agents, and ends with its session. */
import { describe, expect, it } from 'vitest';
import { realClock } from '../../../base/lib/clock.ts';
import { createProgramJobs, type Job, type JobRoom } from './programJobs.ts';

const never = new AbortController().signal;
const roomOf = (): JobRoom => ({ what: 'judge', most: 2, running: 0 });

describe('work on a program', () => {
  const held = () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const job: Job<string> = { kind: 'try', key: 'a', work: () => promise };
    return { job, resolve };
  };

  it('is joined by who asks for the same, kept from others, and told to be unfinished when it is', async () => {
    const room = roomOf();
    using jobs = createProgramJobs(realClock, room);
    const { job, resolve } = held();
    expect(await jobs.run(job, 1, never)).toBeNull();
    await expect(jobs.run({ ...job, key: 'b' }, 1, never)).rejects.toMatchObject({ code: 'busy' });
    const joined = jobs.run(
      { ...job, work: () => Promise.reject(new Error('twice')) },
      5000,
      never,
    );
    resolve('what came out');
    expect(await joined).toBe('what came out');
    expect(room.running).toBe(0);
    expect(await jobs.run({ ...job, work: async () => 'anew' }, 5000, never)).toBe('anew');
  });

  it('of all agents is bounded, and ends with the session', async () => {
    const room = roomOf();
    const open = [1, 2, 3].map(() => createProgramJobs(realClock, room));
    const aborted: unknown[] = [];
    const endless: Job<never> = {
      ...{ kind: 'try', key: 'a' },
      work: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(signal.reason);
            reject(signal.reason);
          });
        }),
    };
    const [first, second, third] = open;
    expect(await first?.run(endless, 1, never)).toBeNull();
    expect(await second?.run(endless, 1, never)).toBeNull();
    await expect(third?.run(endless, 1, never)).rejects.toThrow(/other agents/);
    for (const jobs of open) jobs[Symbol.dispose]();
    expect(aborted).toHaveLength(2);
    await expect(first?.run(endless, 1, never)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
