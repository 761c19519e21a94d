/** task.json, parsed strictly: an unknown key is an error that names the key. Docs: docs/TASKS.md. */
import { z } from 'zod';
import { startBoxSchema } from './starts.ts';

/** A commit as a person may name one; everything else that names a policy is a folder. */
export const commitPattern = /^[0-9a-f]{7,64}$/;

const range = z.strictObject({ min: z.number(), max: z.number() });

const program = z.strictObject({
  /** Path of the program inside the task folder. `.ts`/`.mjs` run on the bundled Node; else it is executed. */
  main: z.string().min(1),
  /** Memory bound of the process. */
  memoryMb: z.int().min(32).max(4096),
  /** How long one answer may take, wall milliseconds. Real time. */
  answerMs: z.int().min(1).max(60_000),
  /** Declared latency in lockstep: answers to tick n act at n + latencyTicks. */
  latencyTicks: z.int().min(0).max(50),
});

/** Tool-tip box in metres, and locks, that narrow the bench's envelope during a phase. */
const limits = z.strictObject({
  x: range,
  y: range,
  z: range,
  gripperRad: range.nullable(),
  maxTiltRad: z.number().min(0).max(1.6).nullable(),
});

const box = z.strictObject({ x: range, y: range, z: range });
const share = z.number().min(0).max(1);

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** What the object looks like, in its own frame (origin on the table), for drawing where it is believed to be. */
const shapePart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('box'), halfM: triple, atM: triple }),
  z.strictObject({
    kind: z.literal('cylinder'),
    radiusM: z.number().positive(),
    halfHeightM: z.number().positive(),
    atM: triple,
  }),
]);

export const taskSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  version: z.string(),
  name: z.string().min(1).max(80),
  instruction: z.string().min(1).max(400),
  success: z.strictObject({
    /** The same rule in words, for people. */
    words: z.string(),
    goal: z.strictObject({ xM: z.number(), yM: z.number(), yawRad: z.number() }),
    bounds: z.strictObject({ positionM: z.number().positive(), yawRad: z.number().positive() }),
    guard: z.strictObject({ positionM: z.number().min(0), yawRad: z.number().min(0) }),
  }),
  shape: z.array(shapePart).min(1).max(8).optional(),
  cameras: z.array(z.string()).min(1).max(4),
  /** Role → the part of its picture that is judged, in shares of width and height; the whole where none is named. */
  crops: z
    .record(z.string(), z.strictObject({ x: share, y: share, w: share, h: share }))
    .default({}),
  rateHz: z.int().min(1).max(50),
  attempts: z.int().min(1).max(8),
  attemptLimitS: z.number().min(0.5).max(600),
  /** What the reset program may do, and what an episode may do. */
  resetLimits: limits,
  episodeLimits: limits,
  /** What the person who set up the task allows the tool tip at all; narrows both limits above. */
  envelope: box.optional(),
  /** Trials begin in this part of what the scene states alone; in all of it where it is absent. */
  starts: startBoxSchema.optional(),
  /** What a campaign is to reach. */
  target: z.strictObject({ inARow: z.int().min(1).max(1000) }).default({ inARow: 50 }),
  /** The hardest part in words: where a reset begins, what a judge must see. */
  hardestPhase: z.string().max(400).default(''),
  /** Ways it nearly works, and how many examples of each are wanted. */
  nearMisses: z
    .array(z.strictObject({ name: z.string().min(1).max(60), want: z.int().min(0).max(1000) }))
    .max(12)
    .default([]),
  /** How many demos of each kind are wanted. */
  quotas: z
    .strictObject({ success: z.int().min(1).max(5000), failure: z.int().min(1).max(5000) })
    .default({ success: 40, failure: 80 }),
  /** Globs of what a coding agent may change; nobody may widen them beyond these three folders. */
  editable: z
    .array(
      z
        .string()
        .max(100)
        .regex(/^(?:policy|train|notes)\//),
    )
    .min(1)
    .max(20)
    .default(['policy/**', 'train/**', 'notes/**']),
  /** The table that a form-made task was copied from. */
  basedOn: z.string().optional(),
  /** Joints (radians) at which the bench parks the arm clear of every view before it judges. */
  clearViewRad: z.array(z.number()).length(6),
  /** N of the last M judged frames, in the clear view. */
  dwell: z.strictObject({ need: z.int().min(1), of: z.int().min(1).max(60) }),
  /** A success must still hold, by the same dwell, so much later; absent where the task does not allow it. */
  recheck: z.strictObject({ afterMs: z.int().min(1).max(10_000) }).optional(),
  policy: program,
  judge: program,
  reset: program.extend({ limitS: z.number().min(1).max(600), retries: z.int().min(0).max(10) }),
  /** Free for the task's own programs; given to them verbatim. */
  config: z.record(z.string(), z.unknown()),
});

/** What stands in task.json: defaults are not filled in. */
export type TaskText = z.input<typeof taskSchema>;
export type TaskManifest = z.infer<typeof taskSchema>;
export type ObjectShape = NonNullable<TaskManifest['shape']>;
export type TaskLimits = TaskManifest['episodeLimits'];
