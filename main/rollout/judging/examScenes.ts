/** The port that draws exam scenes: a process of the simulated bench behind it, in `entry/`. */
import type { CameraFrame, CameraModel } from '../../base/model/camera.ts';
import type { ExamScene } from '../../base/model/examScene.ts';
import type { Truth } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { ExamTricks } from '../../base/wire/exam.ts';
import type { Observation } from '../../base/wire/program.ts';

/** One look at a scene: a picture of every camera, and the arm at that moment. */
export interface ExamLook {
  readonly observation: Observation;
  readonly frames: readonly CameraFrame[];
}

/** One scene as cameras and arm show it, a tenth of a second apart; sensor noise differs. */
export interface DrawnExamScene {
  readonly looks: readonly ExamLook[];
  /** What the bench would say. It says so for an arm that stands over the object, too: a judge must see that itself. */
  readonly toolClear: boolean;
  /** The oracle's: for the counts alone, never told to a judge. Null: the object is not there. */
  readonly truth: Truth | null;
}

/** A scene, and what an attack does to it beyond. */
export interface ExamDraw {
  readonly scene: ExamScene;
  readonly tricks?: ExamTricks | undefined;
}

export interface ExamScenes extends AsyncDisposable {
  readonly cameras: readonly CameraModel[];
  /**
   * Looks `from` … `from + count − 1`: the same each time for the same seed and the scene's id.
   * @throws BenchError `bad-input` for objects, cameras, shapes or colours that the scene does not know.
   */
  draw(
    what: ExamDraw,
    looks: { readonly from: number; readonly count: number },
    seed: number,
  ): Promise<DrawnExamScene>;
}

/** @throws BenchError `not-found` or `bad-input` for a task without a scene. `taskDir` has the scene. */
export type OpenExamScenes = (
  task: Pick<TaskManifest, 'success' | 'clearViewRad'>,
  taskDir: string,
) => Promise<ExamScenes>;
