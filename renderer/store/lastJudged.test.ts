/** The last judged place of the object lasts until it is judged again or its trial is over. */
import { describe, expect, it } from 'vitest';
import type { RunView } from '../../main/base/model/view.ts';
import { foldLastJudged } from './lastJudged.ts';

const pose = { xM: 0.2, yM: 0.01, yawRad: 1 };
const run = (id: string, believed?: typeof pose): RunView =>
  ({
    trial: { id, lastVerdict: believed === undefined ? null : { believed } },
  }) as unknown as RunView;

describe('where the object was last seen', () => {
  it('lasts over the attempts of its trial, and no longer', () => {
    const seen = foldLastJudged(null, run('a', pose));
    expect(seen).toEqual({ trialId: 'a', pose });
    expect(foldLastJudged(seen, run('a'))).toBe(seen);
    expect(foldLastJudged(seen, run('a', { ...pose, xM: 0.3 }))?.pose.xM).toBe(0.3);
    expect(foldLastJudged(seen, run('b'))).toBeNull();
    expect(foldLastJudged(seen, null)).toBeNull();
    expect(foldLastJudged(seen, { trial: null } as unknown as RunView)).toBeNull();
  });
});
