/**
 * Scenes to examine a judge with, as a person would write them: half of them successes, none within the guard of a bound;
 * changing light, things that lie about, and among the failures also prints, an arm in view and knocked cameras.
 */
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { ExamScene } from '../../base/model/examScene.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { anyWay, dressLight, dressThings } from './examDress.ts';
import {
  type ExamRule,
  elsewherePose,
  flippedPose,
  hasDirection,
  insidePose,
  nearMissPose,
} from './examPoses.ts';

export interface ExamSubject {
  readonly rule: ExamRule;
  readonly roles: readonly string[];
}

/** Far enough from the goal that nothing touches or hides the object there. */
const apartM = 0.1;

function missPose(rule: ExamRule, rng: Rng): PlanarPose {
  const draw = rng.uniform();
  if (draw < 0.6) return nearMissPose(rule, rng);
  if (draw < 0.7 && hasDirection(rule)) return flippedPose(rule, rng);
  return elsewherePose(rule, rng);
}

function oddityOf({ rule, roles }: ExamSubject, rng: Rng): Partial<ExamScene> {
  const draw = rng.uniform();
  if (draw < 0.1) return { arm: 'over' };
  if (draw < 0.2) {
    const { xM, yM, yawRad } = rule.goal;
    return { distractors: [{ shape: 'tee', color: 'same', xM, yM, yawRad }] };
  }
  if (draw >= 0.3) return {};
  const role = roles[rng.below(roles.length)] ?? '';
  return { cameraShiftM: { [role]: anyWay(rng.between(0, 0.005), rng) } };
}

export function planExam(subject: ExamSubject, count: number, seed: number): ExamScene[] {
  const { rule } = subject;
  return Array.from({ length: count }, (_, i): ExamScene => {
    const rng = createRng(seed).fork(`exam-scene/${i}`);
    const solved = i % 2 === 0;
    const pose = solved ? insidePose(rule, rng) : missPose(rule, rng);
    const litter = rng.uniform() < 0.5 ? rng.below(4) : 0;
    return {
      id: `s${String(i + 1).padStart(4, '0')}`,
      objects: { t: pose },
      arm: 'clear',
      ...(rng.uniform() < 0.6 ? { light: dressLight(rng) } : {}),
      ...(litter > 0
        ? { distractors: dressThings(rule, rng, { count: litter, leastM: apartM }) }
        : {}),
      ...(solved ? {} : oddityOf(subject, rng)),
    };
  });
}
