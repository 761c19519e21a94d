/** What a seal asks of a reset's newest measuring (docs/SCIENCE.md §1), line by line; and when a reset is worn. Pure. */
import { type ResetMeasure, resetGate, resetLacks, spreadLimit } from '../../base/model/reset.ts';
import { secondWords } from '../../base/model/secondWords.ts';

export interface ResetGateLine {
  readonly id: 'row' | 'spread' | 'second';
  readonly ok: boolean;
  /** The figure and what is asked, in words. */
  readonly words: string;
}

const axes = { xM: 'x', yM: 'y', yawRad: 'the turn' } as const;

export function planResetGate(measure: ResetMeasure): ResetGateLine[] {
  const { longestRow, times, spread, second } = measure;
  const lacks = resetLacks(measure);
  const limit = spreadLimit(spread.n);
  const figures = (['xM', 'yM', 'yawRad'] as const).map(
    (axis) => `${axes[axis]} ${spread.coordinates[axis].toFixed(2)}`,
  );
  return [
    {
      id: 'row',
      ok: !lacks.includes('row'),
      words: `${longestRow} of ${times} in a row within the retries; ${resetGate.row} are asked.`,
    },
    {
      id: 'spread',
      ok: !lacks.includes('spread'),
      words:
        `Starts differ from the stated ones by ${figures.join(', ')} (n = ${spread.n}); ` +
        `at most ${limit.toFixed(2)} is asked.`,
    },
    ...(second === undefined
      ? []
      : [{ id: 'second', ok: !lacks.includes('second'), words: secondWords(second) } as const]),
  ];
}

/** Empty when the gate is met. */
export function whyNotReset(measure: ResetMeasure | null): readonly string[] {
  if (measure === null) return ['It was not measured on the bench yet.'];
  return planResetGate(measure).flatMap(({ ok, words }) => (ok ? [] : [words]));
}

/** Its first checks say yes clearly less often than they did: one interval lies below the other. */
export function isWorn(now: ResetMeasure, standard: ResetMeasure | null): boolean {
  return standard !== null && now.verifiedFirst.hi < standard.verifiedFirst.lo;
}
