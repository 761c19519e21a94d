/** Ledger entries of a made-up campaign as its own rule runs it: most ideas are worse than what they were built on. */
import { trialRng } from '../../main/base/lib/rng.ts';
import type { Provenance, TrialRow } from '../../main/base/model/trial.ts';
import type { LedgerBody } from '../../main/base/wire/recorder.ts';
import {
  type CampaignFold,
  createCampaignFold,
  type ToldEntry,
} from '../../main/evolution/campaign/foldCampaign.ts';
import { planMove } from '../../main/evolution/campaign/planMove.ts';
import { campaignRules, headOf } from '../../main/improvement/evidence/campaignState.ts';

export const madeUp = {
  sealHash: 'a'.repeat(64),
  rule: campaignRules.default,
  metric: 'pass-k',
} as const;
const named = { nightId: 'night-0001', sealHash: madeUp.sealHash };
const facts = {
  ...{ seed: 7, thinkSeconds: null, isAgentThere: true, agentWent: '', isChampionAsked: false },
  ...{ trials: null, inARow: Number.POSITIVE_INFINITY },
} as const;

/** Version 0 solves one of five; one idea in forty nearly all. */
const rateOf = (policyHash: string): number => {
  const number = Number(policyHash.slice(1));
  if (number === 0) return 0.2;
  return number % 40 === 7 ? 0.95 : 0.1;
};
const nameOf = (number: number): string => String(number).padStart(6, '0');
const hashOf = (number: number): string => `p${nameOf(number)}`;

/** `fold` is what they come to. */
export function campaignEntries(ideas: number): {
  readonly entries: readonly ToldEntry[];
  readonly fold: CampaignFold;
} {
  const fold = createCampaignFold(madeUp.sealHash, madeUp);
  const entries: ToldEntry[] = [];
  const tell = (body: LedgerBody): void => {
    const seq = entries.length + 1;
    const wallTime = new Date(Date.UTC(2026, 10, 30) + seq * 10_000).toISOString();
    entries.push({ seq, wallTime, body });
    fold.apply({ seq, wallTime, body });
  };
  /** Until nobody asks for a trial any more. */
  const runAll = (): void => {
    for (;;) {
      const move = planMove(fold, facts);
      if (move.kind !== 'trial' || move.part.kind === 'fill') return;
      const { policyHash: hash, draw, part } = move;
      const policyHash = hash ?? hashOf(0);
      const index = fold.nextIndex;
      const [id, batchId] = [`night-0001-00001-${index}`, 'night-0001-00001'];
      const policy = { policyHash, policyCommit: null };
      const provenance = { ...named, ...policy, trialIndex: index, draw, part };
      tell({
        ...{ kind: 'trial-started', id, index, batchId },
        provenance: provenance as unknown as Provenance,
      });
      const isSolved =
        trialRng(draw, Number(policyHash.slice(1)), 'coin').uniform() < rateOf(policyHash);
      const row: TrialRow = {
        ...{ id, batchId, index, task: 'touch', stepHash: '', seed: 7, clock: 'real', acted: true },
        ...{ attempts: 1 + (index % 2), benchSeconds: 20, wallTime: '2026-11-30T00:00:00.000Z' },
        outcome: isSolved ? 'success' : 'failure',
        reason: isSolved ? null : 'not-reached',
      };
      tell({ kind: 'trial-finished', id, row, verdictHash: '' });
    }
  };
  runAll();
  for (let number = 1; number <= ideas; number++) {
    const parentHash = fold.campaign === null ? hashOf(0) : headOf(fold.campaign);
    tell({
      ...{ kind: 'campaign-idea', ...named, agentId: 'agent-0001', policyHash: hashOf(number) },
      ...{ requestId: `req-${nameOf(number)}`, ideaId: `idea-${nameOf(number)}`, parentHash },
      commit: nameOf(number).padStart(40, '0'),
    });
    runAll();
  }
  return { entries, fold };
}
