/** The port that draws exam scenes: a process of the simulated bench behind it, in `entry/`. */
import type { CameraFrame, CameraModel } from '../../base/model/camera.ts';
import type { ExamScene } from '../../base/model/examScene.ts';
import type { Truth } from '../../base/model/scene.ts';
import type { Observation } from '../../base/wire/program.ts';

/** One scene as cameras and arm show it, `looks` times (sensor noise differs). */
export interface DrawnExamScene {
  readonly looks: readonly (readonly CameraFrame[])[];
  readonly observation: Observation;
  readonly toolClear: boolean;
  /** The oracle's: for the counts alone, never told to a judge. Null: the object is not there. */
  readonly truth: Truth | null;
}

export interface ExamScenes extends AsyncDisposable {
  readonly cameras: readonly CameraModel[];
  /** @throws BenchError `bad-input` for objects, cameras or shapes that the scene does not know. */
  draw(scene: ExamScene, looks: number, seed: number): Promise<DrawnExamScene>;
}

/** @throws BenchError `unavailable` for a task without a scene. */
export type OpenExamScenes = (task: string, templateDir: string) => Promise<ExamScenes>;
