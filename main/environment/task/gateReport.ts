/**
 * `gate.json` beside a shipped task's judge and reset: what the makers measured of these very bytes on the simulated bench,
 * and how. Written by `tools/gateReport.ts` from a data folder, never by hand; parsed strictly. What of the task a figure
 * was measured under is one hash: another rule, crop or draw of starts, and it speaks of something else.
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { LockedMeasure } from '../../base/model/judge.ts';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { hashTree } from './hashTree.ts';

export const gateReportFile = 'gate.json';
const mostBytes = 64 << 10;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const words = z.string().max(200);
const count = z.int().min(0).max(1e6);
const share = z.number().min(0).max(1);
const wallTime = z.iso.datetime();
const rate = z.strictObject({ k: count, n: count, lo: share, hi: share });

const scores = z.strictObject({
  ...{ positives: count, negatives: count, fp: count, fn: count },
  ...{ recall: rate, precision: rate, fpr: rate, fnr: rate, fprUpper95: share },
  ...{ flipsMax: count, flipless: count, faults: count, short: count.optional() },
  byKind: z.record(words, z.strictObject({ n: count, wrong: count })),
  perCamera: z.record(words, z.strictObject({ fp: count, recall: rate })),
});
const ms = z.number().min(0).max(1e6);
const lockedMeasure: z.ZodType<LockedMeasure> = z.strictObject({
  ...{ setId: z.string().max(40), scores, learnt: count.optional(), looks: count },
  latency: z.strictObject({
    p50: ms,
    p95: ms,
    p99: ms,
    n: count,
    how: z.enum(['live', 'replayed']),
  }),
  ...{ by: z.string().max(80), wallTime },
});

const seconds = z.number().min(0).max(1e5);
const resetMeasure: z.ZodType<ResetMeasure> = z.strictObject({
  ...{ times: count, verifiedFirst: rate, verified: rate, longestRow: count, rescues: count },
  ...{ secondsP50: seconds, secondsP95: seconds, attemptsMean: z.number().min(0).max(1000) },
  causes: z.array(z.strictObject({ words, n: count })).max(100),
  spread: z.strictObject({
    n: count,
    coordinates: z.strictObject({ xM: share, yM: share, yawRad: share }),
    cells: z.strictObject({ covered: count, of: count }),
  }),
  seed: z.int().min(0),
  clock: z.enum(['real', 'lockstep']),
  between: z.enum(['nothing', 'policy']).optional(),
  ...{ by: z.string().max(80), wallTime },
});

/** How it came about: what was typed, in order, and on which machine. */
const measured = z.strictObject({
  commands: z.array(words).min(1).max(10),
  seed: z.int().min(0),
  clock: z.enum(['real', 'lockstep']),
  bench: z.literal('simulated'),
  machine: words,
  software: z.string().max(60),
});

const partOf = <T extends z.ZodType>(measure: T) =>
  z.strictObject({ hash, under: hash, measured, measure });

const gateReportSchema = z.strictObject({
  version: z.literal(1),
  task: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  judge: partOf(lockedMeasure).nullable(),
  reset: partOf(resetMeasure).nullable(),
});
export type GateReport = z.infer<typeof gateReportSchema>;

const hashOf = (value: unknown): string => sha256(canonicalJson(value as Json));

/** What of a task decides what its judge says. */
export function underJudge(manifest: TaskManifest): string {
  const { success, cameras, crops, clearViewRad, dwell, config } = manifest;
  return hashOf({ success, cameras, crops, clearViewRad, dwell, config });
}

/** What of a task decides how its reset fares. `sceneDir`: the draw of starts and the world. */
export async function underReset(manifest: TaskManifest, sceneDir: string): Promise<string> {
  const { success, cameras, crops, clearViewRad, config, rateHz } = manifest;
  const { resetLimits, reset, starts = null } = manifest;
  const scene = await hashTree(sceneDir);
  const under = { success, cameras, crops, clearViewRad, config, rateHz, resetLimits, reset };
  return hashOf({ ...under, starts, scene });
}

/** Null where the task came without one. @throws BenchError `bad-input` for one that is not as it must be. */
export async function readGateReport(templateDir: string): Promise<GateReport | null> {
  const file = path.join(templateDir, gateReportFile);
  const bad = (why: string): BenchError => new BenchError('bad-input', `${file} ${why}`);
  const size = await stat(file).then(
    (found) => found.size,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return null;
      throw bad('cannot be read');
    },
  );
  if (size === null) return null;
  if (size > mostBytes) throw bad('is too large');
  const text = await readFile(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('is not JSON');
  }
  const parsed = gateReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw bad(`is not as it must be: ${issue?.path.join('.')}: ${issue?.message}`);
}
