/** What the gallery's watch found, at peace and after somebody was at the bench; and a map of where a judge looks. */
import { must } from '../../main/base/lib/assert.ts';
import type { DriftView, JudgeHeat } from '../../main/base/model/judge.ts';

const wallTime = '2026-01-14T13:46:05.000Z';

export const galleryDrift: DriftView = {
  judge: 'judge-0004',
  wallTime,
  cameras: [
    { role: 'overhead', state: 'as-learnt', shiftPx: 0.3, gain: 1.01, words: 'As it learnt.' },
    { role: 'front', state: 'as-learnt', shiftPx: 0.4, gain: 0.98, words: 'As it learnt.' },
  ],
  canaries: { n: 12, same: 12 },
};

export const galleryMoved: DriftView = {
  ...galleryDrift,
  cameras: [
    {
      role: 'overhead',
      state: 'light',
      shiftPx: 0.4,
      gain: 0.62,
      words: 'Overhead is darker: 62 % of what it learnt. Switch the lamp on.',
    },
    {
      role: 'front',
      state: 'moved',
      shiftPx: 6.8,
      gain: 0.97,
      words: 'Front has moved by 6.8 px. Put it back, or calibrate and write a new judge.',
    },
  ],
  canaries: { n: 12, same: 9 },
};

/** Bright in the middle, where the T is drawn. */
export function galleryHeat(role: string, atMs: number): JudgeHeat {
  const [rows, cols] = [9, 12];
  const centre = role === 'overhead' ? [4, 5.5] : [5, 5];
  const drop = Array.from({ length: rows * cols }, (_, at) => {
    const away = Math.hypot(Math.floor(at / cols) - must(centre[0]), (at % cols) - must(centre[1]));
    return Math.max(0, 0.5 - 0.16 * away);
  });
  return { role, atMs, rows, cols, drop };
}
