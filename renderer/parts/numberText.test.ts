/** What is typed is a number or an error in words; it is never changed into another number. */
import { describe, expect, it } from 'vitest';
import { type NumberRule, readNumber, ruleWords, stepText } from './numberText.ts';

const trials: NumberRule = { min: 1, max: 100_000, whole: true };
const seed: NumberRule = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };
const leftMm: NumberRule = { min: -250, max: 250, whole: false };

const whyNot = (text: string, rule: NumberRule): string => {
  const read = readNumber(text, rule);
  return read.ok ? `read as ${read.value}` : read.why;
};

describe('a number that is typed', () => {
  it.each([
    ['19', trials, 19],
    [' 20 ', trials, 20],
    ['007', trials, 7],
    ['+5', trials, 5],
    ['-12.5', leftMm, -12.5],
    ['-0', leftMm, 0],
    ['9007199254740991', seed, Number.MAX_SAFE_INTEGER],
  ] as const)('%s is one', (text, rule, value) => {
    expect(readNumber(text, rule)).toEqual({ ok: true, value });
  });

  it.each(['1e9', '0x10', '1,000', '1 000', '.5', '5.', '--1', '١٩', 'Infinity', 'NaN', 'ten'])(
    '%s is none',
    (text) => {
      expect(whyNot(text, trials)).toBe('Not a whole number: digits only');
      expect(whyNot(text, leftMm)).toBe('Not a number: digits and a point');
    },
  );

  it('says what is wrong with one that does not fit', () => {
    expect(whyNot('', trials)).toBe('1 to 100,000, whole');
    expect(whyNot('2.5', trials)).toBe('Not a whole number: digits only');
    expect(whyNot('0', trials)).toBe('Too small: at least 1');
    expect(whyNot('-1', seed)).toBe('Too small: at least 0');
    expect(whyNot('100001', trials)).toBe('Too large: at most 100,000');
    expect(whyNot('9007199254740992', seed)).toMatch(/^Too large: at most 9,007,/);
    expect(whyNot(`9007199254740991.5`, seed)).toMatch(/^Too large/);
    expect(whyNot('-250.1', leftMm)).toBe('Too small: at least −250');
    expect([trials, seed, leftMm].map(ruleWords)).toEqual([
      ...['1 to 100,000, whole', '0 or more, whole', '−250 to 250'],
    ]);
  });

  it('is stepped inside what fits, and left alone where it is none', () => {
    expect(stepText('19', trials, 1)).toBe('20');
    expect(stepText('1', trials, -1)).toBe('1');
    expect(stepText('0.2', leftMm, 0.1)).toBe('0.3');
    expect(stepText('900', leftMm, -1)).toBe('250');
    expect(stepText('1e9', trials, 1)).toBe('1e9');
  });
});
