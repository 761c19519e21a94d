/**
 * What a change of a camera's picture is to a judge: as learnt, moved, in other light, or not to be seen; with the bounds,
 * which are in docs/JUDGE.md. Pure.
 */
import type { DriftView } from '../../base/model/judge.ts';
import type { SceneChange } from './compareScene.ts';

export type CameraDrift = DriftView['cameras'][number];

/** A share of the picture's width: one pixel of 320. Frames of a camera that stands differ by 0.3 of that. */
const movedShare = 1 / 320;
/** Brightness and colour: a frame of an unchanged scene differs by 0.001. */
const lightWithin = 0.12;
const castWithin = 0.07;
/** Fewer of the scene's edges, and it is another scene, or something stands before the camera. */
const leastEdges = 0.06;

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What a change of a camera's picture is. Pure. */
export function driftOf(role: string, change: SceneChange | null, widthPx: number): CameraDrift {
  const unseen = (words: string): CameraDrift => ({
    ...{ role, state: 'unseen', shiftPx: 0, gain: 1, words },
  });
  if (change === null) return unseen('Its picture cannot be compared with those of the clips.');
  const { shiftPx, gain, cast, fits } = change;
  if (fits < leastEdges)
    return unseen('Hardly anything of the scene is seen: another scene, or something before it.');
  const facts = {
    role,
    shiftPx: Math.round(shiftPx * 100) / 100,
    gain: Math.round(gain * 1000) / 1000,
  };
  if (shiftPx > movedShare * widthPx)
    return {
      ...facts,
      state: 'moved',
      words: `The fixed scene lies ${shiftPx.toFixed(1)} px away.`,
    };
  if (Math.abs(gain - 1) > lightWithin) {
    const words = `It is ${percent(Math.abs(gain - 1))} ${gain > 1 ? 'brighter' : 'darker'}.`;
    return { ...facts, state: 'light', words };
  }
  if (cast > castWithin)
    return { ...facts, state: 'light', words: `A colour differs by ${percent(cast)}.` };
  return { ...facts, state: 'as-learnt', words: 'As in the clips.' };
}
