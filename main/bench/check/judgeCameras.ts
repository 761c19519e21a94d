/**
 * What a few seconds of pictures say of the cameras: rate, age, light, sharpness, and whether the same picture comes
 * twice. Pure: somebody else listened and measured.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import type { CheckView } from '../../base/model/phaseOne.ts';
import type { Alert } from '../../base/model/view.ts';
import { type Finding, fixed, lineOf, percent } from './finding.ts';

export interface CameraHeard {
  readonly model: CameraModel;
  /** A calibration is stored and fits, or the simulator knows it. */
  readonly isCalibrated: boolean;
  /** What its device says where it gives nothing; empty otherwise. */
  readonly words: string;
  readonly targetHz: number;
  readonly frames: number;
  readonly rateHz: number;
  readonly ageMs: number;
  /** Pictures that were the same bytes as the one before, and the longest run of them. */
  readonly repeats: number;
  readonly longestRepeat: number;
  /** Null where there was no picture to measure. */
  readonly picture: CheckView['pictures'][string] | null;
}

const slowShare = 0.7;
const oldMs = 300;
/** Mean brightness, and the share of pixels that are black or white to the end. */
const dark = 0.12;
const bright = 0.88;
const burnt = 0.2;
/** Of `sharpness` (see `measurePicture`). */
const blurred = 0.2;
const frozenRun = 4;
const manyRepeats = 0.1;

function lightProblem(picture: CheckView['pictures'][string]): readonly [string, string] | null {
  const { exposure, clipped, sharpness } = picture;
  if (exposure < dark) return ['It is too dark.', 'Switch a light on, or open its exposure.'];
  if (exposure > bright) return ['It is too bright.', 'Dim the light, or close its exposure.'];
  if (clipped > burnt)
    return [
      `${percent(clipped)} of its pixels are black or white to the end.`,
      'Close its exposure, or take the glare away.',
    ];
  if (sharpness < blurred) return ['It is blurred.', 'Clean and focus its lens.'];
  return null;
}

function judgeCamera(camera: CameraHeard, alerts: readonly Alert[]): Finding {
  const { model, rateHz, targetHz, ageMs, picture } = camera;
  const { role } = model;
  const line = lineOf(`cameras/${role}`);
  const alert = alerts.find(({ key }) => key === `camera/${role}`);
  const value = `${fixed(rateHz, 1)} Hz, ${fixed(ageMs, 0)} ms`;
  if (picture === null)
    return line.fail({
      value: 'no picture',
      detail: alert?.message ?? (camera.words || 'It gave no picture while we listened.'),
      remedy:
        alert?.todo ?? 'Check its cable, and that its device is the one chosen for this role.',
    });
  if (camera.longestRepeat >= frozenRun)
    return line.fail({
      value,
      detail: `It sent the same picture ${camera.longestRepeat + 1} times in a row.`,
      remedy: 'Unplug it and plug it in again.',
    });
  if (rateHz < slowShare * targetHz)
    return line.fail({
      value,
      detail: `It should give ${fixed(targetHz, 0)} pictures a second.`,
      remedy: 'Give it a USB port of its own and more light: in the dark a camera slows down.',
    });
  if (ageMs > oldMs)
    return line.fail({
      value,
      detail: `Its pictures are older than ${oldMs} ms when they come.`,
      remedy: 'Give it a USB port of its own, or end what keeps this machine busy.',
    });
  const { exposure, clipped, sharpness } = picture;
  const light = `brightness ${fixed(exposure, 2)}, clipped ${percent(clipped)}`;
  const seen = `${model.widthPx} × ${model.heightPx}, ${light}, sharpness ${fixed(sharpness, 2)}`;
  const problem = lightProblem(picture);
  if (problem !== null)
    return line.needsYou({ value, detail: `${problem[0]} ${seen}.`, remedy: problem[1] });
  if (!camera.isCalibrated)
    return line.needsYou({
      value,
      detail: `Not calibrated: where it stands is a guess. ${seen}.`,
      remedy: 'Calibrate it with the board.',
    });
  return line.pass({ value, detail: `${seen}.` });
}

function judgeRepeats(cameras: readonly CameraHeard[]): Finding {
  const line = lineOf('repeats');
  const frames = cameras.reduce((sum, camera) => sum + camera.frames, 0);
  const repeats = cameras.reduce((sum, camera) => sum + camera.repeats, 0);
  const value = `${repeats} of ${frames}`;
  const remedy = 'Unplug that camera and plug it in again; lower its rate if it comes back.';
  if (frames === 0)
    return line.fail({ value, detail: 'No camera gave a picture.', remedy: 'See the cameras.' });
  const worst = cameras.reduce((a, b) => (b.repeats > a.repeats ? b : a));
  const { role } = worst.model;
  if (worst.longestRepeat >= frozenRun)
    return line.fail({ value, detail: `The ${role} camera is frozen.`, remedy });
  if (worst.repeats > manyRepeats * worst.frames)
    return line.needsYou({ value, detail: `The ${role} camera repeats its pictures.`, remedy });
  return line.pass({ value, detail: 'Each picture was compared with the one before it.' });
}

export function judgeCameras(
  cameras: readonly CameraHeard[],
  alerts: readonly Alert[],
): readonly Finding[] {
  return [...cameras.map((camera) => judgeCamera(camera, alerts)), judgeRepeats(cameras)];
}
