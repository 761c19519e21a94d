/**
 * Examines a task's judge on drawn scenes against their geometric truth: real rendering, real JPEG, the judge's own
 * code. Needs no process and no bench; the same seed gives the same result.
 */
import { readFile } from 'node:fs/promises';
import { must } from '../../main/base/lib/assert.ts';
import { createRng, type Rng } from '../../main/base/lib/rng.ts';
import type { CameraModel } from '../../main/base/model/camera.ts';
import type { ObjectPose, SceneDef, Truth } from '../../main/base/model/scene.ts';
import type { Verdict } from '../../main/base/model/trial.ts';
import type { StillLife } from '../../main/bench/devices/sim/exam/stillLife.ts';
import { openWorld } from '../../main/bench/devices/sim/physics/world.ts';
import { cameraModelOf } from '../../main/bench/devices/sim/raster/cameraModelOf.ts';
import { encodeJpeg } from '../../main/bench/devices/sim/raster/cameraWorker.ts';
import { imageSizeOf, pictureInputOf } from '../../main/bench/devices/sim/raster/openSimCameras.ts';
import { createPictureRenderer } from '../../main/bench/devices/sim/raster/pictureRenderer.ts';
import { snapshotStride } from '../../main/bench/devices/sim/snapshot.ts';
import type { CameraFrame, Judged } from '../../main/environment/sdk/program.ts';
import {
  armOnly,
  type DrawnScene,
  drawScene,
  type ExamRule,
  type SceneKind,
} from './judgeScenes.ts';
import { createSimArm } from './simArm.ts';

export interface Examined {
  readonly kind: SceneKind;
  readonly verdict: Verdict;
  readonly truth: Truth;
  readonly pose: ObjectPose | null;
}

export interface ExamTask {
  readonly folder: string;
  readonly scene: SceneDef;
  readonly oracle: (objects: Record<string, ObjectPose>, rule: ExamRule) => Truth;
  readonly judge: (
    judged: Judged,
    start: { cameras: readonly CameraModel[]; success: unknown; config: unknown },
  ) => Promise<Verdict>;
}

interface Manifest {
  readonly success: ExamRule;
  readonly config: unknown;
  readonly clearViewRad: readonly number[];
}

/** Drives the simulated arm to a joint pose and takes its geometry. */
async function armAt(scene: SceneDef, jointsRad: readonly number[]): Promise<StillLife> {
  using world = await openWorld(scene);
  createSimArm(world).moveJoints(jointsRad, 3);
  const poses = new Float64Array(world.geoms.length * snapshotStride);
  world.snapshot(poses);
  return armOnly(world.geoms, poses);
}

/** What each camera of a scene sees, and the models that the bench publishes. */
export async function photograph(
  scene: SceneDef,
  drawn: Pick<DrawnScene, 'still' | 'settings'>,
  rng: Rng,
  atMs: number,
): Promise<{ frames: CameraFrame[]; cameras: CameraModel[] }> {
  const { still, settings } = drawn;
  const size = imageSizeOf(settings);
  const frames: CameraFrame[] = [];
  for (const camera of scene.cameras) {
    const { input, fixedPoses } = pictureInputOf(scene, camera, still.geoms, settings);
    const renderer = createPictureRenderer(input);
    const poses = new Float64Array([...still.poses, ...fixedPoses]);
    const rgb = renderer.render(poses, rng.fork(`noise/${camera.role}`));
    const jpeg = await encodeJpeg(rgb, size.widthPx, size.heightPx);
    frames.push({ role: camera.role, seq: 0, capturedAtMs: atMs, jpeg });
  }
  return { frames, cameras: scene.cameras.map((camera) => cameraModelOf(camera, size)) };
}

/** `each` scenes of every kind. */
export async function examineJudge(
  task: ExamTask,
  kinds: readonly SceneKind[],
  each: number,
  seed: number,
): Promise<Examined[]> {
  const text = await readFile(new URL(`../../${task.folder}/task.json`, import.meta.url), 'utf8');
  const { success, config, clearViewRad } = JSON.parse(text) as Manifest;
  const arm = await armAt(task.scene, clearViewRad);
  const name = must(task.scene.objects[0]).name;
  const observation = {
    atMs: 1000,
    positionRad: clearViewRad,
    velocityRadS: clearViewRad.map(() => 0),
    load: clearViewRad.map(() => 0),
  };
  const results: Examined[] = [];
  for (const kind of kinds) {
    for (let i = 0; i < each; i++) {
      const rng = createRng(seed).fork(`${kind}/${i}`);
      const drawn = drawScene(kind, task.scene, success, arm, rng);
      const { frames, cameras } = await photograph(task.scene, drawn, rng, 1000);
      const judged = { toolClear: true, observation, frames };
      const verdict = await task.judge(judged, { cameras, success, config });
      const truth =
        drawn.truth === null
          ? { success: false, edge: false }
          : task.oracle({ [name]: drawn.truth }, success);
      results.push({ kind, verdict, truth, pose: drawn.truth });
    }
  }
  return results;
}

export interface Confusion {
  readonly n: number;
  readonly truePositive: number;
  readonly falsePositive: number;
  /** Truly solved, judged failure or undecided. */
  readonly falseNegative: number;
  readonly trueNegative: number;
  readonly undecided: number;
}

/** Counts; an undecided verdict is no success. */
export function confusionOf(results: readonly Examined[]): Confusion {
  const count = (judged: boolean, truth: boolean): number =>
    results.filter(
      (each) => (each.verdict.verdict === 'success') === judged && each.truth.success === truth,
    ).length;
  return {
    n: results.length,
    truePositive: count(true, true),
    falsePositive: count(true, false),
    falseNegative: count(false, true),
    trueNegative: count(false, false),
    undecided: results.filter((each) => each.verdict.verdict === 'undecided').length,
  };
}
