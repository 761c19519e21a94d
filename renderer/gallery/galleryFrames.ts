/** Recorded pictures for the gallery, drawn when they are asked for: the T comes nearer to its outline over the clip. */
import { must } from '../../main/base/lib/assert.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import type { ClipDeck } from '../actions/clipDeck.ts';
import type { FrameIndex } from '../store/clipSpan.ts';
import { placeholderPicture } from './placeholderPicture.ts';
import { cameraModels, galleryJoints } from './plainData.ts';

const framesPerClip = 778;
const periodMs = 1000 / 30;

const galleryIndex: FrameIndex = Object.fromEntries(
  cameraModels.slice(0, 2).map(({ role }) => {
    const places = Array.from({ length: framesPerClip }, (_, n) => n);
    return [role, { seq: places, atMs: places.map((n) => n * periodMs) }];
  }),
);

/** Recordings differ in where the T lies, not in what the arm does. */
function teeOf(recordingId: string, n: number): PlanarPose {
  const kind = Number(recordingId.replaceAll(/\D/g, '')) % 5;
  const left = 1 - n / framesPerClip;
  return {
    xM: 0.2 + left * 0.03 * (kind - 1) + 0.004,
    yM: (left + 0.1) * 0.05 * (kind - 2),
    yawRad: left * (kind - 2) * 0.8 + 0.06,
  };
}

function draw(recordingId: string, role: string, n: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const model = must(cameraModels.find((entry) => entry.role === role));
  const joints = [0.5 - n / 900, ...galleryJoints.slice(1)];
  placeholderPicture(canvas, model, joints, teeOf(recordingId, n));
  return canvas;
}

const drawn = new Map<string, string>();

export const galleryClipDeck: ClipDeck = {
  loadFrameIndex: () => Promise.resolve(galleryIndex),
  loadFrame: (recordingId, role, n) =>
    new Promise((resolve) =>
      draw(recordingId, role, n).toBlob((blob) => resolve(must(blob)), 'image/jpeg'),
    ),
  thumbUrl: ({ recordingId }, role) => {
    const known = drawn.get(recordingId);
    if (known !== undefined) return known;
    const url = draw(recordingId, role, framesPerClip - 1).toDataURL('image/jpeg');
    drawn.set(recordingId, url);
    return url;
  },
};
