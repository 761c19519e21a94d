/** The envelope as typed: there and back without loss, and every wrong text said in words instead of saved. */
import { describe, expect, it } from 'vitest';
import { jointRangesRad } from '../../../main/base/arm/so101.ts';
import { jointNames } from '../../../main/base/model/arm.ts';
import { type EnvelopeText, envelopeText, readEnvelope } from './envelopeText.ts';

const envelope = {
  workspaceM: {
    x: { min: 0.08, max: 0.33 },
    y: { min: -0.17, max: 0.17 },
    z: { min: 0, max: 0.17 },
  },
  floorM: 0.002,
  jointsRad: jointNames.map((name) => ({
    min: jointRangesRad[name][0],
    max: jointRangesRad[name][1],
  })),
};
const text = envelopeText(envelope);

function saved(change: Partial<EnvelopeText> = {}) {
  const read = readEnvelope({ ...text, ...change });
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('an envelope', () => {
  it('comes back as it was shown, and never beyond what the joints can do', () => {
    const back = saved();
    expect(back.workspaceM).toEqual(envelope.workspaceM);
    expect(back.floorM).toBeCloseTo(0.002, 6);
    back.jointsRad.forEach(({ min, max }, joint) => {
      const own = envelope.jointsRad[joint];
      expect(min).toBeGreaterThanOrEqual(own?.min ?? 0);
      expect(max).toBeLessThanOrEqual(own?.max ?? 0);
      expect(min).toBeCloseTo(own?.min ?? 0, 2);
    });
  });

  it.each([
    [{ boxMm: { ...text.boxMm, x: { min: '', max: '330' } } }, /^Away from: /],
    [{ boxMm: { ...text.boxMm, y: { min: '100', max: '-100' } } }, /^Left: .*less than/],
    [{ boxMm: { ...text.boxMm, z: { min: '0', max: '1e3' } } }, /^Up to: Not a number/],
    [{ floorMm: 'table' }, /^Floor: Not a number/],
    [
      { jointsDeg: [{ min: '-400', max: '0' }, ...text.jointsDeg.slice(1)] },
      /^Shoulder pan from: Too small/,
    ],
  ] satisfies [Partial<EnvelopeText>, RegExp][])('is not read from %o', (change, words) => {
    expect(readEnvelope({ ...text, ...change })).toMatch(words);
  });
});
