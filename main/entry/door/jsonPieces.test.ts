/** The pieces are exactly what JSON.stringify says, and none of them is large. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from './jsonPieces.ts';

const whole = (value: unknown): string => [...jsonPieces(value)].join('');

it('says what JSON.stringify says', () => {
  const samples = fc.oneof(fc.jsonValue(), fc.array(fc.array(fc.float({ noNaN: false }))));
  fc.assert(
    fc.property(samples, (value) => {
      expect(whole(value)).toBe(JSON.stringify(value));
    }),
    { seed: 7, numRuns: 300 },
  );
  for (const value of [{ a: undefined, b: 1 }, { a: undefined }, [undefined], [[]], [[], 1], null])
    expect(whole(value)).toBe(JSON.stringify(value));
});

it('cuts long lists, columns of numbers among them', () => {
  const column = Array.from({ length: 20_000 }, (_, n) => n / 7);
  const value = { every: 1, load: [column, column], trace: column.map((score) => ({ score })) };
  expect(whole(value)).toBe(JSON.stringify(value));
  const longest = Math.max(...[...jsonPieces(value)].map((piece) => piece.length));
  expect(longest).toBeLessThan(20_000);
});
