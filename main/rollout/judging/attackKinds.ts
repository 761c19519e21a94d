/**
 * Every way in which a judge is attacked: what is done and how much, in words, and the scenes of it from a stream. Half of
 * the scenes are successes where the kind leaves the truth to the object's place. Pure; the oracle has the last word.
 */
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { AttackKindName, ExamScene } from '../../base/model/examScene.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { ExamTricks } from '../../base/wire/exam.ts';
import { anyWay, dressLight, dressThings } from './examDress.ts';
import { elsewherePose, flippedPose, hasDirection, insidePose, nearMissPose } from './examPoses.ts';
import type { ExamDraw } from './examScenes.ts';
import type { ExamSubject } from './planExam.ts';

interface Drawn {
  /** Null: the object is gone. */
  readonly pose: PlanarPose | null;
  readonly more?: Partial<ExamScene>;
  readonly tricks?: ExamTricks;
}

interface Kind {
  readonly words: string;
  readonly draw: (subject: ExamSubject, rng: Rng, i: number) => Drawn;
}

const degree = Math.PI / 180;

/** Every second scene a success. */
const turnabout = ({ rule }: ExamSubject, rng: Rng, i: number): PlanarPose =>
  i % 2 === 0 ? nearMissPose(rule, rng) : insidePose(rule, rng);

/** A failure, near or far in turn. */
const anyMiss = ({ rule }: ExamSubject, rng: Rng, i: number): PlanarPose =>
  i % 2 === 0 ? elsewherePose(rule, rng) : nearMissPose(rule, rng);

const oneOf = (roles: readonly string[], rng: Rng): string => roles[rng.below(roles.length)] ?? '';

const success = ({ rule }: ExamSubject, rng: Rng): ExamScene => ({
  id: 'success',
  objects: { t: insidePose(rule, rng) },
});

function redThings(subject: ExamSubject, rng: Rng, i: number): Drawn {
  const { rule } = subject;
  const { xM, yM, yawRad } = rule.goal;
  const color = 'same';
  const litter = (leastM: number) =>
    dressThings(rule, rng, { count: 1 + rng.below(4), leastM, color });
  if (i % 3 === 0) return { pose: insidePose(rule, rng), more: { distractors: litter(0.1) } };
  if (i % 3 === 1) return { pose: nearMissPose(rule, rng), more: { distractors: litter(0.03) } };
  const sizeM = rng.between(0.02, 0.06);
  const shape = rng.uniform() < 0.5 ? 'box' : 'disc';
  const there = { shape, color, xM, yM, yawRad, sizeM };
  return { pose: elsewherePose(rule, rng), more: { distractors: [there, ...litter(0.06)] } };
}

function movedCamera(subject: ExamSubject, rng: Rng, i: number): Drawn {
  const pose = turnabout(subject, rng, i);
  const role = oneOf(subject.roles, rng);
  return i % 4 < 2
    ? { pose, more: { cameraShiftM: { [role]: anyWay(rng.between(0.0005, 0.005), rng) } } }
    : { pose, tricks: { cameraTurnRad: { [role]: anyWay(rng.between(0.1, 1) * degree, rng) } } };
}

function blurred(subject: ExamSubject, rng: Rng, i: number): Drawn {
  const pose = turnabout(subject, rng, i);
  const way = rng.between(-Math.PI, Math.PI);
  const offM = rng.between(0.003, 0.012);
  const cameFrom = {
    xM: pose.xM + offM * Math.cos(way),
    yM: pose.yM + offM * Math.sin(way),
    yawRad: pose.yawRad + rng.between(-8, 8) * degree,
  };
  return { pose, tricks: { cameFrom } };
}

function swapped(
  subject: ExamSubject,
  rng: Rng,
  i: number,
  swap: Pick<NonNullable<ExamTricks['swap']>, 'how' | 'look'> & { readonly all?: boolean },
): Drawn {
  const { how, look, all = false } = swap;
  const pose = anyMiss(subject, rng, i);
  const roles = all ? subject.roles : [oneOf(subject.roles, rng)];
  return { pose, tricks: { swap: { roles, scene: success(subject, rng), how, look } } };
}

export const attacks: Readonly<Record<AttackKindName, Kind>> = {
  'near-miss': {
    words: 'outside by one guard at least and by 12 mm or 12° at most',
    draw: ({ rule }, rng) => ({ pose: nearMissPose(rule, rng) }),
  },
  flipped: {
    words: 'in its place, turned by 180°',
    draw: ({ rule }, rng) => ({ pose: flippedPose(rule, rng) }),
  },
  hidden: {
    words: 'a block, grey or of the arm’s colour, hides a tenth to a third; half are successes',
    draw: (subject, rng, i) => ({
      pose: turnabout(subject, rng, i),
      tricks: {
        cover: { share: rng.between(0.1, 1 / 3), rgb: rng.uniform() < 0.5 ? 'grey' : 'arm' },
      },
    }),
  },
  'other-red': {
    words: 'one to five things of its colour about; a third each success, near miss, elsewhere',
    draw: redThings,
  },
  printed: {
    words: 'a flat print of it lies at the goal; itself elsewhere or gone',
    draw: ({ rule }, rng, i) => {
      const at = insidePose(rule, rng);
      const pose = i % 2 === 0 ? null : elsewherePose(rule, rng);
      return { pose, more: { distractors: [{ shape: 'tee', color: 'same', ...at }] } };
    },
  },
  light: {
    words: 'light up to 40 % brighter or darker, casts up to 15 %; half are successes',
    draw: (subject, rng, i) => ({
      pose: turnabout(subject, rng, i),
      more: { light: dressLight(rng) },
    }),
  },
  'camera-moved': {
    words: 'one camera moved by up to 5 mm or turned by up to 1°; half are successes',
    draw: movedCamera,
  },
  arm: {
    words: 'the arm stands over it although the view is called clear; half are successes',
    draw: (subject, rng, i) => ({ pose: turnabout(subject, rng, i), more: { arm: 'over' } }),
  },
  blur: {
    words: 'it moves by 3 to 12 mm and up to 8° while the shutter is open; half end as successes',
    draw: blurred,
  },
  frozen: {
    words: 'one camera keeps a picture of a success, stamped as new or as 4 s old',
    draw: (subject, rng, i) =>
      swapped(subject, rng, i, { how: i % 4 < 2 ? 'frozen' : 'frozen-old', look: null }),
  },
  forged: {
    words: 'one camera shows another scene, a success, as fresh pictures',
    draw: (subject, rng, i) => swapped(subject, rng, i, { how: 'live', look: null }),
  },
  'one-frame': {
    words: 'all cameras show a success for a single moment of the dwell',
    draw: (subject, rng, i) =>
      swapped(subject, rng, i, { how: 'live', look: rng.below(2), all: true }),
  },
};

/** `each` scenes; none where a kind has no meaning for the task. */
export function planAttack(
  kind: AttackKindName,
  subject: ExamSubject,
  each: number,
  seed: number,
): ExamDraw[] {
  if (kind === 'flipped' && !hasDirection(subject.rule)) return [];
  return Array.from({ length: each }, (_, i) => {
    const rng = createRng(seed).fork(`attack/${kind}/${i}`);
    const { pose, more = {}, tricks } = attacks[kind].draw(subject, rng, i);
    const objects = pose === null ? {} : { t: pose };
    return { scene: { id: `${kind}-${i + 1}`, objects, ...more }, tricks };
  });
}
