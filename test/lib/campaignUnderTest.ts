/**
 * A campaign on a real ledger and a real book, without a bench: a commit is a policy of one file, and how its trials end is
 * what the test says.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Provenance, TrialRow } from '../../main/base/model/trial.ts';
import { shelve } from '../../main/environment/task/shelf.ts';
import type { ShelvedTask } from '../../main/environment/task/shelveTask.ts';
import {
  type CampaignOrder,
  type CampaignPorts,
  type OpenCampaign,
  openCampaign,
} from '../../main/evolution/campaign/openCampaign.ts';
import { campaignRules } from '../../main/improvement/evidence/campaignState.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';

export const campaignOrder: CampaignOrder = {
  ...{ nightId: 'night-0001', sealHash: 'a'.repeat(64), seed: 7, clock: 'real' },
  ...{ rule: { ...campaignRules.default, firstTrials: 3, blockTrials: 2 }, metric: 'pass-k' },
  ...{ thinkSeconds: 60, trials: null, inARow: 50 },
};

const never = new AbortController().signal;

export const commitOf = (letter: string): string => letter.repeat(40);

type Ends = Pick<TrialRow, 'outcome' | 'reason'>;
export const solved: Ends = { outcome: 'success', reason: null };
export const missed: Ends = { outcome: 'failure', reason: 'not-reached' };
export const died: Ends = { outcome: 'invalid', reason: 'aborted' };

/** `lines`: of a commit, the policies behind it, its own first; a commit alone where nothing is said. */
export async function campaignUnderTest(lines: Readonly<Record<string, readonly string[]>> = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'nb-campaign-'));
  const shelfDir = path.join(dir, 'shelf');
  const opening = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  const ledger = openLedger(path.join(dir, 'ledger.sqlite'), opening);
  const exported: string[] = [];
  const hub: CampaignPorts['hub'] = {
    async exportTree(commit, _part, into) {
      exported.push(commit[0] ?? '');
      mkdirSync(into, { recursive: true });
      writeFileSync(path.join(into, 'policy.ts'), `// ${commit}\n`);
    },
    head: async () => commitOf('0'),
    policyLine: async (commit, most) => {
      const letter = commit[0] ?? '';
      const line = (lines[letter] ?? [letter]).slice(0, most);
      return line.map((each) => ({ commit: commitOf(each), policyTree: commitOf(each) }));
    },
  };
  const v0 = path.join(dir, 'v0');
  await hub.exportTree(commitOf('0'), 'policy', v0);
  exported.length = 0;
  const version0 = { ...(await shelve(shelfDir, v0)), commit: null };
  const task = { policy: version0 } as ShelvedTask;
  return {
    ...{ dir, shelfDir, ledger, hub, task, exported, version0: version0.hash },
    open: async (
      ports: Partial<CampaignPorts> = {},
      order: Partial<CampaignOrder> = {},
    ): Promise<OpenCampaign> =>
      await openCampaign(
        {
          ...{ clock: realClock, ledger, hub, shelfDir, changed: () => undefined },
          ...{ isAsked: () => false, wordsOf: () => () => undefined, ...ports },
        },
        { ...campaignOrder, ...order },
      ),
    /** The next trial, ended so: what it was for and its id; null: none comes. */
    async run(
      campaign: Pick<OpenCampaign, 'next'>,
      ends: Ends,
      { nightId, sealHash } = campaignOrder,
      seconds = 30,
    ) {
      const says = await campaign.next(task, never);
      if (says.kind !== 'trial') return null;
      const { index, draw, policy = version0, facts, onPolicyWords } = says.trial;
      const id = `${nightId}-00001-${String(index + 1).padStart(4, '0')}`;
      const policyFacts = { policyHash: policy.hash, policyCommit: policy.commit };
      const provenance = {
        ...{ nightId, sealHash, trialIndex: index, draw, ...policyFacts, ...facts },
      } as unknown as Provenance;
      const batchId = `${nightId}-00001`;
      ledger.append({ kind: 'trial-started', id, index, batchId, provenance });
      onPolicyWords?.(id);
      const row: TrialRow = {
        ...{ id, batchId, index, task: 'touch', attempts: 1, stepHash: '', ...ends },
        ...{ benchSeconds: seconds, wallTime: '2026-11-30T00:00:00.000Z', clock: 'real', seed: 7 },
        acted: true,
      };
      if (ends === died) ledger.append({ kind: 'trial-aborted', id, row, why: 'its core ended' });
      else ledger.append({ kind: 'trial-finished', id, row, verdictHash: '' });
      return { id, kind: must(facts?.part).kind, policyHash: policy.hash };
    },
    [Symbol.dispose]() {
      ledger[Symbol.dispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
