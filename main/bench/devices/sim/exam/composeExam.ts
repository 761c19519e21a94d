/**
 * From a written scene to what has to be drawn: where everything stands, the paint, the light, where the cameras really
 * are. Whatever the bench does not know (objects, cameras, shapes, colours) is refused by its name.
 */
import type { Rng } from '../../../../base/lib/rng.ts';
import type { CameraModel } from '../../../../base/model/camera.ts';
import { BenchError } from '../../../../base/model/errors.ts';
import type { ExamScene } from '../../../../base/model/examScene.ts';
import type { Decal, ObjectPose, PlanarPose, Rgb, SceneDef } from '../../../../base/model/scene.ts';
import type { ExamTricks } from '../../../../base/wire/exam.ts';
import { cameraModelOf, type ImageSize } from '../raster/cameraModelOf.ts';
import { coverObject } from './coverObject.ts';
import { examThing } from './examThings.ts';
import { joinStills, placeObject, type StillLife } from './stillLife.ts';
import { turnCamera } from './turnCamera.ts';

export const examImage: ImageSize = { widthPx: 320, heightPx: 240 };

export interface ComposedExam {
  /** The same things at one or more moments of one exposure. */
  readonly moments: readonly StillLife[];
  readonly decals: readonly Decal[];
  readonly light: number;
  /** Factors on red, green and blue. */
  readonly cast: Rgb;
  /** Where the cameras really stand, in the order of the scene. */
  readonly cameras: readonly CameraModel[];
  readonly objects: Readonly<Record<string, ObjectPose>>;
}

const bad = (words: string, hint?: string): BenchError =>
  new BenchError('bad-input', words, hint === undefined ? {} : { hint });

/** Objects by the scene's own names; `t` is the first one's for whoever writes scenes by hand. */
export function objectsOf(scene: SceneDef, written: ExamScene): Record<string, ObjectPose> {
  const names = scene.objects.map(({ name }) => name);
  return Object.fromEntries(
    Object.entries(written.objects).map(([word, pose]) => {
      const name = names.includes(word) || word !== 't' ? word : (names[0] ?? word);
      if (!names.includes(name)) {
        throw bad(`there is no object ${JSON.stringify(word)}`, `There is ${names.join(', ')}.`);
      }
      return [name, { ...pose, zM: 0, tiltRad: 0 }];
    }),
  );
}

/**
 * Factors, 1 is none; three numbers within ±0.35 are what is added to 1, and numbers over 4 are of 255.
 */
export function castOf(castRgb: readonly [number, number, number] | undefined): Rgb {
  if (castRgb === undefined) return [1, 1, 1];
  const most = Math.max(...castRgb.map(Math.abs));
  const factor = (value: number): number =>
    most <= 0.35 ? 1 + value : most > 4 ? value / 255 : value;
  const cast = castRgb.map(factor) as unknown as Rgb;
  if (cast.every((value) => value >= 0)) return cast;
  throw bad(`the light's castRgb [${castRgb}] takes light away below none`);
}

const mostShiftM = 0.2;

function camerasOf(scene: SceneDef, written: ExamScene, tricks: ExamTricks): CameraModel[] {
  const roles = scene.cameras.map(({ role }) => role);
  for (const [role, shiftM] of Object.entries(written.cameraShiftM ?? {})) {
    if (!roles.includes(role)) {
      throw bad(`there is no camera ${JSON.stringify(role)}`, `There is ${roles.join(', ')}.`);
    }
    if (!shiftM.every((value) => Math.abs(value) <= mostShiftM)) {
      throw bad(`camera ${role} is shifted by more than ${mostShiftM} m`);
    }
  }
  return scene.cameras.map((camera) =>
    turnCamera(
      cameraModelOf(camera, examImage, written.cameraShiftM?.[camera.role]),
      tricks.cameraTurnRad?.[camera.role] ?? [0, 0, 0],
    ),
  );
}

/** Enough that steps of a millimetre or two melt into one smear. */
const exposureMoments = 6;

function between(a: PlanarPose, b: PlanarPose, share: number): PlanarPose {
  const turn = b.yawRad - a.yawRad;
  const wrapped = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  return {
    xM: a.xM + share * (b.xM - a.xM),
    yM: a.yM + share * (b.yM - a.yM),
    yawRad: a.yawRad + share * wrapped,
  };
}

/** @throws BenchError `bad-input` for whatever is not known. `arm`: the arm where it stands. */
export function composeExam(
  scene: SceneDef,
  written: ExamScene,
  tricks: ExamTricks,
  arm: StillLife,
  rng: Rng,
): ComposedExam {
  const objects = objectsOf(scene, written);
  const [first] = scene.objects;
  if (first === undefined) throw bad('the scene of this task has no object');
  const things = (written.distractors ?? []).map((each, i) => examThing(each, i, first));
  const cameras = camerasOf(scene, written, tricks);
  const fixed = [arm, ...things.flatMap(({ stills }) => stills)];
  const main = objects[first.name];
  if (tricks.cover !== undefined && main !== undefined) {
    const grey: Rgb = [0.5, 0.5, 0.52];
    const rgb = tricks.cover.rgb === 'grey' ? grey : (arm.geoms[0]?.rgb ?? grey);
    const as = scene.cameras.map((camera) => cameraModelOf(camera, examImage));
    fixed.push(coverObject(first, main, as, { ...tricks.cover, rgb }, rng.fork('cover')));
  }
  const placed = (of: Readonly<Record<string, PlanarPose>>): StillLife =>
    joinStills(
      ...fixed,
      ...scene.objects.flatMap((object) => {
        const pose = of[object.name];
        return pose === undefined ? [] : [placeObject(object, pose)];
      }),
    );
  const { cameFrom } = tricks;
  const moments =
    cameFrom === undefined || main === undefined
      ? [placed(objects)]
      : Array.from({ length: exposureMoments }, (_, i) =>
          placed({
            ...objects,
            [first.name]: between(cameFrom, main, i / (exposureMoments - 1)),
          }),
        );
  return {
    ...{ moments, cameras, objects },
    decals: things.flatMap(({ prints }) => prints),
    light: written.light?.gain ?? 1,
    cast: castOf(written.light?.castRgb),
  };
}
