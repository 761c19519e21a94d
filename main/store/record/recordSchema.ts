/** What the files of a record must look like when they are read back; unknown keys are errors, sizes are bounded. */
import { z } from 'zod';
import { jailLevels } from '../../base/model/agent.ts';
import { startBoxSchema } from '../../base/model/starts.ts';
import {
  type AttemptRecord,
  failureReasons,
  invalidReasons,
  judgedPhases,
  type Outcome,
  type Provenance,
  trialPartKinds,
  trialPhases,
  type VerdictTraceRow,
} from '../../base/model/trial.ts';
import { type StepRow, stepSources, type VerdictFile } from '../../base/wire/recorder.ts';
import { rolePattern, trialIdPattern } from '../dataLayout.ts';

/** trial.json */
export interface TrialFile {
  readonly version: 1;
  readonly id: string;
  readonly wallTime: string;
  readonly roles: readonly string[];
  readonly videoRateHz: number;
  readonly provenance: Provenance;
}

const word = z.string().max(200);
const sha = z.string().regex(/^[0-9a-f]{64}$/);
const joints = z.array(z.number()).max(16);
const verdictValue = z.enum(['success', 'failure', 'undecided']);
const clock = z.enum(['real', 'lockstep']);

const provenance: z.ZodType<Provenance> = z.strictObject({
  task: word,
  taskVersion: word,
  taskHash: word,
  policyHash: word,
  policyCommit: word.nullable(),
  judgeHash: word,
  resetHash: word,
  settingsHash: word,
  seed: z.int(),
  trialIndex: z.int(),
  draw: z.int().optional(),
  startState: z.record(word, z.number()),
  starts: startBoxSchema.optional(),
  benchId: word,
  clock,
  softwareVersion: word,
  calibrationHash: word,
  cameraCalibrationHash: word.optional(),
  agentId: word.optional(),
  ideaId: word.nullable().optional(),
  nightId: word.optional(),
  sealHash: word.optional(),
  part: z
    .strictObject({
      kind: z.enum(trialPartKinds),
      duelId: word.optional(),
      pair: z.int().optional(),
      side: z.enum(['head', 'champion']).optional(),
    })
    .optional(),
  isolation: z.enum(jailLevels),
});

export const trialFileSchema: z.ZodType<TrialFile> = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(trialIdPattern),
  wallTime: word,
  roles: z.array(z.string().regex(rolePattern)).max(16),
  videoRateHz: z.number(),
  provenance,
});

const outcome: z.ZodType<Outcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('success') }),
  z.strictObject({ kind: z.literal('failure'), reason: z.enum(failureReasons) }),
  z.strictObject({ kind: z.literal('invalid'), reason: z.enum(invalidReasons) }),
]);

const attempt: z.ZodType<AttemptRecord> = z.strictObject({
  attempt: z.int(),
  startMs: z.number(),
  endMs: z.number(),
  ended: z.enum(['done', 'timeout', 'fault']),
  verdict: verdictValue,
});

/** films.json */
export interface FilmTimesFile {
  readonly version: 1;
  /** By camera: bench time of each picture of its film; one that is shown again is told again. */
  readonly films: Readonly<Record<string, readonly number[]>>;
}

export const filmTimesSchema: z.ZodType<FilmTimesFile> = z.strictObject({
  version: z.literal(1),
  films: z.record(z.string().regex(rolePattern), z.array(z.number()).max(1_000_000)),
});

export const verdictFileSchema: z.ZodType<VerdictFile> = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(trialIdPattern),
  outcome,
  why: z.string().max(2000).optional(),
  attempts: z.array(attempt).max(64),
  benchSeconds: z.number(),
  wallTime: word,
  reset: z.strictObject({ tries: z.int(), seconds: z.number(), verified: z.boolean() }).optional(),
  files: z.record(
    // A name, never a path.
    z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
    z.strictObject({ bytes: z.int().min(0), sha256: sha }),
  ),
  filmsFromMs: z.record(z.string().regex(rolePattern), z.number()).optional(),
  notes: z.array(z.string().max(2000)).max(32).optional(),
});

export const stepRowSchema: z.ZodType<StepRow> = z.strictObject({
  tick: z.int(),
  atMs: z.number(),
  phase: z.enum(trialPhases),
  attempt: z.int(),
  source: z.enum(stepSources),
  mode: z.enum(['moving', 'holding', 'stopped', 'limp', 'offline']),
  wantedRad: joints.nullable(),
  appliedRad: joints,
  positionRad: joints,
  load: joints,
  limitedBy: z
    .enum([
      'joint-range',
      'floor',
      'workspace',
      'tool-height',
      'gripper-lock',
      'tilt',
      'speed',
      'acceleration',
      'load',
      'lead',
    ])
    .nullable(),
});

export const verdictTraceRowSchema: z.ZodType<VerdictTraceRow> = z.strictObject({
  attempt: z.int(),
  phase: z.enum(judgedPhases),
  capturedAtMs: z.number(),
  frames: z.record(word, z.number()),
  latencyMs: z.number().nullable(),
  verdict: verdictValue,
  score: z.number(),
  margin: z.number(),
  perCamera: z.record(word, verdictValue),
  cameraScores: z.record(word, z.number().min(0).max(1)).optional(),
  flags: z.array(word).max(64),
  believed: z.strictObject({ xM: z.number(), yM: z.number(), yawRad: z.number() }).optional(),
  told: z
    .strictObject({
      toolClear: z.boolean(),
      atMs: z.number(),
      positionRad: joints,
      velocityRadS: joints,
      load: joints,
    })
    .optional(),
});
