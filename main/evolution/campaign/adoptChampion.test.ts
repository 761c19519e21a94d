/** A champion that becomes the working policy: the ledger has it with both policies and the name, once. */
import { expect, it } from 'vitest';
import type { CampaignView } from '../../base/model/campaign.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import type { AdoptedPolicy } from '../../environment/task/adoptPolicy.ts';
import type { LedgerEntry } from '../../store/ledger/ledger.ts';
import { adoptChampion } from './adoptChampion.ts';

const [old, kept] = ['a'.repeat(64), 'b'.repeat(64)];
const view = {
  ...{ nightId: 'night-0001', task: 'touch' },
  champion: { policyHash: kept, commit: 'c'.repeat(40), isPromoted: true },
} as CampaignView;

it('is adopted over what the campaign knows, and told once', async () => {
  const entries: LedgerBody[] = [];
  const asked: AdoptedPolicy[] = [];
  let there = old;
  const ports = {
    ledger: {
      append(body: LedgerBody) {
        entries.push(body);
        return {} as LedgerEntry;
      },
    },
    adopt: async (policy: AdoptedPolicy) => {
      asked.push(policy);
      if (there === policy.policyHash) return;
      policy.onReplacing(there);
      expect(entries).toHaveLength(1);
      there = policy.policyHash;
    },
  };
  const adopting = { view, policies: [old, kept], isOver: true, by: 'Ada', override: 'a trial' };
  for (let i = 0; i < 2; i++)
    expect(await adoptChampion(ports, adopting)).toMatchObject({ task: 'touch', policyHash: kept });
  expect(asked[0]).toMatchObject({
    ...{ task: 'touch', policyHash: kept, known: [old, kept], override: 'a trial' },
  });
  expect(entries).toEqual([
    {
      ...{ kind: 'policy-adopted', nightId: 'night-0001', task: 'touch', policyHash: kept },
      ...{ commit: 'c'.repeat(40), before: old, by: 'Ada', overrode: 'a trial' },
    },
  ]);
});
