/** The champion of a night that is over becomes the working policy of its task: a person says so, the ledger says who. */
import type { AdoptedChampion, CampaignView } from '../../base/model/campaign.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AdoptedPolicy } from '../../environment/task/adoptPolicy.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

export interface AdoptChampionPorts {
  readonly ledger: Pick<Ledger, 'append'>;
  readonly adopt: (policy: AdoptedPolicy) => Promise<void>;
}

export interface AdoptingChampion {
  readonly view: CampaignView;
  /** Hashes of all policies of the campaign. */
  readonly policies: readonly string[];
  readonly isOver: boolean;
  readonly by: string;
  readonly override: string | null;
}

/** @throws BenchError `refused`, `not-found`, `storage`. */
export async function adoptChampion(
  { ledger, adopt }: AdoptChampionPorts,
  { view, policies, isOver, by, override }: AdoptingChampion,
): Promise<AdoptedChampion> {
  const { nightId, task, champion } = view;
  if (!isOver) throw new BenchError('refused', `${nightId} is not over`, { hint: 'end it first' });
  if (champion?.isPromoted !== true)
    throw new BenchError('refused', `${nightId} kept no idea: its champion is what it began with`);
  const { policyHash, commit } = champion;
  const named = { nightId, task, policyHash, commit };
  await adopt({
    ...{ task, policyHash, known: policies, override },
    onReplacing: (before) =>
      void ledger.append({ kind: 'policy-adopted', ...named, before, by, overrode: override }),
  });
  return named;
}
