/** The stdio frame: round trips in any chunking, bounds, and seeded nonsense. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../lib/rng.ts';
import { BenchError } from '../model/errors.ts';
import { createFrameDecoder, encodeFrame, maxBodyBytes, type WireFrame } from './frames.ts';

describe('stdio frames', () => {
  it('come out as they went in, however they are cut', () => {
    const rng = createRng(1);
    const sent = [
      encodeFrame({ type: 'ready' }),
      encodeFrame({ type: 'judge', id: 7 } as { type: string }, [
        Uint8Array.of(1, 2, 3),
        new Uint8Array(5000).fill(9),
      ]),
      encodeFrame({ type: 'ö' }, [new Uint8Array(0)]),
    ];
    const all = Buffer.concat(sent);
    for (let round = 0; round < 50; round++) {
      const got: WireFrame[] = [];
      const feed = createFrameDecoder((frame) => got.push(frame));
      for (let at = 0; at < all.length; ) {
        const size = 1 + rng.below(700);
        feed(all.subarray(at, at + size));
        at += size;
      }
      expect(got.map((frame) => frame.header.type)).toEqual(['ready', 'judge', 'ö']);
      expect(got[1]?.blobs.map((blob) => blob.byteLength)).toEqual([3, 5000]);
      expect([...(got[1]?.blobs[0] ?? [])]).toEqual([1, 2, 3]);
    }
  });

  it('match the sample bytes of the header comment', () => {
    const bytes = encodeFrame({ type: 'ready' });
    expect(bytes.subarray(0, 8).toString('hex')).toBe('1400000010000000');
    expect(bytes.subarray(8).toString()).toBe('{"type":"ready"}');
  });

  it.each([
    ['a body over the bound', Buffer.from([0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0])],
    ['a body too small', Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])],
    ['a header that does not fit', Buffer.from([8, 0, 0, 0, 200, 0, 0, 0, 1, 1, 1, 1])],
    ['no JSON', Buffer.from([6, 0, 0, 0, 2, 0, 0, 0, 0x7b, 0x7b])],
    ['no type', Buffer.from([6, 0, 0, 0, 2, 0, 0, 0, 0x7b, 0x7d])],
  ])('refuse %s', (_name, bytes) => {
    const feed = createFrameDecoder(() => undefined);
    expect(() => feed(bytes)).toThrow(BenchError);
  });

  it('refuse blobs that lie about their size', () => {
    const good = encodeFrame({ type: 'x', blobs: [9000] } as { type: string });
    expect(() => createFrameDecoder(() => undefined)(good)).toThrow(/does not fit/);
  });

  it('survive seeded nonsense: a typed refusal or nothing', () => {
    const rng = createRng(2);
    for (let round = 0; round < 500; round++) {
      const feed = createFrameDecoder(() => undefined);
      const bytes = Uint8Array.from({ length: 1 + rng.below(64) }, () => rng.below(256));
      try {
        feed(bytes);
      } catch (cause) {
        expect(cause).toBeInstanceOf(BenchError);
      }
    }
    expect(maxBodyBytes).toBe(16 * 1024 * 1024);
  });
});
