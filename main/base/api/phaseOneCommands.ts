/**
 * The day's half of the contract (`contract.ts` has the rest and the words for both): benches and their check, tasks,
 * teleoperation and demos, clips and labels. Arguments are parsed at the door.
 */
import { z } from 'zod';
import {
  type ClipSummary,
  type ClipView,
  clipIdPattern,
  type DemoView,
  demoIdPattern,
  importFormats,
  type LabelValue,
  labelLooks,
  labelValues,
  recordingIdPattern,
  type SplitPlan,
  teleopInputs,
} from '../model/episode.ts';
import type { ExportReport, ImportReport, SynthReport } from '../model/exchange.ts';
import {
  type BenchChoices,
  type CheckView,
  type FoundDevices,
  stepIds,
  type TaskForm,
} from '../model/phaseOne.ts';
import { calibrationCommands } from './calibrationCommands.ts';
import type { BlindListing, ClipListing } from './clipListing.ts';
import { command } from './command.ts';
import { none, person, seed, task as taskId } from './commandArgs.ts';

const role = z.string().regex(/^[a-z][a-z0-9_-]{0,19}$/);
const benchId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const demoId = z.string().regex(demoIdPattern);
const clipId = z.string().regex(clipIdPattern);
const recordingId = z.string().regex(recordingIdPattern);
const folder = z.string().min(1).max(4096);
const label = z.enum(labelValues);
const nearMiss = z.string().min(1).max(60);
const share = z.number().min(-1).max(1);
const metres = z.number().min(-2).max(2);
const range = z.strictObject({ min: metres, max: metres });
const box = z.strictObject({ x: range, y: range, z: range });
const angle = z.number().min(-7).max(7);
const atMs = z.number().min(0).max(1e10);

const cameraChoice = z.strictObject({
  role,
  device: z.string().min(1).max(1024),
  widthPx: z.int().min(64).max(4096),
  heightPx: z.int().min(64).max(4096),
  rateHz: z.int().min(1).max(120),
});

export const benchChoiceSchema = z.strictObject({
  id: benchId,
  name: z.string().trim().min(1).max(60),
  kind: z.enum(['simulated', 'real']),
  followerPort: z.string().min(1).max(1024).nullable(),
  leaderPort: z.string().min(1).max(1024).nullable(),
  cameras: z.array(cameraChoice).max(4),
});

const unit = z.number().min(0).max(1);
export const taskFormSchema = z.strictObject({
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  id: taskId,
  name: z.string().trim().min(1).max(80),
  instruction: z.string().trim().min(1).max(400),
  successWords: z.string().trim().min(1).max(400),
  cameras: z
    .array(z.strictObject({ role, crop: z.strictObject({ x: unit, y: unit, w: unit, h: unit }) }))
    .min(1)
    .max(4)
    .readonly(),
  rateHz: z.int().min(1).max(50),
  attemptLimitS: z.number().min(0.5).max(600),
  attempts: z.int().min(1).max(8),
  envelopeM: box,
  target: z.strictObject({ inARow: z.int().min(1).max(1000) }),
  hardestPhase: z.string().trim().max(400),
  nearMisses: z
    .array(z.strictObject({ name: nearMiss, want: z.int().min(0).max(1000) }))
    .max(12)
    .readonly(),
  quotas: z.strictObject({ success: z.int().min(1).max(5000), failure: z.int().min(1).max(5000) }),
});

export const teleopInputSchema = z.strictObject({
  /** Rises by one a message: an older one never follows a newer. */
  seq: z.int().min(0),
  /** Share of the top speed along world x, y, z, about the tool (roll), in tilt (pitch), and of the gripper. */
  move: z
    .strictObject({ x: share, y: share, z: share, roll: share, pitch: share, gripper: share })
    .nullable(),
  /** Where the tip shall go on the table (mouse on the picture), metres; it goes there at the set speed. */
  goTo: z.strictObject({ xM: metres, yM: metres, zM: metres.nullable() }).nullable(),
  /** The hand is on: without it nothing moves. */
  clutch: z.boolean(),
  /** Share of the task's top speed. */
  speed: z.number().min(0.05).max(1),
});

