/**
 * A task as a folder that travels: `task/` is its package, `demos/` its recordings, and `export.json`, written last, says
 * which file has which bytes, which spans are demos and what was said of their clips. What is locked is never in it. The
 * same shapes, with the names that hold here, are the plan of an import.
 */
import { z } from 'zod';
import { labelValues, recordingIdPattern } from '../../base/model/episode.ts';
import { originSchema } from '../../store/record/demoSchema.ts';

export const exportFile = 'export.json';

/** Far above what a bench records, far below what hurts one. */
export const carryBounds = {
  tree: { files: 60_000, bytes: 2 ** 40 },
  exportBytes: 64 << 20,
  demos: 10_000,
} as const;

const atMs = z.number().min(0).max(1e10);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const nearMiss = z.string().min(1).max(60).nullable();

const labelSchema = z.strictObject({
  value: z.enum([...labelValues, 'left-out']),
  decidedMs: atMs.nullable(),
  by: z.string().min(1).max(80),
  why: z.string().max(200),
});

const clipSchema = z
  .strictObject({ fromMs: atMs, toMs: atMs, nearMiss, label: labelSchema.nullable() })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'a clip ends after it begins');

const demoSchema = z
  .strictObject({
    recording: z.string().regex(recordingIdPattern),
    fromMs: atMs,
    toMs: atMs,
    frames: z.int().min(0).max(1e9),
    result: z.enum(labelValues).nullable(),
    nearMiss,
    why: z.string().max(2000),
    /** The first is the demo's own. */
    clips: z.array(clipSchema).max(100),
  })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'a demo ends after it begins');

export const carriedSchema = z.strictObject({
  kind: z.literal('nightbench-task'),
  version: z.literal(1),
  wallTime: z.string().max(40),
  demos: z.array(demoSchema).max(carryBounds.demos),
  /** Everything else in the folder, by its path in it. */
  files: z.record(
    z.string().min(1).max(300),
    z.strictObject({ bytes: z.int().min(0), sha256: hash }),
  ),
});
export type CarriedTask = z.infer<typeof carriedSchema>;
export type CarriedDemo = CarriedTask['demos'][number];

/** What an import that has begun will do, so that a core that starts after a crash does the rest of it. */
export const importPlanSchema = z.strictObject({
  task: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  recordings: z.array(
    z.strictObject({
      recordingId: z.string().regex(recordingIdPattern),
      origin: originSchema,
      roles: z.array(z.string()).max(16),
      endHash: hash,
      demos: z.array(demoSchema),
    }),
  ),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;
