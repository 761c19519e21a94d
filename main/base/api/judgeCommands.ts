/**
 * The judge's part of the contract: who writes it (the built-in author, an agent, a person), what it is measured with, the
 * exam and the attack on the simulated bench, the judge looking on live, and the watch. Arguments are parsed at the door.
 */
import { z } from 'zod';
import { clipIdPattern } from '../model/episode.ts';
import {
  type AttackReport,
  attackKinds,
  type ExamReport,
  type ExamScene,
  examSceneSchema,
} from '../model/examScene.ts';
import {
  type CompareReport,
  type DriftView,
  type JudgeHeat,
  type JudgeLatency,
  type JudgeReport,
  type JudgeVersion,
  type JudgeView,
  judgeIdPattern,
  judgeRefPattern,
  type LockedMeasure,
  type TryReport,
} from '../model/judge.ts';
import type { AuthorReport } from '../model/judgeWork.ts';
import { command } from './command.ts';
import { none, person, seed, task } from './commandArgs.ts';

const role = z.string().regex(/^[a-z][a-z0-9_-]{0,19}$/);
const judgeId = z.string().regex(judgeIdPattern, 'is like judge-0001');
/** The newest version where none is named; the one that came with the task where there is no version. */
const judge = z
  .string()
  .regex(judgeRefPattern, 'is like judge-0001, newest, accepted or shipped')
  .default('newest');
const clipId = z.string().regex(clipIdPattern);

export const judgeCommands = {
  'judge.show': command<JudgeView>()(z.strictObject({ task })),
  /**
   * The built-in author writes a judge from the clips that are not locked and, with `measure`, has it measured on the
   * locked ones once. @throws BenchError `refused` with what is missing, `busy`, `cancelled`.
   */
  'judge.author': command<AuthorReport>()(
    z.strictObject({
      task,
      seed: seed.default(1),
      /** Wall seconds it may take in all; it keeps the best it has by then. */
      seconds: z.number().min(10).max(7200).default(180),
      /** Go on where it was stopped; false begins anew. */
      resume: z.boolean().default(true),
      measure: z.boolean().default(true),
      by: person.default('operator'),
    }),
  ),
  /** What is found by then is kept for going on. */
  'judge.stopAuthor': command<null>()(none),
  /** A folder with judge.ts and judge.json becomes a version. @throws `bad-input` with what is wrong in it. */
  'judge.add': command<JudgeVersion>()(
    z.strictObject({ task, dir: z.string().min(1).max(4096), by: person }),
  ),
  /** Judges every labelled clip that is not locked, with its mistakes. */
  'judge.try': command<TryReport>()(z.strictObject({ task, judge })),
  /** Measures on the locked clips: counted, five times a set. @throws `refused` when spent or none is locked. */
  'judge.measure': command<LockedMeasure>()(
    z.strictObject({ task, judge, by: person.default('operator') }),
  ),
  /** Of the newest measuring; looks at nothing. */
  'judge.report': command<JudgeReport>()(z.strictObject({ task, judge })),
  /** Puts it in force. @throws `refused` when the gate is not met and `override` does not say why it may. */
  'judge.accept': command<JudgeVersion>()(
    z.strictObject({
      task,
      judge: judgeId,
      by: person,
      override: z.string().trim().min(1).max(400).nullable().default(null),
    }),
  ),
  'judge.compare': command<CompareReport>()(
    z.strictObject({ task, judges: z.array(judge).min(2).max(6) }),
  ),
  /** Where it looks in one picture of a clip. */
  'judge.heat': command<JudgeHeat>()(
    z.strictObject({ task, judge, clip: clipId, role, atMs: z.number().min(0).max(1e10) }),
  ),
  /** Clips it learnt from that look most like this one, nearest first. */
  'judge.near': command<{ clips: readonly string[] }>()(
    z.strictObject({ task, clip: clipId, count: z.int().min(1).max(20).default(4) }),
  ),
  /** Draws the scenes on the simulated bench and has each judged for the full dwell. */
  'judge.exam': command<ExamReport>()(
    z.strictObject({ task, judge, scenes: z.array(examSceneSchema).min(1).max(2000), seed }),
  ),
  'judge.attack': command<AttackReport>()(
    z.strictObject({
      task,
      judge,
      seed,
      each: z.int().min(1).max(200).default(20),
      /** All where none is named. A call with few is short. */
      kinds: z.array(z.enum(attackKinds)).min(1).max(attackKinds.length).optional(),
    }),
  ),
  /** Scenes to examine with: half of them successes, none within the guard of a bound. Draws and judges nothing. */
  'judge.scenes': command<{ scenes: readonly ExamScene[] }>()(
    z.strictObject({ task, count: z.int().min(2).max(2000), seed }),
  ),
  /** Watch it judge what the cameras see now; @throws `busy` while a trial runs. */
  'judge.live': command<null>()(z.strictObject({ task, judge })),
  'judge.liveEnd': command<null>()(none),
  /** The last seconds become a clip with this label: what it was fooled by. */
  'judge.keep': command<{ clipId: string }>()(
    z.strictObject({ value: z.enum(['success', 'failure']), by: person }),
  ),
  /**
   * The arm goes to the task's clear view, out of the pictures; the looking goes on. @throws `refused` when none looks on
   * or the arm did not get there, `busy`.
   */
  'judge.clearView': command<null>()(none),
  /** Capture → verdict of the judge that looks on now, so far; null before its first. @throws `refused` when none does. */
  'judge.latency': command<JudgeLatency | null>()(none),
  /** Compares what the cameras see with what the judge in force learnt from, and judges known clips again. */
  'judge.watch': command<DriftView>()(z.strictObject({ task })),
  /** A camera's picture as it was learnt, or as the watch saw it last: JPEG. @throws `not-found` before the first watch. */
  'judge.watchPicture': command<{ readonly jpegBase64: string }>()(
    z.strictObject({ task, role, which: z.enum(['before', 'after']) }),
  ),
} as const;
