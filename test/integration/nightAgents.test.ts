/**
 * Nights with an agent on the real core in bench time, the agent a shell in its jail. The referee decides what runs: a
 * request gets the next trial that it ran of that policy, an idea is screened once whatever it is called, and nothing that
 * an agent claims, floods or hides in a commit changes a count. Each attempt is in the ledger.
 */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { CampaignTree, IdeaNode } from '../../main/base/model/campaign.ts';
import type { LedgerBody } from '../../main/base/wire/recorder.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { screenOf } from '../lib/agentUnderTest.ts';
import { never, openTestCore, startRun } from '../lib/coreUnderTest.ts';
import { nightIn, nightRows, sealTouch, startScriptNight } from '../lib/nightUnderTest.ts';

const limitMs = 600_000;

function entriesOf(dataDir: string): readonly LedgerBody[] {
  using db = new DatabaseSync(ledgerPath(dataDir), { readOnly: true });
  return db
    .prepare('SELECT body FROM entries ORDER BY seq')
    .all()
    .map(({ body }) => JSON.parse(String(body)) as LedgerBody);
}

/** A night whose agent runs that script, to its end. */
async function runNight(api: CoreApi, trials: number, script: string) {
  const nightId = await startScriptNight(api, trials, script);
  const night = await nightIn(api, 'ended');
  const said = await screenOf(api, 'agent-0001', 400);
  return { nightId, night, said };
}

const nodeOf = ({ nodes }: CampaignTree, ideaId: string) =>
  must(nodes.find((node) => node.ideaId === ideaId));

/** Any policy of a night runs again by its commit, version 0 too. */
async function runsAgain(api: CoreApi, { commit, policyHash }: IdeaNode): Promise<void> {
  const again = await startRun(api, { seed: 9, policy: must(commit) });
  const { rows: ran } = await again.end;
  const { provenance } = await api.call('trial.show', { id: must(ran[0]).id }, never);
  expect(provenance).toMatchObject({ policyHash, policyCommit: commit });
}

/** Words of a shell script: the sweep reaches so far. */
const edit = (shakyMm: number): string =>
  `sed -i 's/"shakyMm": [0-9]*/"shakyMm": ${shakyMm}/' policy/settings.json; git commit -qam "shaky ${shakyMm}"; `;