export const phaseOneCommands = {
  /** A person did something in this step within the last seconds: what the human-minutes meter counts. */
  'person.active': command<null>()(z.strictObject({ step: z.enum(stepIds).nullable() })),
  /** The one task the window works on, kept on disk. */
  'task.open': command<null>()(z.strictObject({ task: taskId.nullable() })),
  'task.form': command<TaskForm>()(z.strictObject({ task: taskId })),
  /**
   * Writes package and hub; a new id needs `basedOn`, the table whose scene and programs it starts from. Gives the form
   * with the hash that the next save goes over. @throws `bad-input` with words per field (`taskFormProblems` knows them
   * before), `refused` when another window saved meanwhile.
   */
  'task.save': command<TaskForm>()(
    z.strictObject({ form: taskFormSchema, basedOn: taskId.optional() }),
  ),
  'task.duplicate': command<null>()(
    z.strictObject({ task: taskId, id: taskId, name: z.string().trim().min(1).max(80) }),
  ),
  'task.archive': command<null>()(z.strictObject({ task: taskId, archived: z.boolean() })),
  /** A folder that `task.import` takes, with demos and labels but without what is locked. */
  'task.export': command<{ dir: string; files: number }>()(
    z.strictObject({ task: taskId, dir: folder }),
  ),
  'task.import': command<{ task: string }>()(
    z.strictObject({ dir: folder, id: taskId.optional() }),
  ),

  /** What was typed into a form and not saved yet, newest first; the text is the window's own. */
  'draft.list': command<readonly Draft[]>()(none),
  /** On disk when answered; null forgets it. */
  'draft.save': command<null>()(
    z.strictObject({ key: taskId, text: z.string().max(65_536).nullable() }),
  ),

  'bench.choices': command<BenchChoices>()(none),
  'bench.devices': command<FoundDevices>()(none),
  /** Whole or not at all: roles are unique, leader and follower are different ports, every device is named once. */
  'bench.save': command<null>()(z.strictObject({ bench: benchChoiceSchema })),
  'bench.remove': command<null>()(z.strictObject({ bench: benchId })),
  'bench.choose': command<null>()(z.strictObject({ bench: benchId })),
  /** Measures every line again; the stop's line only says when it was tested last. */
  'check.run': command<CheckView>()(none),
  /** The arm moves slowly; answered when it was stopped, or when nobody did within the time. */
  'check.stopTest': command<CheckView>()(none),
  'envelope.set': command<null>()(
    z.strictObject({
      workspaceM: box,
      floorM: metres,
      jointsRad: z.array(z.strictObject({ min: angle, max: angle })).length(6),
    }),
  ),
  ...calibrationCommands,

  /** Takes the bench for teleoperation of a task. @throws `busy`, `refused` while stopped. */
  'teleop.begin': command<null>()(
    z.strictObject({
      task: taskId,
      input: z.enum(teleopInputs),
      lockstep: z.boolean().default(false),
    }),
  ),
  'teleop.use': command<null>()(z.strictObject({ input: z.enum(teleopInputs) })),
  'teleop.input': command<null>()(teleopInputSchema),
  'teleop.end': command<null>()(none),
  /** Counts down, then records. */
  'demo.record': command<null>()(
    z.strictObject({
      countdownS: z.number().min(0).max(10).default(3),
      nearMiss: nearMiss.nullable().default(null),
    }),
  ),
  /** Success, failure or unclear at this moment; the last one is the demo's result. */
  'demo.mark': command<null>()(z.strictObject({ value: label })),
  'demo.stop': command<{ demoId: string }>()(
    z.strictObject({ result: label.nullable().default(null) }),
  ),
  /** Ends the recording and keeps nothing; with `again` the next one begins at once. */
  'demo.discard': command<null>()(z.strictObject({ again: z.boolean().default(false) })),
  /** The task's own reset program brings the scene back; by hand, the operator says so by recording on. */
  'demo.reset': command<null>()(none),
  'demo.list': command<readonly DemoView[]>()(z.strictObject({ task: taskId })),
  'demo.show': command<DemoView>()(z.strictObject({ id: demoId })),
  'demo.trim': command<DemoView>()(z.strictObject({ id: demoId, fromMs: atMs, toMs: atMs })),
  'demo.split': command<{ first: DemoView; second: DemoView }>()(
    z.strictObject({ id: demoId, atMs }),
  ),
  'demo.remove': command<null>()(z.strictObject({ id: demoId })),
  /** Undoes the last trim, split or removal. */
  'demo.undo': command<null>()(z.strictObject({ task: taskId })),
  'demo.import': command<ImportReport>()(
    z.strictObject({
      task: taskId,
      path: folder,
      format: z.enum(importFormats).optional(),
      /** Camera of the import → role of the task, where the names differ. */
      roles: z.record(z.string().max(200), role).optional(),
    }),
  ),
  'demo.export': command<ExportReport>()(
    z.strictObject({
      task: taskId,
      dir: folder,
      format: z.enum(['lerobot', 'mp4']).default('lerobot'),
    }),
  ),
  /**
   * The scripted operator shows, labels and locks demos in lockstep: for tests and benchmarks. It plays the person, and
   * knows the simulator's truth as a person sees the table.
   */
  'demo.synth': command<SynthReport>()(
    z.strictObject({
      task: taskId,
      success: z.int().min(0).max(2000),
      failure: z.int().min(0).max(2000),
      nearMiss: z.int().min(0).max(2000),
      labelErrors: unit.default(0),
      negatives: z.int().min(1).max(2000).default(59),
      seed: seed.default(1),
    }),
  ),
  /** Ends the import, export or scripted session that runs; what came in whole stays. */
  'demo.cancelExchange': command<null>()(none),

  'clip.list': command<ClipListing>()(
    z.strictObject({
      task: taskId,
      /** Only what changed after this revision. */
      since: z.int().min(0).default(0),
    }),
  ),
  /** Which of these (a plan's `needSecond`) this person may look at now, in an order that tells nothing. */
  'clip.blind': command<BlindListing>()(
    z.strictObject({ task: taskId, by: person, ids: z.array(clipId).min(1).max(5000) }),
  ),
  'clip.cut': command<ClipView>()(
    z.strictObject({
      recordingId,
      fromMs: atMs,
      toMs: atMs,
      nearMiss: nearMiss.nullable().default(null),
    }),
  ),
  /** A clip of the end of each attempt of the task's finished trials that has none yet. */
  'clip.cutTrials': command<{ clips: number }>()(z.strictObject({ task: taskId })),
  /** One answer for one clip, or the same for many (bulk). On disk when answered. */
  'clip.label': command<readonly ClipView[]>()(
    z.strictObject({
      ids: z.array(clipId).min(1).max(5000),
      look: z.enum(labelLooks),
      value: z.enum([...labelValues, 'left-out']),
      decidedMs: atMs.nullable(),
      by: person,
      why: z.string().max(200).default(''),
    }),
  ),
  /** What was said while recording, or stood beside an import, as this person's first looks. */
  'clip.takeSaid': command<{ clips: number }>()(z.strictObject({ task: taskId, by: person })),
  /** Marks the moment without changing the answer, or names the near miss. */
  'clip.amend': command<ClipView>()(
    z.strictObject({
      id: clipId,
      nearMiss: nearMiss.nullable().optional(),
      decidedMs: atMs.optional(),
    }),
  ),
  'clip.undo': command<{ changed: readonly string[]; words: string }>()(
    z.strictObject({ task: taskId }),
  ),
  'clip.summary': command<ClipSummary>()(z.strictObject({ task: taskId })),
  /** What locking would take; with `lock`, does it. @throws `refused` with what is short. */
  'clip.split': command<SplitPlan>()(
    z.strictObject({
      task: taskId,
      negatives: z.int().min(1).max(2000),
      seed: seed.default(1),
      lock: z.boolean().default(false),
      by: person.default('operator'),
    }),
  ),
} as const;

export type { ExportReport, ImportReport } from '../model/exchange.ts';

export type DemoResult = LabelValue | null;

export interface Draft {
  readonly key: string;
  readonly text: string;
  readonly wallTime: string;
}
