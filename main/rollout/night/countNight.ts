/**
 * A night as its ledger entries tell it, one after the other: counts, streaks, the strip of outcomes, and which draws are
 * used. Pure; the same entries give the same numbers live and after any crash (docs/SCIENCE.md §1, §4).
 */
import type { NightCounts } from '../../base/model/night.ts';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';

export interface NightTally {
  readonly counts: NightCounts;
  /** Outcomes in order, the newest two hundred: s, f or i. */
  readonly strip: string;
  /** As the strip, since it began or went on last, the newest fifty: caps count here. */
  readonly recent: string;
  /** Index of the next trial: what was drawn for an earlier one is used, however that one ended. */
  readonly nextIndex: number;
  /** Of the trial that began last. */
  readonly last: Pick<Provenance, 'policyHash' | 'settingsHash'> | null;
  /** The success that the row of now began with; null: there is no row. */
  readonly rowFrom: string | null;
  /** Ids of trials that began and did not end. */
  readonly open: readonly string[];
}

export const emptyTally: NightTally = {
  counts: {
    ...{ trials: 0, success: 0, failure: 0, invalid: 0 },
    ...{ streak: 0, longestStreak: 0, benchSeconds: 0 },
  },
  ...{ strip: '', recent: '', nextIndex: 0, last: null, rowFrom: null, open: [] },
};

const stripLength = 200;
const recentLength = 50;
const letters = { success: 's', failure: 'f', invalid: 'i' } as const;

/** Successes in a row, and the trial that the row of now began with; null: there is no row. */
export interface SuccessRow {
  readonly streak: number;
  readonly rowFrom: string | null;
}
export const noRow: SuccessRow = { streak: 0, rowFrom: null };

/** Invalid trials neither count for a row nor break it. */
export function rowAfter(row: SuccessRow, id: string, outcome: TrialRow['outcome']): SuccessRow {
  if (outcome === 'invalid') return row;
  return outcome === 'success' ? { streak: row.streak + 1, rowFrom: row.rowFrom ?? id } : noRow;
}

function counted(
  counts: NightCounts,
  { outcome, benchSeconds }: TrialRow,
  streak: number,
): NightCounts {
  return {
    ...counts,
    trials: counts.trials + 1,
    [outcome]: counts[outcome] + 1,
    streak,
    longestStreak: Math.max(counts.longestStreak, streak),
    benchSeconds: Math.round((counts.benchSeconds + benchSeconds) * 1000) / 1000,
  };
}

/** Entries of other nights and of no night change nothing. */
export function addEntry(tally: NightTally, nightId: string, body: LedgerBody): NightTally {
  switch (body.kind) {
    case 'trial-started': {
      const { provenance } = body;
      if (provenance.nightId !== nightId) return tally;
      const { policyHash, settingsHash, trialIndex, draw = trialIndex } = provenance;
      const nextIndex = Math.max(tally.nextIndex, trialIndex + 1, draw + 1);
      return {
        ...tally,
        nextIndex,
        last: { policyHash, settingsHash },
        open: [...tally.open, body.id],
      };
    }
    case 'trial-finished':
    case 'trial-aborted': {
      if (!tally.open.includes(body.id)) return tally;
      const { id, outcome } = body.row;
      const letter = letters[outcome];
      const { counts, rowFrom: from } = tally;
      const { streak, rowFrom } = rowAfter({ streak: counts.streak, rowFrom: from }, id, outcome);
      return {
        ...tally,
        counts: counted(counts, body.row, streak),
        strip: (tally.strip + letter).slice(-stripLength),
        recent: (tally.recent + letter).slice(-recentLength),
        rowFrom,
        open: tally.open.filter((id) => id !== body.id),
      };
    }
    case 'night-resumed':
      return body.nightId === nightId ? { ...tally, recent: '' } : tally;
    default:
      return tally;
  }
}
