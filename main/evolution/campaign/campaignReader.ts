/**
 * A campaign read from the ledger, from its first entry up to the newest, or up to where a night ended: its fold, and where
 * the robot's time of that night went. Reads in short turns.
 */

import type { Clock } from '../../base/lib/clock.ts';
import type { MetricName } from '../../base/model/decisionRule.ts';
import type { CampaignRule } from '../../improvement/evidence/campaignState.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { type CampaignFold, createCampaignFold } from './foldCampaign.ts';
import { createUseFold, type UseFold } from './foldUse.ts';

/** Which campaign, seen from which of its nights. */
export interface CampaignSpan {
  readonly nightId: string;
  readonly sealHash: string;
  readonly clock: 'real' | 'lockstep';
  readonly rule: CampaignRule;
  readonly metric: MetricName;
}

export interface CampaignReader {
  readonly span: CampaignSpan;
  readonly fold: CampaignFold;
  readonly use: UseFold;
  /** As new as the ledger when it resolves. */
  read(): Promise<void>;
}

/** A few milliseconds of the core's own thread. */
const entriesPerPage = 200;

/** `lastSeq`: of an ended night; nothing after it is read. */
export function createCampaignReader(
  { clock, ledger }: { readonly clock: Clock; readonly ledger: Pick<Ledger, 'entries'> },
  span: CampaignSpan,
  lastSeq: number = Number.POSITIVE_INFINITY,
): CampaignReader {
  const fold = createCampaignFold(span.sealHash, span);
  const use = createUseFold(span.nightId, span.clock);
  let seq = 0;
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    while (seq < lastSeq) {
      const entries = ledger.entries(seq + 1, entriesPerPage);
      for (const entry of entries) {
        if (entry.seq > lastSeq) return;
        fold.apply(entry);
        use.apply(entry);
        seq = entry.seq;
      }
      if (entries.length < entriesPerPage) return;
      await clock.sleep(0);
    }
  };
  return {
    ...{ span, fold, use },
    read() {
      reading = reading.then(read, read);
      return reading;
    },
  };
}
