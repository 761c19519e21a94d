/**
 * reset.json, parsed strictly: what a reset that the built-in author wrote goes by, all of it numbers with units in their
 * names (docs/RESET.md). Its program reads it in the jail, whoever edited it; the author writes it through the same schema.
 */
import { z } from 'zod';

export const resetFileName = 'reset.json';

/** What of the task's config says what the thing is: `config.tee`, `config.puck`. */
export const resetObjects = ['tee', 'puck'] as const;
export type ResetObject = (typeof resetObjects)[number];

const within = (min: number, max: number) => z.number().min(min).max(max);
/** No thing on the table is larger, no look better than a tenth of a millimetre. */
const lengthM = within(0.0001, 0.1);
const heightM = within(0.002, 0.3);
/** Half a turn: nothing is asked of it. */
const turnRad = within(0.005, Math.PI + 1e-6);
const span = z
  .strictObject({ min: within(-2, 2), max: within(-2, 2) })
  .refine(({ min, max }) => min <= max, 'must go from the smaller to the larger');
const jawRad = within(0.05, 1.5);

/** Taking the knob between the jaws. */
const grip = z.strictObject({
  /** Of the tip while gripping, over the table. */
  gripHeightM: heightM,
  /** Of the tip over everything, with the open jaw. */
  hoverM: heightM,
  /** Room between the fixed jaw and the knob on the way down. */
  looseM: lengthM,
  openRad: jawRad,
  /** How far the jaw's goal goes beyond where the knob stopped it. */
  squeezeRad: within(0.01, 0.15),
  /** Where a knob between the jaws stops them, and the least load (share of the stall torque) that says so. */
  heldRad: z.strictObject({ min: within(0.01, 1.5), max: jawRad }),
  leastLoad: within(0.02, 0.9),
});

const skillSchema = z.discriminatedUnion('kind', [
  /** Lifted, and held still after lifting, or put down again. */
  grip.extend({ kind: z.literal('carry'), carryM: heightM }),
  /** Held, and drawn over the table. */
  grip.extend({ kind: z.literal('slide') }),
  /** Pushed through its middle with the closed jaws; its turn is left as it comes. */
  z.strictObject({
    kind: z.literal('push'),
    hoverM: heightM,
    /** Of the tip while pushing. */
    pushHeightM: heightM,
    /** From the thing's middle to the tip when they touch. */
    contactM: lengthM,
    /** Further away than that where the tip comes down. */
    runUpM: lengthM,
    pushMs: within(0.01, 0.2),
  }),
]);
export type SkillNumbers = z.infer<typeof skillSchema>;
export type ResetSkill = SkillNumbers['kind'];

export const resetFileSchema = z.strictObject({
  version: z.literal(1),
  task: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  words: z.string().min(1).max(1000),
  object: z.enum(resetObjects),
  look: z.strictObject({
    /** Joints at which the arm stands beside every view. */
    poseRad: z.array(within(-7, 7)).length(6),
    /** Pictures of each camera that the middle is taken of. */
    looks: z.int().min(1).max(9),
    /** Views further apart do not show a thing that lies flat. */
    agreeM: lengthM,
    agreeRad: turnRad,
  }),
  skill: skillSchema,
  motion: z.strictObject({
    jointRadS: within(0.2, 4),
    jointRadS2: within(1, 25),
    tipMs: within(0.02, 0.5),
    tipMs2: within(0.1, 3),
    /** Down to the thing and up from it. */
    lowerMs: within(0.02, 0.4),
    maxTiltRad: within(0, 1),
  }),
  /** The motion is content with this; tighter than the check, so that two honest looks seldom disagree. */
  aim: z.strictObject({ positionM: lengthM, yawRad: turnRad }),
  tries: z.int().min(1).max(6),
  /** Of the check alone. The author writes it from the task and never tunes it. */
  check: z.strictObject({
    positionM: lengthM,
    yawRad: turnRad,
    agreeM: lengthM,
    agreeRad: turnRad,
    /** The stated starts lie in here; what was seen must, with `positionM` to spare. */
    box: z.strictObject({ xM: span, yM: span }),
    /** Between two pictures at least `restMs` apart it moved by less; the joints stand below `slowRadS`. */
    movedM: lengthM,
    movedRad: turnRad,
    restMs: within(40, 5000),
    slowRadS: within(0.005, 0.5),
    /** Nearer than this to its middle the tip is in its way. */
    clearM: within(0.005, 0.5),
    /** Solved is within the task's bounds of the goal, or beyond them. */
    solved: z.enum(['within', 'beyond']),
  }),
});
export type ResetFile = z.infer<typeof resetFileSchema>;
