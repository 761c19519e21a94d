/** Pictures at hand: in the order of the plan, few at a time, a bounded number, each of them let go once. */
import { describe, expect, it } from 'vitest';
import { createFrameShelf } from './frameShelf.ts';

interface Loads {
  readonly asked: string[];
  readonly released: string[];
  finish(key: string): Promise<void>;
  fail(key: string): Promise<void>;
}

function rig(keep: number, atOnce: number) {
  const waiting = new Map<string, PromiseWithResolvers<string>>();
  const asked: string[] = [];
  const released: string[] = [];
  const shelf = createFrameShelf<string>(
    {
      load: (key) => {
        asked.push(key);
        const wait = Promise.withResolvers<string>();
        waiting.set(key, wait);
        return wait.promise;
      },
      release: (picture) => void released.push(picture),
    },
    { keep, atOnce },
  );
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  };
  const loads: Loads = {
    asked,
    released,
    finish: async (key) => {
      waiting.get(key)?.resolve(key);
      await settle();
    },
    fail: async (key) => {
      waiting.get(key)?.reject(new Error('gone'));
      await settle();
    },
  };
  return { shelf, loads };
}

describe('a shelf of pictures', () => {
  it('loads in the order of the plan, few at a time, and begins nothing that is planned no longer', async () => {
    const { shelf, loads } = rig(10, 2);
    shelf.plan(['a', 'b', 'c', 'd']);
    expect(loads.asked).toEqual(['a', 'b']);
    shelf.plan(['x', 'd']);
    await loads.finish('a');
    expect(loads.asked).toEqual(['a', 'b', 'x']);
    await loads.finish('b');
    expect(loads.asked).toEqual(['a', 'b', 'x', 'd']);
  });

  it('tells who waits, and has it at hand from then on', async () => {
    const { shelf, loads } = rig(10, 2);
    const told: string[] = [];
    shelf.on((key) => void told.push(key));
    shelf.plan(['a']);
    expect(shelf.peek('a')).toBeNull();
    await loads.finish('a');
    expect(told).toEqual(['a']);
    expect(shelf.peek('a')).toBe('a');
    shelf.plan(['a']);
    expect(loads.asked).toEqual(['a']);
  });

  it('keeps a bounded number: what was looked at longest ago goes first, what is planned stays', async () => {
    const { shelf, loads } = rig(2, 1);
    for (const key of ['a', 'b']) {
      shelf.plan([key]);
      await loads.finish(key);
    }
    shelf.peek('a');
    shelf.plan(['c']);
    await loads.finish('c');
    expect(loads.released).toEqual(['b']);
    expect([shelf.peek('a'), shelf.peek('c')]).toEqual(['a', 'c']);
  });

  it('says why one cannot be had, goes on with the others, and asks again in a later plan', async () => {
    const { shelf, loads } = rig(10, 1);
    shelf.plan(['a', 'b']);
    await loads.fail('a');
    expect(String(shelf.problem('a'))).toContain('gone');
    expect(loads.asked).toEqual(['a', 'b']);
    await loads.finish('b');
    shelf.plan(['b']);
    shelf.plan(['a']);
    expect(shelf.problem('a')).toBeNull();
    expect(loads.asked).toEqual(['a', 'b', 'a']);
  });

  it('lets go of everything when it is put away, also of what comes after', async () => {
    const { shelf, loads } = rig(10, 2);
    shelf.plan(['a', 'b']);
    await loads.finish('a');
    shelf[Symbol.dispose]();
    await loads.finish('b');
    expect(loads.released).toEqual(['a', 'b']);
  });
});
