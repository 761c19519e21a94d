/** Recorded pictures: the wished one is what is painted, the next are fetched before, and nothing grows without end. */
import { describe, expect, it } from 'vitest';
import { createPicturePump, picturesKept } from './picturePump.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
};

function openPump(broken: readonly string[] = []) {
  const loads: string[] = [];
  const painted: string[] = [];
  const failed: string[] = [];
  const released: string[] = [];
  const names = new Map<Blob, string>();
  const decoding: (() => void)[] = [];
  const seen = { running: 0, most: 0 };
  const pump = createPicturePump<string>({
    async load(role, n) {
      const name = `${role}/${n}`;
      loads.push(name);
      seen.most = Math.max(seen.most, ++seen.running);
      await Promise.resolve();
      seen.running--;
      if (broken.includes(name)) throw new Error('damaged');
      const bytes = new Blob([name]);
      names.set(bytes, name);
      return bytes;
    },
    decode: async (bytes) => {
      await new Promise<void>((resolve) => decoding.push(resolve));
      return names.get(bytes) ?? '';
    },
    paint: (role, n, picture) => painted.push(`${role}/${n}=${picture}`),
    release: (picture) => released.push(picture),
    failed: (role, n) => failed.push(`${role}/${n}`),
  });
  /** Lets one decoding end. */
  const decode = async (): Promise<void> => {
    await settle();
    decoding.shift()?.();
    await settle();
  };
  return { pump, loads, painted, failed, released, decoding, seen, decode };
}

describe('the picture pump', () => {
  it('paints what was wished for last and leaves out what was passed meanwhile', async () => {
    const { pump, painted, decode } = openPump();
    for (let n = 0; n < 10; n++) pump.show('front', n, []);
    await decode();
    await decode();
    await decode();
    expect(painted).toEqual(['front/0=front/0', 'front/9=front/9']);
  });

  it('fetches ahead for all cameras, nearest first, a few at a time, each once', async () => {
    const { pump, loads, seen, decode } = openPump();
    pump.show('front', 0, [1, 2, 3, 4]);
    pump.show('side', 0, [1, 2, 3, 4]);
    await decode();
    await decode();
    expect(new Set(loads).size).toBe(loads.length);
    expect(loads).toHaveLength(10);
    expect(seen.most).toBeLessThanOrEqual(6);
    pump.show('front', 1, [2, 3, 4]);
    await decode();
    expect(loads).toHaveLength(10);
  });

  it('keeps a bounded number of pictures', async () => {
    const { pump, loads, decode } = openPump();
    for (let n = 0; n <= picturesKept + 5; n++) {
      pump.show('front', n, []);
      await decode();
    }
    const before = loads.length;
    pump.show('front', 0, []);
    await decode();
    expect(loads).toHaveLength(before + 1);
    pump.show('front', picturesKept, []);
    await decode();
    expect(loads).toHaveLength(before + 1);
  });

  it('says which picture cannot be shown, and goes on with the next', async () => {
    const { pump, painted, failed, decode } = openPump(['front/1']);
    pump.show('front', 1, []);
    await decode();
    pump.show('front', 2, []);
    await decode();
    pump.show('front', -1, []);
    await decode();
    expect([failed, painted]).toEqual([['front/1'], ['front/2=front/2']]);
  });

  it('has the next pictures decoded before they are wished for, and releases each once', async () => {
    const { pump, painted, released, decoding, decode } = openPump();
    pump.show('front', 0, [1, 2, 3, 4, 5]);
    for (let each = 0; each < 4; each++) await decode();
    expect([painted, decoding.length]).toEqual([['front/0=front/0'], 0]);
    pump.show('front', 2, []);
    await settle(); // no decoding between wish and paint
    expect(painted.at(-1)).toBe('front/2=front/2');
    pump[Symbol.dispose]();
    await settle();
    expect([...released].sort()).toEqual(['front/0', 'front/1', 'front/2', 'front/3']);
  });

  it('paints now and then even when every wish is passed before it is decoded', async () => {
    const { pump, painted, decode } = openPump();
    for (let n = 0; n < 60; n++) {
      pump.show('front', n, [n + 1, n + 2, n + 3]);
      await settle();
      if (n % 6 === 5) await decode();
    }
    expect(painted.length).toBeGreaterThan(1);
  });

  it('paints nothing after it was disposed', async () => {
    const { pump, painted, decode } = openPump();
    pump.show('front', 1, [2]);
    pump[Symbol.dispose]();
    await decode();
    pump.show('front', 2, []);
    await decode();
    expect(painted).toEqual([]);
  });
});
