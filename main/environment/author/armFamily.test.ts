/** The arm as a witness: heights that tell are found, heights that do not are refused, films have none. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import { measureArm } from '../sdk/armState.ts';
import { armFamily } from './armFamily.ts';
import type { Example, FitContext, Moment } from './family.ts';

const context: FitContext = {
  roles: ['overhead', 'front'],
  seed: 1,
  signal: new AbortController().signal,
  progress: () => undefined,
  seconds: 10,
};

/** An arm whose upper joint is lifted by so much: the tip is higher. */
const momentOf = (liftRad: number | null): Moment => ({
  clipId: 'clip-000001',
  atMs: 0,
  pictures: {},
  arm:
    liftRad === null
      ? null
      : {
          atMs: 0,
          positionRad: [0, -1 - liftRad, 1.2, 1, 0, 0],
          velocityRadS: [0, 0, 0, 0, 0, 0],
          load: [0, 0, 0, 0, 0, 0],
        },
});

const exampleOf = (positive: boolean, liftRad: number | null): Example => ({
  clip: { label: positive ? 'success' : 'failure' } as Example['clip'],
  positive,
  moments: [momentOf(liftRad)],
});

describe('armFamily', () => {
  it('finds the height that tells, whatever one wrong label says', async () => {
    const rng = createRng(3);
    const examples = Array.from({ length: 40 }, (_, k) =>
      exampleOf(k % 2 === 0, (k % 2 === 0 ? 0.5 : 0.1) + rng.between(-0.1, 0.1)),
    );
    examples.push(exampleOf(true, 0.1));
    const found = await armFamily.fit(examples, context);
    if (!('fitted' in found)) throw new Error(found.why);
    const high = await found.fitted.score(momentOf(0.5));
    const low = await found.fitted.score(momentOf(0.1));
    expect(high.cameras.front?.score).toBeGreaterThan(0.5);
    expect(low.cameras.front?.score).toBeLessThan(0.5);
    expect((await found.fitted.score(momentOf(null))).cameras.front?.seen).toBe(false);
    expect(measureArm(momentOf(0.5).arm as never).heightM).toBeGreaterThan(
      measureArm(momentOf(0.1).arm as never).heightM,
    );
  });

  it('says why when nothing tells, and when there is no arm', async () => {
    const rng = createRng(4);
    const mixed = Array.from({ length: 40 }, (_, k) => exampleOf(k % 2 === 0, rng.uniform()));
    expect(await armFamily.fit(mixed, context)).toMatchObject({
      why: expect.stringMatching(/apart/),
    });
    const films = Array.from({ length: 40 }, (_, k) => exampleOf(k % 2 === 0, null));
    expect(await armFamily.fit(films, context)).toMatchObject({
      why: expect.stringMatching(/films/),
    });
  });
});
