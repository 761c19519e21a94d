/**
 * How often trials truly succeeded, from the judge's word on all and people's on a blind random sample (docs/SCIENCE.md
 * §6): the judge's verdicts are the strata. Knows no trial; what was flagged never comes here.
 */
import { lowerRate } from '../../base/lib/clopperPearson.ts';
import { type Interval, wilson } from '../../base/lib/stats.ts';
import type { Counts } from './screen.ts';

/** What people said of the blind sample, by what the judge had said. */
export interface AuditSample {
  readonly judgedSuccess: { readonly right: number; readonly wrong: number };
  readonly judgedFailure: { readonly right: number; readonly wrong: number };
}

export interface AuditedRate extends Interval {
  readonly rate: number;
}

/** A stratum nobody was drawn from says nothing: one half, in [0, 1]. */
function share(hits: number, of: number): AuditedRate {
  return { rate: of === 0 ? 0.5 : hits / of, ...wilson(hits, of) };
}

/** `judged`: successes by the judge, of all trials. The three intervals are joined by MOVER. */
export function auditedRate(judged: Counts, sample: AuditSample): AuditedRate {
  const { judgedSuccess, judgedFailure } = sample;
  const a = share(judgedSuccess.right, judgedSuccess.right + judgedSuccess.wrong);
  const b = share(judgedFailure.wrong, judgedFailure.wrong + judgedFailure.right);
  const w = share(judged.k, judged.n);
  const rate = w.rate * a.rate + (1 - w.rate) * b.rate;
  const apart = Math.abs(a.rate - b.rate);
  const reach = (end: 'low' | 'high'): number =>
    Math.hypot(
      w.rate * (a.rate - a[end]),
      (1 - w.rate) * (b.rate - b[end]),
      apart * (w.rate - w[end]),
    );
  return {
    rate,
    low: Math.max(0, rate - reach('low')),
    high: Math.min(1, rate + reach('high')),
  };
}

/** A reason to look at one policy's judged successes: at least two are false, and surely more than 5 % of them. */
export function isAlarming(falseOnes: number, reviewed: number): boolean {
  return falseOnes >= 2 && lowerRate(falseOnes, reviewed) > 0.05;
}
