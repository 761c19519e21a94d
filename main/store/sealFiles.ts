/**
 * What lies in the folder of a sealed contract: contract.json (canonical; its SHA-256 names the folder), signature.json
 * (its SHA-256 is in the ledger), software.txt (its SHA-256 is in the contract), and whole copies of task.json, judge,
 * reset and scene. Both JSON files are parsed strictly and within bounds. Knows no ledger.
 */
import { z } from 'zod';
import { metricNames } from '../base/model/decisionRule.ts';
import { type SealContract, type SealedTree, sealHashPattern } from '../base/model/seal.ts';
import { startBoxSchema } from '../base/model/starts.ts';
import { taskSchema } from '../base/model/task.ts';

export const contractFile = 'contract.json';
export const signatureFile = 'signature.json';
/** A line for each file of the app's code, `<path> <SHA-256>`, sorted, without a last line end. */
export const softwareFile = 'software.txt';

/** Folders of it, each a tree of the contract. */
export const sealParts = ['task', 'judge', 'reset', 'scene'] as const;
export type SealPart = (typeof sealParts)[number];

/** As a tree of code may be (`listTree`): 2,000 files and 64 MiB. */
const mostFiles = 2000;
const mostFileBytes = 64 << 20;
export const mostSealJsonBytes = 4 << 20;

const hash = z.string().regex(sealHashPattern);
const text = (max: number) => z.string().max(max);
const range = z.strictObject({ min: z.number(), max: z.number() });
const box = z.strictObject({ x: range, y: range, z: range });
const sixOf = <T extends z.ZodType>(one: T) => z.array(one).length(6);

/** A place below a folder: no way up, no way out, no line break. */
const isInside = (path: string): boolean =>
  !path.includes('\n') &&
  !path.includes('\0') &&
  path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');

const file = z.strictObject({
  path: z.string().min(1).max(1000).refine(isInside, 'is no path within a folder'),
  bytes: z.int().min(0).max(mostFileBytes),
  sha256: hash,
});
const tree = { hash, files: z.array(file).max(mostFiles) };

const envelope = z.strictObject({
  jointsRad: sixOf(range),
  workspaceM: box,
  linksM: box,
  floorM: z.number(),
  speedRadS: sixOf(z.number()),
  accelerationRadS2: sixOf(z.number()),
  loadLimit: z.number(),
  overloadMs: z.number(),
  temperatureRestC: z.number(),
  gripperLockRad: range.nullable(),
  maxTiltRad: z.number().nullable(),
});

const bound = z.number().positive().nullable();
const { shape } = taskSchema;
const share = z.number().min(0).max(1);
const crop = z.strictObject({ x: share, y: share, w: share, h: share });

const decisionSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('none') }),
  z.strictObject({ rule: z.enum(['stack', 'strict']), metric: z.enum(metricNames) }),
]);

/** contract.json. */
export const sealContractSchema: z.ZodType<SealContract> = z.strictObject({
  version: z.literal(1),
  task: z.strictObject({
    ...{ id: shape.id, version: text(200), name: shape.name, instruction: shape.instruction },
    success: shape.success,
    tree: z.strictObject(tree),
  }),
  judge: z.strictObject({ ...tree, dwell: shape.dwell, recheck: shape.recheck }),
  reset: z.strictObject({ ...tree, retries: z.int().min(0), limitS: z.number().positive() }),
  scene: z.strictObject(tree),
  starts: startBoxSchema.optional(),
  envelopes: z.strictObject({ bench: envelope, reset: envelope, episode: envelope }),
  cameras: z.array(z.strictObject({ role: text(40), crop: crop.nullable() })).max(4),
  clearViewRad: sixOf(z.number()),
  rateHz: shape.rateHz,
  attempts: shape.attempts,
  attemptLimitS: shape.attemptLimitS,
  target: z.strictObject({ inARow: z.int().min(1) }),
  budget: z.strictObject({
    ...{ trials: bound, robotHours: bound, wallHours: bound, tokens: bound, usd: bound },
  }),
  caps: z.strictObject({ inARow: z.int().min(1), of50: z.int().min(1) }),
  decision: decisionSchema,
  editable: z.array(text(100)).max(20),
  lockedSetId: text(40).nullable(),
  agentsSee: z.array(text(200)).max(40),
  bench: z.strictObject({
    ...{ benchId: text(40), calibrationHash: hash, cameraCalibrationHash: hash.nullable() },
  }),
  software: z.strictObject({ version: text(60), tree: hash }),
});

/** signature.json: who sealed it first, and what held then. */
export const sealSignatureSchema = z.strictObject({
  version: z.literal(1),
  hash,
  by: text(80).min(1),
  wallTime: text(40),
  overrode: text(400).nullable(),
  lines: z
    .array(
      z.strictObject({
        id: z.enum(['judge', 'reset', 'locked', 'task', 'envelope']),
        ok: z.boolean(),
        words: text(2000),
      }),
    )
    .max(10),
});
export type SealSignature = z.infer<typeof sealSignatureSchema>;

export const treeOfPart = (contract: SealContract, part: SealPart): SealedTree =>
  part === 'task' ? contract.task.tree : contract[part];
