/**
 * Draws exam scenes of one task: its scene and its hidden oracle, the arm standing clear or over the object, the cameras'
 * pictures with all tricks. Holds the engine's memory for the arm's geometry alone: nothing here moves.
 */
import { inverseKinematics } from '../../../../base/arm/kinematics.ts';
import { must } from '../../../../base/lib/assert.ts';
import { createRng, type Rng } from '../../../../base/lib/rng.ts';
import type { CameraFrame, CameraModel } from '../../../../base/model/camera.ts';
import type { ExamScene } from '../../../../base/model/examScene.ts';
import type { PlanarPose, Truth } from '../../../../base/model/scene.ts';
import type { ExamSwap, ToExam } from '../../../../base/wire/exam.ts';
import type { Observation } from '../../../../base/wire/program.ts';
import { loadScene, type TaskScene } from '../loadScene.ts';
import { openWorld, type World } from '../physics/world.ts';
import { cameraModelOf } from '../raster/cameraModelOf.ts';
import { snapshotStride } from '../snapshot.ts';
import { type ComposedExam, composeExam, examImage, objectsOf } from './composeExam.ts';
import { exposeExam, lookAt } from './exposeExam.ts';
import type { StillLife } from './stillLife.ts';

export type ExamTask = Pick<
  Extract<ToExam, { type: 'open' }>,
  'taskDir' | 'success' | 'clearViewRad'
>;
export type ExamOrder = Omit<Extract<ToExam, { type: 'draw' }>, 'type' | 'call'>;

export interface ExamDrawing {
  readonly looks: readonly {
    readonly observation: Observation;
    readonly frames: readonly CameraFrame[];
  }[];
  readonly truth: Truth | null;
}

export interface ExamStudio extends Disposable {
  readonly cameras: readonly CameraModel[];
  /** @throws BenchError `bad-input` for whatever the scene does not know. */
  draw(order: ExamOrder): Promise<ExamDrawing>;
}

const startMs = 10_000;
const lookEveryMs = 100;
/** Between an exposure and the moment that is judged. */
const sinceExposureMs = 40;
/** How old the pictures of a camera are that stopped a while ago and says so. */
const frozenForMs = 4000;

/** The visible parts of the arm. */
function armOf(world: World, jointsRad: readonly number[]): StillLife {
  world.poseArm(jointsRad);
  const poses = new Float64Array(world.geoms.length * snapshotStride);
  world.snapshot(poses);
  const own = world.geoms
    .map((geom, at) => ({ geom, at }))
    .filter((e) => e.geom.belongsTo === 'arm');
  const out = new Float64Array(own.length * snapshotStride);
  own.forEach(({ at }, to) => {
    out.set(poses.subarray(at * snapshotStride, (at + 1) * snapshotStride), to * snapshotStride);
  });
  return { geoms: own.map(({ geom }) => geom), poses: out };
}

/** Joints that bring the tip over that place, low enough to stand in every view; of several tries one that reaches. */
function jointsOver(at: PlanarPose, rng: Rng): readonly number[] {
  for (let tries = 0; tries < 20; tries++) {
    const tip = {
      xM: at.xM + rng.between(-0.02, 0.02),
      yM: at.yM + rng.between(-0.02, 0.02),
      zM: rng.between(0.05, 0.1),
    };
    const joints = inverseKinematics(tip, { rollRad: rng.between(-1.5, 1.5) });
    if (joints !== null) return joints;
  }
  return [Math.atan2(at.yM, at.xM), -0.62, 1.3, 0.85, 0, 0];
}

const standing = (scene: TaskScene['scene'], written: ExamScene, goal: PlanarPose): PlanarPose =>
  objectsOf(scene, written)[scene.objects[0]?.name ?? ''] ?? goal;

export async function openExamStudio(task: ExamTask): Promise<ExamStudio> {
  const { scene, truth } = await loadScene(task.taskDir);
  const world = await openWorld(scene);
  const clear = armOf(world, task.clearViewRad);
  const roles = scene.cameras.map(({ role }) => role);

  /** One scene whole: what stands where, and what each camera gets to see of it (drawn when it is asked for). */
  const stage = (written: ExamScene, tricks: ExamOrder['tricks'], seed: number) => {
    const rng = createRng(seed).fork(`exam/${written.id}`);
    const over = written.arm === 'over';
    const joints = over
      ? jointsOver(standing(scene, written, task.success.goal), rng.fork('arm'))
      : task.clearViewRad;
    const arm = over ? armOf(world, joints) : clear;
    const composed = composeExam(scene, written, tricks, arm, rng);
    const exposed = new Map<number, Uint8Array>();
    return {
      ...{ joints, composed, rng },
      see(index: number): Uint8Array {
        const seen = exposed.get(index) ?? exposeExam(scene, composed, index, rng.fork('quiet'));
        exposed.set(index, seen);
        return seen;
      },
    };
  };
  type Stage = ReturnType<typeof stage>;

  const frameOf = async (
    index: number,
    look: number,
    own: Stage,
    swapped: { readonly stage: Stage; readonly swap: ExamSwap } | null,
  ): Promise<CameraFrame> => {
    const role = must(roles[index]);
    const capturedAtMs = startMs + look * lookEveryMs;
    const swap = swapped?.swap;
    const isSwapped =
      swap?.roles.includes(role) === true && (swap.look === null || swap.look === look);
    if (swapped === null || swap === undefined || !isSwapped) {
      const jpeg = await lookAt(own.see(index), own.rng.fork(`noise/${role}/${look}`));
      return { role, seq: look, capturedAtMs, jpeg };
    }
    const { see, rng } = swapped.stage;
    const live = swap.how === 'live';
    const jpeg = await lookAt(see(index), rng.fork(`noise/${role}/${live ? look : 'frozen'}`));
    if (swap.how !== 'frozen-old') return { role, seq: look, capturedAtMs, jpeg };
    return { role, seq: 0, capturedAtMs: startMs - frozenForMs, jpeg };
  };

  const truthOf = ({ objects }: ComposedExam): Truth | null =>
    scene.objects.every(({ name }) => objects[name] !== undefined)
      ? truth(objects, task.success)
      : null;

  return {
    cameras: scene.cameras.map((camera) => cameraModelOf(camera, examImage)),
    async draw({ scene: written, tricks, from, count, seed }) {
      const own = stage(written, tricks, seed);
      const { swap } = tricks;
      const swapped = swap === undefined ? null : { swap, stage: stage(swap.scene, {}, seed) };
      const looks = [];
      for (let look = from; look < from + count; look++) {
        const frames: CameraFrame[] = [];
        for (const index of roles.keys()) frames.push(await frameOf(index, look, own, swapped));
        const zeros = own.joints.map(() => 0);
        const atMs = startMs + look * lookEveryMs + sinceExposureMs;
        const arm = { positionRad: own.joints, velocityRadS: zeros, load: zeros };
        looks.push({ observation: { atMs, ...arm }, frames });
      }
      return { looks, truth: truthOf(own.composed) };
    },
    [Symbol.dispose]: () => world[Symbol.dispose](),
  };
}
