/**
 * The resident researcher through the whole product: a real core on the simulated bench, the jail, the hub, the desk. It
 * measures touch, tries an idea, is killed with its core in the midst of it, goes on when it is taken up again, and ends
 * with its budget. No model, no key, no network.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { parseNotes } from '../../main/improvement/researcher/notes.ts';
import { screenOf, startAgent, whenEnded } from '../lib/agentUnderTest.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';

const limitMs = 600_000;

const startResident = (api: CoreApi, trials: number, resume?: string): Promise<string> =>
  startAgent(api, {
    ...{ recipe: 'resident', task: 'touch' },
    budget: { tokens: null, usd: null, trials, wallMinutes: 8 },
    ...(resume === undefined ? {} : { resume }),
  });

const screen = (api: CoreApi, agentId: string): Promise<string> => screenOf(api, agentId, 300);

describe('the resident researcher', () => {
  it(
    'tries, is killed, goes on where it was, and ends with its budget',
    async () => {
      using data = tempDir('resident');
      let first = '';
      {
        await using core = await openTestCore({ dataDir: data.path });
        first = await startResident(core.api, 12);
        await expect
          .poll(() => screen(core.api, first), { timeout: 240_000 })
          .toContain('req-0003:');
      }
      await using core = await openTestCore({ dataDir: data.path });
      const again = await startResident(core.api, 8, first);
      const { endedBy } = await whenEnded(core.api, again);
      const text = await screen(core.api, again);
      expect(endedBy, text).toBe('itself');
      expect(text).toContain('The bench gives me no more');
      const ideas = await core.api.call('agent.ideas', { task: 'touch' }, never);
      expect(ideas.length).toBeGreaterThan(1);
      const { success = 0, failure = 0 } = ideas[0]?.trials ?? {};
      expect({ state: ideas[0]?.state, n: success + failure }).toEqual({ state: 'finished', n: 8 });
      expect(ideas[1]?.hypothesis).toMatch(/^shakyMm from 30 to \d+ \(.+\); \d+ of \d+ failed/);
      // No trial ran twice, and none of its ideas was begun twice.
      expect(new Set(ideas.map(({ hypothesis }) => hypothesis)).size).toBe(ideas.length);

      const clone = path.join(data.path, 'agents', first, 'clone');
      const git = (...args: string[]): string =>
        execFileSync('git', ['-c', 'safe.directory=*', '-C', clone, ...args], { encoding: 'utf8' });
      const notes = parseNotes(git('show', 'HEAD:notes/researcher.json'));
      expect(notes.start).toMatchObject({ shakyMm: 30 });
      expect(notes.ideas[0]).toMatchObject({ change: null, n: 8, ideaId: 'idea-0001' });
      const subjects = git('log', '--format=%s', 'origin/main..HEAD').trim().split('\n');
      expect(subjects).toContainEqual(expect.stringMatching(/^Try shakyMm \d+$/));
      const tried = git('log', '-1', '--format=%H', '--grep=^Try shakyMm').trim();
      expect(git('show', '--stat=200', '--format=', tried)).toMatch(
        /notes\/researcher\.json[\s\S]*policy\/settings\.json[\s\S]*2 files changed/,
      );
      // What it committed is what ran: the hub has it.
      const hub = path.join(data.path, 'hubs', 'touch.git');
      expect(
        execFileSync('git', ['--git-dir', hub, 'cat-file', '-t', tried], { encoding: 'utf8' }),
      ).toBe('commit\n');
    },
    limitMs,
  );
});
