/**
 * Judges by the arm alone: a bound on the height of its tip, on its gripper or on a load, where one of them tells successes
 * from failures. Most tasks have none, and then it says so. Every camera gets the same answer: the arm is one witness.
 */
import {
  type ArmMeasure,
  type ArmStump,
  armMeasures,
  measureArm,
  scoreStump,
} from '../sdk/armState.ts';
import type { ViewScore } from '../sdk/authoredJudge.ts';
import type { Example, Family, Fitted, Moment } from './family.ts';

const leastClips = 6;
/** Of each kind, so many clips must lie on their side. */
const leastShare = 0.9;

interface Measured {
  readonly positive: boolean;
  readonly values: Readonly<Record<ArmMeasure, number>>;
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** One row a clip: the middle over its moments; null for films. */
function measured({ positive, moments }: Example): Measured | null {
  const rows = moments.flatMap(({ arm }) => (arm === null ? [] : [measureArm(arm)]));
  if (rows.length === 0) return null;
  const values = Object.fromEntries(
    armMeasures.map((name) => [name, middle(rows.map((row) => row[name]))]),
  ) as Record<ArmMeasure, number>;
  return { positive, values };
}

interface Cut {
  readonly stump: ArmStump;
  /** The smaller of both classes' shares that lie right. */
  readonly right: number;
}

/** The best bound on one measure: halfway between neighbours that belong to different classes. */
function cutOf(rows: readonly Measured[], measure: ArmMeasure): Cut | null {
  const order = [...rows].sort((a, b) => a.values[measure] - b.values[measure]);
  const all = order.filter(({ positive }) => positive).length;
  const others = order.length - all;
  let below = 0;
  let best: Cut | null = null;
  for (let k = 0; k + 1 < order.length; k++) {
    const here = order[k] as Measured;
    const next = order[k + 1] as Measured;
    if (here.positive) below++;
    const low = here.values[measure];
    const high = next.values[measure];
    if (high - low < 1e-6) continue;
    const beneath = { positive: below / all, negative: (k + 1 - below) / others };
    for (const side of ['above', 'below'] as const) {
      const right =
        side === 'below'
          ? Math.min(beneath.positive, 1 - beneath.negative)
          : Math.min(1 - beneath.positive, beneath.negative);
      if (best !== null && right <= best.right) continue;
      const values = order.map(({ values: row }) => row[measure]);
      const width = Math.max(1e-3, ((values.at(-1) as number) - (values[0] as number)) / 4);
      best = { right, stump: { measure, at: (low + high) / 2, side, width } };
    }
  }
  return best;
}

const said: Readonly<Record<ArmMeasure, string>> = {
  heightM: 'the tip’s height (m)',
  gripperRad: 'the gripper’s angle (rad)',
  gripLoad: 'the gripper’s load',
  mostLoad: 'the largest load of a joint',
};

function fittedOf(stump: ArmStump, roles: readonly string[]): Fitted {
  const scoreOf = ({ arm }: Moment): ViewScore =>
    arm === null
      ? { score: 0, seen: false, flags: ['no-arm'] }
      : { score: scoreStump(stump, arm), seen: true, flags: [] };
  return {
    words: `Success is ${said[stump.measure]} ${stump.side} ${stump.at.toPrecision(3)}.`,
    score: async (moment) => ({
      cameras: Object.fromEntries(roles.map((role) => [role, scoreOf(moment)])),
      doubts: [],
    }),
    files: async () => ({ files: {}, config: { stump, roles } }),
  };
}

export const armFamily: Family = {
  id: 'arm',
  words: 'the arm’s height, gripper and loads',
  async fit(examples, { roles }) {
    const rows = examples.flatMap((example) => measured(example) ?? []);
    const good = rows.filter(({ positive }) => positive).length;
    if (rows.length === 0) return { why: 'no arm is known: the clips are films' };
    if (good < leastClips || rows.length - good < leastClips)
      return { why: `fewer than ${leastClips} clips of each kind have an arm` };
    const cuts = armMeasures
      .flatMap((measure) => cutOf(rows, measure) ?? [])
      .sort((a, b) => b.right - a.right);
    const [best] = cuts;
    if (best === undefined || best.right < leastShare) {
      const share = Math.round(100 * (best?.right ?? 0));
      return {
        why: `nothing of the arm tells the kinds apart (the best bound is right in ${share} %)`,
      };
    }
    return { fitted: fittedOf(best.stump, roles) };
  },
};
