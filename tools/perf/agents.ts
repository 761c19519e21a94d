/** How fast a coding agent starts and how fast all of it ends, through a real core in the jail of this machine. */
import type { CoreApi } from '../../main/base/api/contract.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import { openTestCore, until } from '../../test/lib/coreUnderTest.ts';
import type { Figure } from './figure.ts';

const rounds = 20;
/** A child, an orphan in a session of its own, and one that ignores hang-ups. */
const family =
  '(setsid sh -c "sleep 600 & sleep 600" </dev/null >/dev/null 2>&1 &); ' +
  'nohup sleep 600 >/dev/null 2>&1 & echo "all there"; cat';

const never = new AbortController().signal;

async function shown(api: CoreApi, agentId: string, words: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = '';
  const following = api.terminal(agentId, 0, ({ end, bytes }) => {
    following.ack(end);
    text = (text + Buffer.from(bytes).toString('latin1')).slice(-4096);
    if (text.includes(words)) resolve();
  });
  using _following = following;
  await promise;
}

async function once(api: CoreApi, clock: Clock) {
  const beganMs = clock.nowMs();
  const { agentId } = await api.call(
    'agent.start',
    {
      recipe: 'command',
      task: 'touch',
      mode: 'terminal',
      lockstep: true,
      budget: { tokens: null, usd: null, trials: null, wallMinutes: null },
      command: ['sh', '-c', family],
    },
    never,
  );
  await shown(api, agentId, 'all there');
  const startMs = clock.nowMs() - beganMs;
  const { afterMs } = await api.call('agent.end', { agentId }, never);
  await until(api, 'agents', (all) => all.find(({ id }) => id === agentId)?.state === 'ended');
  return { startMs, endMs: afterMs };
}

export const agents: Figure = {
  name: 'agents',
  what:
    'agent-start: from the order to the first words of an agent in its terminal, with clone, ' +
    'line, desk and jail, ms. agent-end: from the order until none of its processes is left, ' +
    'an orphan and a daemon among them, ms. One observation is one agent; the first, which ' +
    'probes the jail, is left out.',
  lines: ['agent-start', 'agent-end'],
  async measure({ clock }) {
    await using core = await openTestCore();
    await once(core.api, clock);
    const seen: { startMs: number; endMs: number }[] = [];
    for (let i = 0; i < rounds; i++) seen.push(await once(core.api, clock));
    return [
      {
        name: 'agent-start',
        unit: 'ms',
        values: seen.map(({ startMs }) => startMs),
        baseline: null,
      },
      { name: 'agent-end', unit: 'ms', values: seen.map(({ endMs }) => endMs), baseline: null },
    ];
  },
};
