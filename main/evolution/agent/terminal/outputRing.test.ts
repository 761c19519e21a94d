/** The ring is the tail of all that was pushed, each byte at its own place. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import { createOutputRing } from './outputRing.ts';

it('keeps the newest bytes at their places, whatever is pushed', () => {
  const capacity = 16;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.nat(50), (pushes, most) => {
      const ring = createOutputRing(capacity);
      let all: number[] = [];
      for (const bytes of pushes) {
        ring.push(bytes);
        all = [...all, ...bytes];
        expect([ring.start, ring.end]).toEqual([Math.max(0, all.length - capacity), all.length]);
        for (let from = ring.start; from <= ring.end; from++)
          expect([...ring.read(from, most)]).toEqual(all.slice(from, from + most));
      }
    }),
    fuzzRuns(200),
  );
});

it('refuses a place that is gone or has not come', () => {
  const ring = createOutputRing(4);
  ring.push(new Uint8Array(6));
  expect(() => ring.read(1, 1)).toThrow('not in the ring');
  expect(() => ring.read(7, 1)).toThrow('not in the ring');
});
