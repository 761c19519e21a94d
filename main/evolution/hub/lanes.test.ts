/** Lanes: order, bounds, and that a failure stops nobody else. */
import { describe, expect, it } from 'vitest';
import { createLanes } from './lanes.ts';

/** Work that ends when it is told to. */
function gate(): { readonly work: () => Promise<void>; readonly open: () => void; ran: boolean } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const made = {
    ran: false,
    open: resolve,
    work: () => {
      made.ran = true;
      return promise;
    },
  };
  return made;
}

describe('lanes', () => {
  it('run one at a time in a lane, in order, and so many at once over all', async () => {
    const lanes = createLanes({ atOnce: 2, waiting: 3 });
    const [a1, a2, b1, c1] = [gate(), gate(), gate(), gate()] as const;
    const done = [
      lanes.run('a', a1.work),
      lanes.run('a', a2.work),
      lanes.run('b', b1.work),
      lanes.run('c', c1.work),
    ];
    expect([a1.ran, a2.ran, b1.ran, c1.ran]).toEqual([true, false, true, false]);
    b1.open();
    await done[2];
    await expect.poll(() => c1.ran).toBe(true);
    expect(a2.ran).toBe(false);
    a1.open();
    await done[0];
    await expect.poll(() => a2.ran).toBe(true);
    for (const each of [a2, c1]) each.open();
    await Promise.all(done);
  });

  it('refuse more than may wait, and go on after a failure', async () => {
    const lanes = createLanes({ atOnce: 1, waiting: 2 });
    const first = lanes.run('a', () => Promise.reject(new Error('no')));
    const second = lanes.run('a', () => Promise.resolve(2));
    await expect(lanes.run('a', () => Promise.resolve(3))).rejects.toMatchObject({ code: 'busy' });
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe(2);
    expect(await lanes.run('a', () => Promise.resolve(4))).toBe(4);
  });
});
