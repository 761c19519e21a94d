/**
 * What lies in the folder of one bench, as files with a schema each: `bench.json`, `envelope.json`, `follower.json`,
 * `leader.json`, `camera-<role>.json`. A file that does not fit is a problem in words, never half a value. Knows no
 * ledger and no other bench.
 */
import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { benchChoiceSchema } from '../../base/api/phaseOneCommands.ts';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { type JointCalibration, jointCount, jointNames } from '../../base/model/arm.ts';
import type {
  ArmName,
  BenchChoice,
  CameraCalibration,
  EnvelopeEdit,
} from '../../base/model/phaseOne.ts';
import { storageError } from '../../store/storageError.ts';
import { removeWholeFile, writeWholeFile } from '../../store/wholeFile.ts';
import { editedEnvelope } from '../benchEnvelope.ts';

export interface StoredEnvelope {
  readonly how: 'numbers' | 'swept';
  readonly edit: EnvelopeEdit;
}

export interface StoredBench {
  /** Null when it has no readable `bench.json`. */
  readonly choice: BenchChoice | null;
  readonly envelope: StoredEnvelope | null;
  readonly arms: Readonly<Record<ArmName, readonly JointCalibration[] | null>>;
  readonly cameras: readonly CameraCalibration[];
  /** File name to what is wrong with it. */
  readonly problems: ReadonlyMap<string, string>;
}

export const choiceFile = 'bench.json';
export const envelopeFile = 'envelope.json';
export const armFile = (arm: ArmName): string => `${arm}.json`;
export const cameraFile = (role: string): string => `camera-${role}.json`;

/** A file of ours is far smaller. */
const maxBytes = 1 << 20;

const finite = z.number();
const range = z
  .strictObject({ min: finite, max: finite })
  .refine(({ min, max }) => min < max, 'a range begins below its end');
const box = z.strictObject({ x: range, y: range, z: range });

export const envelopeEditSchema = z.strictObject({
  workspaceM: box,
  floorM: finite,
  jointsRad: z.array(range).length(jointCount),
});

const joint = z
  .strictObject({
    id: z.int().min(0).max(252),
    name: z.enum(jointNames),
    zeroCounts: z.int().min(-8192).max(8192),
    homingCounts: z.int().min(-4096).max(4096).optional(),
    sign: z.union([z.literal(1), z.literal(-1)]),
    minRad: finite,
    maxRad: finite,
  })
  .refine(({ minRad, maxRad }) => minRad < maxRad, 'a joint can turn');

export const jointsSchema = z
  .array(joint)
  .length(jointCount)
  .refine(
    (joints) => joints.every(({ name }, index) => name === jointNames[index]),
    `the joints are ${jointNames.join(', ')}, in this order`,
  )
  .refine(
    (joints) => new Set(joints.map(({ id }) => id)).size === joints.length,
    'each servo has an id of its own',
  );

const role = z.string().regex(/^[a-z][a-z0-9_-]{0,19}$/);
export const cameraCalibrationSchema = z
  .strictObject({
    role,
    model: z.strictObject({
      role,
      widthPx: z.int().min(1).max(8192),
      heightPx: z.int().min(1).max(8192),
      focalPx: z.number().positive(),
      centreXPx: finite,
      centreYPx: finite,
      worldFromCamera: z.array(finite).length(16),
    }),
    distortion: z.array(finite).max(14),
    reprojectionPx: z.number().min(0),
    views: z.int().min(0),
    wallTime: z.string().max(40),
  })
  .refine(({ model, role }) => model.role === role, 'the model is of another role');

const versioned = <T extends z.ZodType>(value: T) =>
  z.strictObject({ version: z.literal(1), value });

const schemas = {
  choice: versioned(benchChoiceSchema),
  envelope: versioned(
    z.strictObject({ how: z.enum(['numbers', 'swept']), edit: envelopeEditSchema }),
  ),
  arm: versioned(jointsSchema),
  camera: versioned(cameraCalibrationSchema),
} as const;

/** What a schema says against a value, on one line. */
export function complaintsOf(error: z.ZodError): string {
  const said = error.issues.slice(0, 3).map(({ path: at, message }) => {
    return at.length === 0 ? message : `${at.join('.')}: ${message}`;
  });
  return said.join('; ');
}

/** Throws with words for people when it does not fit. */
function parse<T extends z.ZodType<{ readonly value: unknown }>>(
  schema: T,
  text: string,
): z.output<T>['value'] {
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(complaintsOf(parsed.error));
  return parsed.data.value;
}

function readText(file: string): string | null {
  try {
    if (statSync(file).size > maxBytes) throw new Error('it is over 1 MB');
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return null;
    throw thrown;
  }
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return []; // no such folder: nothing is stored of this bench
  }
}

/** Never throws: what cannot be read is a problem of that file. */
export function readBench(dir: string): StoredBench {
  const problems = new Map<string, string>();
  const read = <T>(name: string, take: (text: string) => T): T | null => {
    try {
      const text = readText(path.join(dir, name));
      return text === null ? null : take(text);
    } catch (thrown) {
      problems.set(name, thrown instanceof Error ? thrown.message : String(thrown));
      return null;
    }
  };
  const arm = (name: ArmName) => read(armFile(name), (text) => parse(schemas.arm, text));
  const follower = arm('follower');
  const envelope = read(envelopeFile, (text) => {
    const stored = parse(schemas.envelope, text);
    editedEnvelope(stored.edit, follower ?? simulatedCalibration);
    return stored;
  });
  const cameras = namesIn(dir)
    .filter((name) => /^camera-[a-z][a-z0-9_-]{0,19}\.json$/.test(name))
    .sort()
    .map((name) => read(name, (text) => parse(schemas.camera, text)))
    .filter((camera) => camera !== null);
  return {
    choice: read(choiceFile, (text) => parse(schemas.choice, text)),
    envelope,
    arms: { follower, leader: arm('leader') },
    cameras,
    problems,
  };
}

/** @throws BenchError `storage`; then the old file stands. */
export function writeBenchFile(dir: string, name: string, value: unknown): void {
  writeWholeFile(path.join(dir, name), `${JSON.stringify({ version: 1, value }, null, 2)}\n`);
}

export function removeBenchFile(dir: string, name: string): void {
  removeWholeFile(path.join(dir, name));
}

/** Kept as `<name>.broken` for whoever wants to look. */
export function setBenchFileAside(dir: string, name: string): void {
  const file = path.join(dir, name);
  try {
    renameSync(file, `${file}.broken`);
  } catch (thrown) {
    throw storageError(file, thrown);
  }
}
