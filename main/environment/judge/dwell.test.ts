/** The dwell rule: N of the last M, never a single frame, and an end in any case. */
import { describe, expect, it } from 'vitest';
import type { VerdictValue } from '../../base/model/trial.ts';
import { decideDwell } from './dwell.ts';

const of = (letters: string): VerdictValue[] =>
  [...letters].map((letter) =>
    letter === 's' ? 'success' : letter === 'f' ? 'failure' : 'undecided',
  );

describe('decideDwell', () => {
  const rule = { need: 4, of: 5 };

  it.each([
    ['', null],
    ['s', null],
    ['sss', null],
    ['ssss', 'success'],
    ['fssss', 'success'],
    ['f', null],
    ['ff', 'failure'],
    ['sfsf', 'failure'],
    ['uu', 'undecided'],
    ['fu', 'failure'],
    ['uuf', 'undecided'],
  ])('%s → %s', (letters, expected) => {
    expect(decideDwell(rule, of(letters))).toBe(expected);
  });

  it('always ends within `of` frames', () => {
    for (let code = 0; code < 3 ** 5; code++) {
      const letters = [...Array(5).keys()]
        .map((i) => 'sfu'[Math.floor(code / 3 ** i) % 3])
        .join('');
      expect(decideDwell(rule, of(letters))).not.toBeNull();
    }
  });

  it('a single frame decides success only where the rule says one is enough', () => {
    expect(decideDwell({ need: 1, of: 1 }, of('s'))).toBe('success');
    expect(decideDwell({ need: 2, of: 3 }, of('s'))).toBeNull();
  });
});