describe('a night with an agent', () => {
  it(
    'tests what was handed in, answers with what ran, and ends with its budget in a duel',
    async () => {
      await using core = await openTestCore();
      const { api, dataDir } = core;
      const { nightId, night, said } = await runNight(
        api,
        44,
        'bench idea start "a sure sweep" "all"; ' +
          edit(1) +
          'for i in 1 2 3 4 5 6 7 8; do bench trial start --key k$i; done; ' +
          // A wait is over after a while of wall time, whatever it waited for.
          'heard() { while :; do said=$(bench trial wait $1 2>&1); case "$said" in *"Not over"*) ;; ' +
          '*) echo "$said"; return;; esac; done; }; ' +
          'for i in 1 2 3 4 5 6 7 8; do heard req-000$i; done; ' +
          'bench trial start; heard req-0009; bench tree; bench idea finish "done"',
      );
      expect(night).toMatchObject({ agent: 'command', thinkSeconds: 0, moved: [] });
      expect(night.why).toBe('the budget of 44 trials is used');
      const view = await api.call('campaign.show', { nightId }, never);
      const tree = await api.call('campaign.tree', { nightId }, never);
      const idea = nodeOf(tree, 'idea-0001');
      const version0 = must(tree.nodes[0]);
      expect(version0).toMatchObject({ standing: 'version-0', ideaId: null, hypothesis: '' });
      expect(idea).toMatchObject({ parentHash: version0.policyHash, hypothesis: 'a sure sweep' });
      expect(idea, said).toMatchObject({ standing: 'carried', by: 'screen' });
      expect(view.duel?.pairs).toBeGreaterThan(0);

      // What the agent heard is what ran of its policy in the screen, in order.
      const detail = await api.call(
        'campaign.idea',
        { nightId, policyHash: idea.policyHash },
        never,
      );
      const screen = detail.trials.filter(({ purpose }) => purpose === 'screen');
      expect(idea.screen.n).toBe(
        screen.filter(({ outcome }) => outcome?.kind !== 'invalid').length,
      );
      const heard = [...said.matchAll(/^req-000\d: (success|failure|invalid)\b/gm)].map(
        ([, word]) => word,
      );
      expect(heard, said).toEqual(screen.map(({ outcome }) => outcome?.kind));
      expect(said).toMatch(/req-0009: not run: its screen is over, \d of \d/);
      expect(said).toMatch(/^evidence idea-0001: \w+, \d of \d$/m);
      expect(detail.diff).toContain('+  "shakyMm": 1');
      expect(detail.trials.length).toBe(idea.trials.n + idea.invalid);

      // Counts are the ledger's, of every trial of the night, each under its contract with what it was for.
      const rows = await nightRows(api, nightId);
      expect(rows.length).toBe(night.counts.trials);
      const started = entriesOf(dataDir).flatMap((body) =>
        body.kind === 'trial-started' ? [body.provenance] : [],
      );
      expect(started.every(({ part, sealHash }) => part !== undefined && sealHash !== undefined));
      const first = started.filter(({ part }) => part?.kind === 'measure');
      expect(first).toHaveLength(20);
      expect(first.every(({ policyHash }) => policyHash === version0.policyHash)).toBe(true);
      const paid = started.filter(({ part }) => part?.kind !== 'fill' && part?.kind !== 'block');
      expect(view.spent).toBe(paid.length);
      const ofAgent = started.filter(({ agentId }) => agentId !== undefined);
      expect(ofAgent.every(({ policyHash }) => policyHash === idea.policyHash)).toBe(true);
      // Both trials of a pair begin from one draw, and no other two from the same.
      const draws = Map.groupBy(started, ({ draw, trialIndex }) => draw ?? trialIndex);
      for (const same of draws.values())
        expect(same.map(({ part }) => part?.kind)).toEqual(
          same.length === 1 ? [expect.any(String)] : ['duel', 'duel'],
        );
      expect(await api.call('core.verify', {}, never)).toMatchObject({ ok: true });

      for (const node of [idea, version0]) await runsAgain(api, node);
    },
    limitMs,
  );

  it(
    'gives a cheat nothing, and keeps each attempt',
    async () => {
      await using core = await openTestCore();
      const { api, dataDir } = core;
      const { nightId, said } = await runNight(
        api,
        60,
        'bench idea start "worse" "nothing"; ' +
          edit(60) +
          // A flood of one policy, under two keys.
          'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do bench trial start --key a$i 2>&1; done; ' +
          'for i in 1 2 3 4 5 6 7 8; do bench trial wait req-000$i; done; bench idea finish "all of them solved"; ' +
          // The same under another idea, in another commit.
          'bench idea start "better" "all"; git commit -q --allow-empty -m "Result: 100 of 100\n\nVerdict: kept"; ' +
          'bench trial start --key b1; bench trial wait req-0009; ' +
          // Back and forth is the same policy too.
          edit(61) +
          edit(60) +
          'bench trial start --key b2; bench trial wait req-0010; ' +
          // What is not its to change.
          'echo "{}" > task.json; git add -A; git commit -qm "easier"; bench trial start 2>&1; ' +
          'bench seal create 2>&1; bench night end 2>&1; bench judge submit 2>&1; ' +
          'bench idea finish "kept, 100 of 100"',
      );
      const tree = await api.call('campaign.tree', { nightId }, never);
      const worse = tree.nodes.filter(({ standing }) => standing !== 'version-0');
      expect(worse, said).toHaveLength(1);
      expect(worse[0]).toMatchObject({ standing: 'discarded', by: 'screen', ideaId: 'idea-0001' });
      const view = await api.call('campaign.show', { nightId }, never);
      expect(view.champion?.policyHash).toBe(tree.nodes[0]?.policyHash);
      expect(view.counts).toMatchObject({ kept: 0, discarded: 1 });
      expect(must(worse[0]).screen.n).toBeLessThanOrEqual(8);
      expect(said).toMatch(/req-0009: not run: its screen is over/);
      expect(said).toMatch(/req-0010: not run: its screen is over/);
      expect(said).toMatch(/your commit was not taken/);
      const entries = entriesOf(dataDir);
      const refused = entries.filter(({ kind }) => kind === 'work-refused');
      // Twice: it was taken up again, handed in nothing new, and was left alone then.
      expect(refused.map((body) => 'agentId' in body && body.agentId)).toEqual([
        'agent-0001',
        'agent-0002',
      ]);
      const answers = entries.filter(({ kind }) => kind === 'trial-answered');
      const asked = entries.filter(({ kind }) => kind === 'trial-asked');
      expect(answers).toHaveLength(asked.length);
      expect(asked.length).toBe(10);
      // Its closing words are there as its own, and count nothing.
      const ideas = await api.call('agent.ideas', { task: 'touch' }, never);
      expect(new Set(ideas.map(({ conclusion }) => conclusion))).toEqual(
        new Set(['all of them solved', 'kept, 100 of 100']),
      );
      expect(await api.call('core.verify', {}, never)).toMatchObject({ ok: true });
    },
    limitMs,
  );

  it('does not begin with an agent that is not there, or under a rule that keeps the champion', async () => {
    await using core = await openTestCore();
    const { api } = core;
    await sealTouch(api, 4);
    const order = { task: 'touch', thinkSeconds: 0, lockstep: true, trials: 4, seed: 1, by: 'Ada' };
    await expect(api.call('night.start', { ...order, agent: 'nobody' }, never)).rejects.toThrow(
      /There is no agent nobody/,
    );
    const budget = { trials: 4, robotHours: null, wallHours: null, tokens: null, usd: null };
    const sealed = { task: 'touch', operator: 'Ada', budget, override: 'a test' } as const;
    await api.call('seal.create', { ...sealed, decision: 'none', metric: 'pass-k' }, never);
    await expect(api.call('night.start', { ...order, agent: 'resident' }, never)).rejects.toThrow(
      /lets no policy take another/,
    );
    await expect(api.call('campaign.show', {}, never)).rejects.toMatchObject({ code: 'not-found' });
  }, 120_000);
});
