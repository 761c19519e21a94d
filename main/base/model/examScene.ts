/** Scenes to examine a judge with, one a line, and what came out (docs/JUDGE.md). Metres, radians. */
import { z } from 'zod';
import type { VerdictValue } from './trial.ts';

const lengthM = z.number().min(-2).max(2);
const angleRad = z.number().min(-7).max(7);
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** One line of `bench judge exam --scenes`. */
export const examSceneSchema = z.strictObject({
  id: z.union([z.string().min(1).max(80), z.number()]),
  objects: z.record(
    z.string().max(40),
    z.strictObject({ xM: lengthM, yM: lengthM, yawRad: angleRad }),
  ),
  arm: z.enum(['clear', 'over']).optional(),
  light: z
    .strictObject({
      gain: z.number().min(0.1).max(3).optional(),
      castRgb: triple.optional(),
    })
    .optional(),
  cameraShiftM: z.record(z.string().max(20), triple).optional(),
  distractors: z
    .array(
      z.strictObject({
        shape: z.string().max(40),
        color: z.union([z.string().max(40), triple]),
        xM: lengthM,
        yM: lengthM,
        yawRad: angleRad.optional(),
        sizeM: z.number().min(0.002).max(0.5).optional(),
      }),
    )
    .max(20)
    .optional(),
});
export type ExamScene = z.infer<typeof examSceneSchema>;

export interface ExamAnswer {
  readonly id: string | number;
  readonly verdict: VerdictValue;
  readonly score: number;
  readonly flags: readonly string[];
}

/** Against the hidden oracle; the edge apart. */
export interface ExamCounts {
  readonly scenes: number;
  readonly inside: number;
  readonly outside: number;
  readonly edge: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  /** Among fn and tn: how many were undecided, with a flag. */
  readonly undecided: number;
  /** Among all: how many the judge could not answer (it crashed twice or hung). */
  readonly faults: number;
}

export interface ExamReport {
  readonly task: string;
  readonly judge: string;
  readonly answers: readonly ExamAnswer[];
  readonly counts: ExamCounts;
}

/** Ways to fool a judge, in the order of the report; what each does and how much is said in its words. */
export const attackKinds = [
  'near-miss',
  'flipped',
  'hidden',
  'other-red',
  'printed',
  'light',
  'camera-moved',
  'arm',
  'blur',
  'frozen',
  'forged',
  'one-frame',
] as const;
export type AttackKindName = (typeof attackKinds)[number];

/** `bench judge attack`: per kind of attack with its stated magnitude. */
export interface AttackKind {
  readonly kind: string;
  /** What was done and how much, in words. */
  readonly words: string;
  readonly scenes: number;
  readonly positives: number;
  readonly negatives: number;
  readonly fp: number;
  readonly undecided: number;
  /** Of the undecided: the judge crashed or hung. Says nothing of what it would have seen. */
  readonly faults: number;
  /** Of the positives among them. */
  readonly recall: number | null;
}

export interface AttackReport {
  readonly task: string;
  readonly judge: string;
  readonly seed: number;
  readonly kinds: readonly AttackKind[];
  readonly falsePositives: Readonly<Record<string, number>>;
  readonly total: number;
}
