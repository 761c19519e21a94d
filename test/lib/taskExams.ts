/** Which task is examined with which scenes, judge and oracle. */
import { judgeTee } from '../../tasks/push-t/judge/judgeTee.ts';
import { oracle as teeOracle } from '../../tasks/push-t/scene/oracle.ts';
import { scene as teeScene } from '../../tasks/push-t/scene/scene.ts';
import { judgePuck } from '../../tasks/touch/judge/judgePuck.ts';
import { oracle as puckOracle } from '../../tasks/touch/scene/oracle.ts';
import { scene as puckScene } from '../../tasks/touch/scene/scene.ts';
import type { ExamTask } from './judgeExam.ts';
import { type SceneKind, sceneKinds } from './judgeScenes.ts';

export interface Exam extends ExamTask {
  readonly kinds: readonly SceneKind[];
}

export const pushTeeExam: Exam = {
  folder: 'tasks/push-t',
  scene: teeScene,
  oracle: teeOracle,
  judge: judgeTee,
  kinds: sceneKinds,
};

/** A puck has no direction, and its oracle asks for its place alone: kinds that turn, tilt or lift do not apply. */
export const touchExam: Exam = {
  folder: 'tasks/touch',
  scene: puckScene,
  oracle: puckOracle,
  judge: judgePuck,
  kinds: [
    'start',
    'inside',
    'around',
    'near-miss',
    'missing',
    'second-one',
    'covered',
    'littered',
    'shifted-camera',
  ],
};
