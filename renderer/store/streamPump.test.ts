/** Credits: full at the start, one back per painted frame, dropped frames counted, nothing while the page is hidden. */
import { describe, expect, it } from 'vitest';
import { createStreamPump, streamCredits } from './streamPump.ts';

function createRig() {
  const painted: number[] = [];
  const granted: number[] = [];
  const discarded: number[] = [];
  const frames: (() => void)[] = [];
  const decoding = new Map<number, { ok(): void; fail(): void }>();
  const pump = createStreamPump<number, number>({
    decode: (frame) =>
      new Promise((resolve, reject) => {
        decoding.set(frame, { ok: () => resolve(frame), fail: () => reject(new Error('bad')) });
      }),
    beforePaint: (run) => frames.push(run),
    paint: (picture) => painted.push(picture),
    discard: (picture) => discarded.push(picture),
    grant: (count) => granted.push(count),
  });
  const finish = async (frame: number, how: 'ok' | 'fail' = 'ok'): Promise<void> => {
    decoding.get(frame)?.[how]();
    await Promise.resolve();
    await Promise.resolve();
  };
  const paint = (): void => {
    for (const run of frames.splice(0)) run();
  };
  return { pump, painted, granted, discarded, decoding, finish, paint };
}

describe('a stream pump', () => {
  it('grants all credits at the start and one more only after painting', async () => {
    const rig = createRig();
    rig.pump.start();
    expect(rig.granted).toEqual([streamCredits]);
    rig.pump.frame(1);
    await rig.finish(1);
    expect(rig.granted).toHaveLength(1); // decoded, not painted: a hidden page grants nothing
    rig.paint();
    expect(rig.painted).toEqual([1]);
    expect(rig.granted).toEqual([streamCredits, 1]);
  });

  it('lets the newest frame win and pays for the one it skipped', async () => {
    const rig = createRig();
    rig.pump.start();
    rig.pump.frame(1);
    rig.pump.frame(2);
    rig.pump.frame(3);
    await rig.finish(1);
    rig.paint();
    expect([...rig.decoding.keys()]).toEqual([1, 3]);
    await rig.finish(3);
    rig.paint();
    expect(rig.painted).toEqual([1, 3]);
    const back = rig.granted.slice(1).reduce((sum, count) => sum + count, 0);
    expect(back).toBe(3);
  });

  it('counts what came, what was seen, what gave way, and what it still owes', async () => {
    const rig = createRig();
    rig.pump.start();
    for (const frame of [1, 2, 3]) rig.pump.frame(frame);
    expect(rig.pump.figures).toEqual({ received: 3, painted: 0, dropped: 1, owed: 3 });
    await rig.finish(1);
    rig.paint();
    await rig.finish(3, 'fail');
    rig.paint();
    expect(rig.pump.figures).toEqual({ received: 3, painted: 1, dropped: 2, owed: 0 });
  });

  it('lets go of a picture that nobody looks at any more', async () => {
    const rig = createRig();
    rig.pump.start();
    rig.pump.frame(1);
    rig.pump[Symbol.dispose]();
    await rig.finish(1);
    rig.paint();
    expect(rig.painted).toEqual([]);
    expect(rig.discarded).toEqual([1]);
  });

  it('pays for a frame that cannot be decoded and goes on', async () => {
    const rig = createRig();
    rig.pump.start();
    rig.pump.frame(1);
    await rig.finish(1, 'fail');
    rig.paint();
    expect(rig.painted).toEqual([]);
    expect(rig.granted).toEqual([streamCredits, 1]);
  });

  it('forgets what it owed to a sender that is gone', async () => {
    const rig = createRig();
    rig.pump.start();
    rig.pump.frame(1);
    rig.pump.start();
    await rig.finish(1);
    rig.paint();
    expect(rig.granted).toEqual([streamCredits, streamCredits]);
  });

  it('paints nothing once disposed', async () => {
    const rig = createRig();
    rig.pump.start();
    rig.pump.frame(1);
    rig.pump[Symbol.dispose]();
    await rig.finish(1);
    rig.paint();
    expect(rig.painted).toEqual([]);
    expect(rig.granted).toEqual([streamCredits]);
  });
});
