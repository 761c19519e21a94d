/** The CDR image message: its bytes as the format has them, and hostile bytes refused. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import { BenchError } from '../../base/model/errors.ts';
import { decodeImage, encodeImage } from './imageMessage.ts';

const jpeg = Uint8Array.from([0xff, 0xd8, 1, 2, 3]);

describe('encodeImage', () => {
  it('aligns as CDR does', () => {
    const bytes = Buffer.from(encodeImage({ role: 'front', capturedAtMs: 1500.25, jpeg }));
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    expect(bytes.toString('hex')).toBe(
      `0001000001000000${'9035d11d'}06000000${hex('front')}000000` +
        `05000000${hex('jpeg')}00000000050000000ffd8010203`.replace('0ffd8', 'ffd8'),
    );
  });

  it('gives the exact JPEG back, for every length of role', () => {
    for (const role of ['a', 'ab', 'abc', 'abcd', 'overhead', 'wrist_left']) {
      const frame = { role, capturedAtMs: 123_456.789, jpeg };
      expect(decodeImage(encodeImage(frame))).toEqual({ ...frame, jpeg: Buffer.from(jpeg) });
    }
  });
});

describe('decodeImage', () => {
  it('refuses every truncation and never throws anything but storage', () => {
    const whole = encodeImage({ role: 'front', capturedAtMs: 10, jpeg });
    for (let end = 0; end < whole.byteLength; end++)
      expect(() => decodeImage(whole.subarray(0, end))).toThrow(BenchError);
    const rng = createRng(5).fork('image');
    for (let i = 0; i < 2000; i++) {
      const bytes = Uint8Array.from(whole);
      for (let k = 0; k < 3; k++) bytes[rng.below(bytes.byteLength)] = rng.below(256);
      try {
        expect(decodeImage(bytes).jpeg.byteLength).toBeLessThanOrEqual(whole.byteLength);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(BenchError);
      }
    }
  });
});
