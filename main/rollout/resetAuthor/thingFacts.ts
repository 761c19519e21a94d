/**
 * What the author of resets goes by: the thing's dimensions and tolerances as task.json states them, the box of the stated
 * starts, what the arm may do. Nothing of a trial, a seed or an oracle. Pure.
 */
import { z } from 'zod';
import type { Range } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type ResetObject, resetObjects } from '../../base/model/resetFile.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { asksTurn, boxOf } from '../../environment/reset/spreadOf.ts';

export interface ThingFacts {
  readonly task: string;
  readonly object: ResetObject;
  readonly round: boolean;
  readonly heightM: number;
  /** A square upright knob: its side, and its upper face over the table; null: it has none. */
  readonly knob: { readonly sideM: number; readonly topM: number } | null;
  /** From its middle to its farthest corner. */
  readonly radiusM: number;
  /** How far from the wanted start a start may be; a turn of π: none is asked. */
  readonly tolerance: { readonly positionM: number; readonly yawRad: number };
  readonly starts: { readonly x: Range; readonly y: Range };
  /** Starts lie within the task's bounds of the goal, so that solved is beyond them; or the other way round. */
  readonly solved: 'within' | 'beyond';
  readonly limits: TaskManifest['resetLimits'];
  readonly clearViewRad: readonly number[];
}

const metres = z.number().positive().max(1);
const thingSchema = z.looseObject({
  heightM: metres,
  knobSideM: metres.optional(),
  knobTopM: metres.optional(),
});
const offsetSchema = z.looseObject({ positionM: metres, yawRad: z.number().positive() });

const hint =
  'The built-in author knows a T (config.tee) and a puck (config.puck), with how far off a start may be ' +
  '(config.startTolerance or startWithinM). Write the reset yourself, or let an agent: docs/RESET.md.';

function refuse(words: string): never {
  throw new BenchError('refused', words, { hint });
}

/** From the middle to the farthest corner of what the task draws. */
function radiusOf({ shape = [] }: TaskManifest): number {
  const corners = shape.map((part) => {
    const [x, y] = part.atM;
    const reach = part.kind === 'box' ? Math.hypot(part.halfM[0], part.halfM[1]) : part.radiusM;
    return Math.hypot(x, y) + reach;
  });
  return Math.max(0.01, ...corners);
}

function toleranceOf({ config, success }: TaskManifest): ThingFacts['tolerance'] {
  const stated = offsetSchema.safeParse(config.startTolerance);
  const within = metres.safeParse(config.startWithinM);
  if (!stated.success && !within.success)
    refuse('task.json does not say how far from its wanted start the thing may lie');
  const positionM = stated.data?.positionM ?? within.data ?? 0;
  const statedRad = stated.data?.yawRad ?? Math.PI;
  const yawRad = asksTurn(success.bounds.yawRad) ? statedRad : Math.PI;
  return { positionM, yawRad: Math.min(Math.PI, yawRad) };
}

/** Stated starts are unsolved by definition: where they lie tells which side of the bounds is success. */
function solvedSide(
  { success }: TaskManifest,
  stated: readonly PlanarPose[],
): ThingFacts['solved'] {
  const { goal, bounds } = success;
  const isNear = ({ xM, yM }: PlanarPose): boolean =>
    Math.hypot(xM - goal.xM, yM - goal.yM) < bounds.positionM;
  return stated.every(isNear) ? 'beyond' : 'within';
}

/** `stated`: draws of the task's own start states. @throws BenchError `refused` where the task says too little. */
export function readThing(manifest: TaskManifest, stated: readonly PlanarPose[]): ThingFacts {
  const object = resetObjects.find((name) => manifest.config[name] !== undefined);
  if (object === undefined) refuse('task.json does not say what its thing looks like');
  const thing = thingSchema.safeParse(manifest.config[object]);
  if (!thing.success) refuse(`config.${object} of task.json lacks the thing's dimensions`);
  const { heightM, knobSideM, knobTopM } = thing.data;
  const hasKnob = knobSideM !== undefined && knobTopM !== undefined && knobTopM > heightM;
  return {
    ...{ task: manifest.id, object, round: object === 'puck', heightM },
    knob: hasKnob ? { sideM: knobSideM, topM: knobTopM } : null,
    radiusM: radiusOf(manifest),
    tolerance: toleranceOf(manifest),
    starts: boxOf(stated),
    solved: solvedSide(manifest, stated),
    ...{ limits: manifest.resetLimits, clearViewRad: manifest.clearViewRad },
  };
}

/**
 * What moves the thing between two resets of a try. Where one place is near enough to every stated start, a thing that is
 * left alone would be verified for ever: then the task's policy plays in between, as in trials.
 */
export function betweenOf({ starts, tolerance }: ThingFacts): 'nothing' | 'policy' {
  const { x, y } = starts;
  const farM = Math.hypot(x.max - x.min, y.max - y.min) / 2;
  return farM <= tolerance.positionM && !asksTurn(tolerance.yawRad) ? 'policy' : 'nothing';
}
