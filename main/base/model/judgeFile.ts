/** judge.json, parsed strictly: what a judge is beside its program (docs/JUDGE.md). */
import { z } from 'zod';

export const judgeFileName = 'judge.json';
/** The program, in the same folder. */
export const judgeMainName = 'judge.ts';

const share = z.number().min(0).max(1);
const words = (max: number) => z.string().min(1).max(max);

/** all: every camera must say success. seeing: all that see the thing say so, and at least one sees it. */
export const fusionRules = ['all', 'seeing'] as const;
export type FusionRule = (typeof fusionRules)[number];

/** judge.json. Unknown keys are errors that name the key; what the program itself needs is under `config`. */
export const judgeFileSchema = z.strictObject({
  version: z.literal(1),
  task: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** What it goes by, for people: a few sentences. */
  words: words(2000),
  by: z.enum(['built-in', 'agent', 'hand']),
  /** The cameras it looks through, and the score from which each says success. */
  cameras: z.record(
    z.string().regex(/^[a-z][a-z0-9_-]{0,19}$/),
    z.strictObject({
      crop: z.strictObject({ x: share, y: share, w: share, h: share }),
      threshold: share,
    }),
  ),
  fusion: z.enum(fusionRules),
  /** Success needs `need` of the last `of` judged frames. */
  dwell: z.strictObject({ need: z.int().min(1), of: z.int().min(1).max(60) }),
  /** What it was made from; null when written by hand. */
  training: z
    .strictObject({
      softwareVersion: z.string().max(60),
      seed: z.int().min(0),
      clips: z.int().min(0),
      positives: z.int().min(0),
      negatives: z.int().min(0),
      /** SHA-256 over the ids, labels and pictures that it learnt from. */
      clipsHash: z.string().regex(/^[0-9a-f]{64}$/),
      /** Clips left out because their label is doubted. */
      doubted: z.array(z.string().max(40)).max(5000),
      /** Reasons, one sentence each: which families were tried, what each reached, why this one. */
      reasons: z.array(words(400)).max(40),
      /** What the material does not show: one lighting, one day, one camera pose. */
      caveats: z.array(words(400)).max(20),
    })
    .nullable(),
  config: z.record(z.string(), z.unknown()),
});
export type JudgeFile = z.infer<typeof judgeFileSchema>;
