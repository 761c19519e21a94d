/**
 * Which skills of the SDK fit a thing, with the first figures of each worked out from the dimensions of the thing and of
 * the gripper; and why the others do not. The check is written here, once, from the task alone: it is never tuned. Pure.
 */
import { jawRadAround } from '../../base/arm/jawRadAround.ts';
import { gripperShape, so101 } from '../../base/arm/so101.ts';
import type { SkippedSkill } from '../../base/model/resetAuthor.ts';
import type { ResetFile, ResetSkill, SkillNumbers } from '../../base/model/resetFile.ts';
import { asksTurn } from '../../environment/reset/spreadOf.ts';
import type { ThingFacts } from './thingFacts.ts';

export interface SkillPlan {
  /** The most promising first. */
  readonly candidates: readonly ResetFile[];
  readonly skipped: readonly SkippedSkill[];
}

/** What is left between two things that must not touch. */
const clearanceM = 0.005;
/** The pad must hold at least this much of the knob's height. */
const leastHoldM = 0.004;
/** Open jaws and their tip over the knob. */
const overM = 0.02;
/** How far two honest looks differ at most. */
const lookM = 0.003;

type Fitting = SkillNumbers | string;

const round = (value: number, digits = 4): number => Number(value.toFixed(digits));

function gripOf({ knob, heightM, limits }: ThingFacts) {
  if (knob === null) return 'it has no knob to take it by';
  const lowestM = heightM + clearanceM;
  // Above the tip the pad begins only after some length: higher than this it would close over the knob's top.
  const highestM = knob.topM - gripperShape.padAboveTipM - leastHoldM;
  if (lowestM > highestM) return 'its knob is too short for the pad of the jaw';
  const heldRad = jawRadAround(knob.sideM);
  const looseM = lookM + 0.001;
  const openRad = jawRadAround(Math.SQRT2 * knob.sideM + 4 * looseM);
  if (heldRad === null || openRad === null) return 'its knob is too thick for the jaws';
  const { gripperRad } = limits;
  if (gripperRad !== null && gripperRad.max < openRad)
    return 'a reset of this task may not open the jaws so far';
  return {
    ...{ gripHeightM: round(lowestM), hoverM: round(knob.topM + overM), looseM: round(looseM) },
    ...{ openRad: round(openRad, 3), squeezeRad: 0.06, leastLoad: 0.1 },
    heldRad: { min: round(0.6 * heldRad, 3), max: round(heldRad + 0.12, 3) },
  };
}

function carryOf(thing: ThingFacts): Fitting {
  const grip = gripOf(thing);
  if (typeof grip === 'string') return grip;
  // High enough to pass over another one of itself.
  const carryM = round(grip.gripHeightM + thing.heightM + 2 * clearanceM);
  if (carryM > thing.limits.z.max) return 'a reset of this task may not lift it so high';
  return { kind: 'carry', ...grip, carryM };
}

function slideOf(thing: ThingFacts): Fitting {
  const grip = gripOf(thing);
  return typeof grip === 'string' ? grip : { kind: 'slide', ...grip };
}

function pushOf({
  round: isRound,
  radiusM,
  heightM,
  knob,
  tolerance,
  limits,
}: ThingFacts): Fitting {
  if (asksTurn(tolerance.yawRad))
    return 'pushed through its middle it keeps its turn, and a start asks for one';
  if (!isRound) return 'it is not round: where it is touched would have to be known';
  // The closed moving jaw ends higher than the tip: over the thing, with the tip at its side.
  const pushHeightM = Math.max(
    limits.z.min + 0.002,
    heightM - so101.movingJawShortM + 0.002,
    0.3 * heightM,
  );
  if (pushHeightM > 0.8 * heightM) return 'it is too flat to be pushed by the tip';
  return {
    kind: 'push',
    hoverM: round((knob?.topM ?? heightM) + overM),
    pushHeightM: round(pushHeightM),
    contactM: round(radiusM + so101.noseRadiusM),
    runUpM: 0.016,
    pushMs: 0.08,
  };
}

const skills: readonly (readonly [ResetSkill, (thing: ThingFacts) => Fitting])[] = [
  ['carry', carryOf],
  ['slide', slideOf],
  ['push', pushOf],
];

const says: Readonly<Record<ResetSkill, string>> = {
  carry: 'takes it by its knob, lifts it, makes sure that it hangs, carries it and puts it down',
  slide: 'takes it by its knob and draws it over the table',
  push: 'pushes it through its middle with the closed jaws',
};

function checkOf({ starts, tolerance, radiusM, solved }: ThingFacts): ResetFile['check'] {
  const { x, y } = starts;
  const isTurned = asksTurn(tolerance.yawRad);
  return {
    positionM: tolerance.positionM,
    yawRad: tolerance.yawRad,
    agreeM: lookM,
    agreeRad: isTurned ? 0.05 : Math.PI,
    box: {
      xM: { min: round(x.min), max: round(x.max) },
      yM: { min: round(y.min), max: round(y.max) },
    },
    ...{ movedM: 0.002, movedRad: isTurned ? 0.03 : Math.PI },
    ...{ restMs: 200, slowRadS: 0.05, solved },
    // No part of the open jaws reaches further from the tip.
    clearM: round(radiusM + gripperShape.pivotOffsetM + gripperShape.jawThicknessM + clearanceM),
  };
}

/** Finer than the check asks, and fine enough that starts of a narrow box are told apart. */
function aimOf({ tolerance, starts }: ThingFacts): ResetFile['aim'] {
  const { x, y } = starts;
  const narrowM = Math.min(x.max - x.min, y.max - y.min);
  const positionM = Math.min(0.7 * tolerance.positionM, Math.max(0.002, narrowM / 4));
  const yawRad = asksTurn(tolerance.yawRad) ? 0.7 * tolerance.yawRad : Math.PI;
  return { positionM: round(positionM), yawRad: Math.min(Math.PI, round(yawRad)) };
}

function fileOf(thing: ThingFacts, skill: SkillNumbers): ResetFile {
  const { clearViewRad, limits } = thing;
  return {
    version: 1,
    task: thing.task,
    words: `Looks, ${says[skill.kind]}, and looks again.`,
    object: thing.object,
    look: {
      ...{ poseRad: [...clearViewRad], looks: 3, agreeM: lookM },
      agreeRad: asksTurn(thing.tolerance.yawRad) ? 0.05 : Math.PI,
    },
    skill,
    motion: {
      // Half of what the servos do, unloaded: the bench tells how much faster it may be.
      ...{ jointRadS: 2.2, jointRadS2: 10, tipMs: 0.2, tipMs2: 0.9, lowerMs: 0.15 },
      maxTiltRad: round(Math.max(0, Math.min(0.55, (limits.maxTiltRad ?? 0.6) - 0.05)), 3),
    },
    aim: aimOf(thing),
    tries: 3,
    check: checkOf(thing),
  };
}

export function planSkills(thing: ThingFacts): SkillPlan {
  const candidates: ResetFile[] = [];
  const skipped: SkippedSkill[] = [];
  for (const [skill, plan] of skills) {
    const fitting = plan(thing);
    if (typeof fitting === 'string') skipped.push({ skill, why: fitting });
    else candidates.push(fileOf(thing, fitting));
  }
  return { candidates, skipped };
}
