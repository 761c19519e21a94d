/** Cohen's kappa against numbers that were worked by hand. */
import { describe, expect, it } from 'vitest';
import { cohensKappa } from './kappa.ts';

const times = (count: number, a: string, b: string): (readonly [string, string])[] =>
  Array.from({ length: count }, () => [a, b] as const);

describe('kappa', () => {
  it('of 50 items: 20 and 15 agree, 5 and 10 do not; chance agrees in half, so 0.4', () => {
    const pairs = [
      ...times(20, 'success', 'success'),
      ...times(5, 'success', 'failure'),
      ...times(10, 'failure', 'success'),
      ...times(15, 'failure', 'failure'),
    ];
    // observed 35/50 = .7; expected (25·30 + 25·20)/2500 = .5; (.7 − .5)/(1 − .5)
    expect(cohensKappa(pairs)).toBe(0.4);
  });

  it('with three answers: 6 of 10 agree, chance in 0.36, so 0.375', () => {
    const pairs = [
      ...times(3, 'success', 'success'),
      ...times(2, 'failure', 'failure'),
      ...times(1, 'unclear', 'unclear'),
      ...times(1, 'success', 'failure'),
      ...times(1, 'failure', 'success'),
      ...times(1, 'failure', 'unclear'),
      ...times(1, 'unclear', 'success'),
    ];
    // first: 4 success, 4 failure, 2 unclear; second: 5, 3, 2. (4·5 + 4·3 + 2·2)/100 = .36
    expect(cohensKappa(pairs)).toBe((60 - 36) / 64);
  });

  it('is 1 for full agreement, and negative below chance', () => {
    expect(
      cohensKappa([...times(3, 'success', 'success'), ...times(2, 'failure', 'failure')]),
    ).toBe(1);
    expect(
      cohensKappa([...times(1, 'success', 'failure'), ...times(1, 'failure', 'success')]),
    ).toBe(-1);
  });

  it('is not known below two items, or when everybody always gave one answer', () => {
    expect(cohensKappa([])).toBeNull();
    expect(cohensKappa(times(1, 'success', 'failure'))).toBeNull();
    expect(cohensKappa(times(9, 'success', 'success'))).toBeNull();
  });
});
