/** What demo.json and demo-end.json must look like when they are read back; unknown keys are errors, sizes bounded. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  type DemoEnd,
  type DemoHead,
  importFormats,
  labelValues,
  type RecordingOrigin,
  recordingIdPattern,
  teleopInputs,
} from '../../base/model/episode.ts';
import { demoEndFile, demoFile, rolePattern } from '../dataLayout.ts';
import { damagedFile, readJson } from './readBounded.ts';

const word = z.string().max(200);
const role = z.string().regex(rolePattern);
const label = z.enum(labelValues);

export const originSchema: z.ZodType<RecordingOrigin> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('teleop'), input: z.enum(teleopInputs) }),
  z.strictObject({ kind: z.literal('synth'), seed: z.int(), index: z.int() }),
  z.strictObject({ kind: z.literal('fooled'), judge: z.string().max(40) }),
  z.strictObject({
    kind: z.literal('import'),
    format: z.enum(importFormats),
    from: z.string().max(4096),
    episode: z.int().min(0),
  }),
]);

export const demoHeadSchema: z.ZodType<DemoHead> = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(recordingIdPattern),
  task: word,
  taskVersion: word,
  instruction: z.string().max(2000),
  origin: originSchema,
  wallTime: word,
  roles: z.array(role).max(16),
  videoRateHz: z.number(),
  benchId: word,
  clock: z.enum(['real', 'lockstep']),
  softwareVersion: word,
  calibrationHash: word,
  cameraCalibrationHash: word.nullable(),
  settingsHash: word.optional(),
  nearMiss: word.optional(),
});

export const demoEndSchema: z.ZodType<DemoEnd> = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(recordingIdPattern),
  result: label.nullable(),
  nearMiss: word.nullable(),
  marks: z.array(z.strictObject({ atMs: z.number(), value: label })).max(10_000),
  why: z.string().max(2000),
  fromMs: z.number(),
  toMs: z.number(),
  wallTime: word,
  files: z.record(
    // A name, never a path.
    z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
    z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
  filmsFromMs: z.record(role, z.number()),
  notes: z.array(z.string().max(2000)).max(64),
});

const maxJsonBytes = 4 << 20;

/** @throws BenchError `storage` when it is missing or damaged. */
export function readDemoHead(dir: string): DemoHead {
  const head = readJson(path.join(dir, demoFile), maxJsonBytes, demoHeadSchema);
  if (head.id !== path.basename(dir)) throw damagedFile(dir, `it holds recording ${head.id}`);
  return head;
}

/** Null: it was cut short by a crash. @throws BenchError `storage` when it is damaged. */
export function readDemoEnd(dir: string): DemoEnd | null {
  const file = path.join(dir, demoEndFile);
  if (!existsSync(file)) return null;
  const end = readJson(file, maxJsonBytes, demoEndSchema);
  if (end.id !== path.basename(dir)) throw damagedFile(dir, `its end is of ${end.id}`);
  return end;
}
