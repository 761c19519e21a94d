/** k of n with the interval that everything in the house shows beside a rate. */
import type { Rate } from '../model/judge.ts';
import { clopperPearson } from './clopperPearson.ts';

export function rateOf(k: number, n: number): Rate {
  const { low, high } = clopperPearson(k, n);
  return { k, n, lo: low, hi: high };
}
