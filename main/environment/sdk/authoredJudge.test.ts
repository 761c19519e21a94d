/** What an authored judge refuses to judge, and how its rule joins cameras and parts. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { joinParts, lookAt, type PartScore, scaledScore, verdictOf } from './authoredJudge.ts';

const whole = { x: 0, y: 0, w: 1, h: 1 };
const size = { widthPx: 64, heightPx: 48 };
const views = { top: { crop: whole, size }, side: { crop: { ...whole, w: 0.5 }, size: null } };
const still = [0, 0, 0, 0, 0, 0];
const observation = { atMs: 5000, positionRad: still, velocityRadS: still, load: still };

async function jpegOf(width: number, height: number, flat = false): Promise<Uint8Array> {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    flat ? 90 : (i * 7) % 251,
  );
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}
const frame = (role: string, jpeg: Uint8Array, capturedAtMs = 5000) => {
  return { role, seq: 1, capturedAtMs, jpeg };
};

describe('lookAt', () => {
  it('takes pictures as they were learnt: shrunk by a whole number, cropped', async () => {
    const frames = [frame('top', await jpegOf(64, 48)), frame('side', await jpegOf(1300, 960))];
    const { pictures, flags } = await lookAt({ frames, observation }, views);
    expect(flags).toEqual([]);
    const { side } = pictures;
    expect([side?.width, side?.height]).toEqual([433, 320]);
    expect(side?.rgb.subarray(3 * 300, 3 * 433).every((level) => level === 0)).toBe(true);
  });

  it.each([
    ['side:no-picture', async () => [frame('top', await jpegOf(64, 48))]],
    [
      'top:old-picture',
      async () => [frame('top', await jpegOf(64, 48), 4400), frame('side', await jpegOf(64, 48))],
    ],
    [
      'top:wrong-picture-size',
      async () => [frame('top', await jpegOf(32, 24)), frame('side', await jpegOf(64, 48))],
    ],
    [
      'top:blank-picture',
      async () => [frame('top', await jpegOf(64, 48, true)), frame('side', await jpegOf(64, 48))],
    ],
    [
      'side:unreadable-picture',
      async () => [
        frame('top', await jpegOf(64, 48)),
        frame('side', (await jpegOf(64, 48)).subarray(0, 300)),
      ],
    ],
  ] as const)('%s is undecided, whatever the parts say', async (flag, framesOf) => {
    const look = await lookAt({ frames: await framesOf(), observation }, views);
    expect(look.flags).toEqual([flag]);
    const sure: PartScore = { cameras: { top: { score: 1, seen: true, flags: [] } }, doubts: [] };
    const rule = { cameras: { top: { threshold: 0.5 } }, fusion: 'seeing' } as const;
    expect(verdictOf(look, [sure], rule)).toMatchObject({
      verdict: 'undecided',
      margin: 0,
      flags: [flag],
    });
  });
});

describe('the rule', () => {
  const part = (top: number, side: number | null, ...doubts: string[]): PartScore => ({
    cameras: {
      top: { score: top, seen: true, flags: [] },
      side: { score: side ?? 0, seen: side !== null, flags: side === null ? ['covered'] : [] },
    },
    doubts,
  });
  const rule = { cameras: { top: { threshold: 0.6 }, side: { threshold: 0.5 } } };
  const clear = { flags: [] };
  const say = (fusion: 'all' | 'seeing', ...parts: PartScore[]) =>
    verdictOf(clear, parts, { ...rule, fusion });

  it('brings each threshold to a half and goes by the worst camera that sees', () => {
    expect([scaledScore(0.6, 0.6), scaledScore(0.3, 0.6), scaledScore(0.8, 0.6)]).toEqual([
      0.5, 0.25, 0.75,
    ]);
    const verdict = say('seeing', part(0.8, 0.7));
    expect(verdict).toMatchObject({
      verdict: 'success',
      perCamera: { top: 'success', side: 'success' },
    });
    expect(verdict.score).toBeCloseTo(0.7);
    expect(verdict.margin).toBeCloseTo(0.4);
    expect(verdict.cameraScores).toEqual({ top: 0.8, side: 0.7 });
    expect(say('seeing', part(0.55, 0.9)).verdict).toBe('failure');
  });

  it('lets a camera that cannot see abstain, or not', () => {
    expect(say('seeing', part(0.9, null))).toMatchObject({
      verdict: 'success',
      flags: ['side:covered'],
    });
    expect(say('all', part(0.9, null)).verdict).toBe('undecided');
    expect(say('all', part(0.1, null)).verdict).toBe('failure');
  });

  it('needs every part, and decides nothing with a doubt', () => {
    expect(say('seeing', part(0.9, 0.9), part(0.9, 0.2)).verdict).toBe('failure');
    const abstains = joinParts([part(0.9, 0.9), part(0.7, null)]).cameras;
    expect(abstains).toMatchObject({ top: { score: 0.7 }, side: { score: 0.9, seen: true } });
    expect(joinParts([part(0.9, null), part(0.9, 0.9)]).cameras.side?.seen).toBe(false);
    const doubted = say('seeing', part(0.9, 0.9, 'views-disagree'));
    expect(doubted).toMatchObject({ verdict: 'undecided', flags: ['views-disagree'] });
  });
});
