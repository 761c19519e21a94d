/** What stands beside the film of a night's row: its trials, when each picture was taken, what gaps that makes. Pure. */
import { z } from 'zod';
import { nightIdPattern } from '../../base/model/night.ts';
import { sealHashPattern } from '../../base/model/seal.ts';
import { rolePattern, trialIdPattern } from '../dataLayout.ts';

const hash = z.string().regex(sealHashPattern);

const trial = z.strictObject({
  id: z.string().regex(trialIdPattern),
  outcome: z.enum(['success', 'failure', 'invalid']),
  policyHash: hash,
  /** Trials of the same number ran on one bench clock. */
  clock: z.int().min(0),
  film: z.strictObject({ sha256: hash, takenAtMs: z.array(z.number()).max(1_000_000) }).nullable(),
  /** Why it has no film. */
  why: z.string().max(1000).optional(),
});
export type RowTrial = z.infer<typeof trial>;

/** row.json */
export const rowSchema = z.strictObject({
  kind: z.literal('nightbench-row'),
  version: z.literal(1),
  nightId: z.string().regex(nightIdPattern),
  inARow: z.int().min(1),
  camera: z.union([z.string().regex(rolePattern), z.literal('')]),
  rateHz: z.number().min(0),
  /** Null: it could not be made. */
  film: z.strictObject({ bytes: z.int().min(0), sha256: hash }).nullable(),
  /** All trials of the night from the row's first to its last, in order. */
  trials: z.array(trial).min(1).max(100_000),
});
export type RowContent = z.infer<typeof rowSchema>;

/** Pictures further apart are no film of what lay between. */
const longestUncutMs = 1000;

export interface RowCut {
  /** The trial whose picture comes after it. */
  readonly before: string;
  readonly why: string;
}

export interface RowGaps {
  readonly pictures: number;
  /** Between two pictures on one clock; a picture that is shown again is no new one. */
  readonly longestGapMs: number;
  readonly cuts: readonly RowCut[];
}

export function rowGaps(trials: readonly RowTrial[]): RowGaps {
  const cuts: RowCut[] = [];
  let [pictures, longestGapMs] = [0, 0];
  let last: { readonly atMs: number; readonly clock: number } | null = null;
  for (const { id, clock, film, why } of trials) {
    if (film === null) {
      cuts.push({ before: id, why: `no film of ${id}: ${why ?? 'it is not told why'}` });
      continue;
    }
    pictures += film.takenAtMs.length;
    for (const atMs of film.takenAtMs) {
      const gapMs: number = last === null ? 0 : atMs - last.atMs;
      if (last !== null && (last.clock !== clock || gapMs < 0))
        cuts.push({ before: id, why: 'the bench has another clock from here on' });
      else {
        longestGapMs = Math.max(longestGapMs, Math.round(gapMs * 1000) / 1000);
        if (gapMs > longestUncutMs)
          cuts.push({ before: id, why: `${(gapMs / 1000).toFixed(1)} s without a picture` });
      }
      last = { atMs, clock };
    }
  }
  return { pictures, longestGapMs, cuts };
}
