/**
 * The way into the night, as commands: measuring and choosing a reset, sealing the contract, the checks before, and the
 * night itself. Arguments are parsed at the door.
 */
import { z } from 'zod';
import { metricNames, ruleNames } from '../model/decisionRule.ts';
import type { NightView, PreflightLine } from '../model/night.ts';
import { nightIdPattern, usualThinkSeconds } from '../model/night.ts';
import {
  type ResetMeasure,
  type ResetVersion,
  type ResetView,
  resetIdPattern,
  resetRefPattern,
} from '../model/reset.ts';
import { type SealCard, type SealPlan, sealHashPattern } from '../model/seal.ts';
import { command } from './command.ts';
import { none, person, seed, task } from './commandArgs.ts';

const words = z.string().trim().min(1).max(400);
/** What the working copy has where none is named. */
const reset = z
  .string()
  .regex(resetRefPattern, 'is like reset-0001, newest, accepted, shipped or working')
  .default('working');
const hash = z.string().regex(sealHashPattern);
const nightId = z.string().regex(nightIdPattern);
const agentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .default('none');
const most = (value: number) => z.number().positive().max(value).nullable().default(null);

export const budgetSchema = z.strictObject({
  trials: z.int().min(1).max(100_000).nullable().default(null),
  robotHours: most(1000),
  wallHours: most(1000),
  tokens: z.int().min(1).max(1e12).nullable().default(null),
  usd: most(100_000),
});

/** How one policy may take another's place: `stack` by `pass-k` where nothing is said. With `none` no metric counts. */
const choice = {
  decision: z.enum(ruleNames).optional(),
  metric: z.enum(metricNames).optional(),
};

export const nightCommands = {
  'reset.show': command<ResetView>()(z.strictObject({ task })),
  /**
   * So many resets in a row, each to a start drawn from the seed and verified by the task's own check. Counts whole only. A
   * caller that goes away ends nothing.
   * @throws BenchError `busy`, `refused` (stopped), `cancelled`, `unavailable` (arm, camera or judge).
   */
  'reset.run': command<ResetMeasure>()(
    z.strictObject({
      task,
      reset,
      times: z.int().min(1).max(2000),
      seed: seed.default(1),
      lockstep: z.boolean().default(false),
      /** `policy`: the task's own policy plays one attempt between two resets, as in trials. */
      between: z.enum(['nothing', 'policy']).default('nothing'),
      by: person.default('operator'),
    }),
  ),
  /** When it resolves the arm holds. What was measured by then is told and counts nowhere. @throws `not-found`. */
  'reset.stopRun': command<null>()(none),
  /** A folder with the task's reset program becomes a version. @throws `bad-input` with what is wrong in it. */
  'reset.add': command<ResetVersion>()(
    z.strictObject({ task, dir: z.string().min(1).max(4096), by: person }),
  ),
  /** Puts it in force. @throws `refused` when the gate is not met and `override` does not say why it may. */
  'reset.accept': command<ResetVersion>()(
    z.strictObject({
      task,
      reset: z.string().regex(resetIdPattern, 'is like reset-0001'),
      by: person,
      override: words.nullable().default(null),
    }),
  ),

  /** What would be sealed now, and what does not hold yet. Changes nothing. */
  'seal.plan': command<SealPlan>()(
    z.strictObject({ task, budget: budgetSchema.optional(), ...choice }),
  ),
  /** @throws `refused` with what does not hold, where `override` does not say why it may. */
  'seal.create': command<SealCard>()(
    z.strictObject({
      task,
      operator: person,
      budget: budgetSchema.optional(),
      ...choice,
      override: words.nullable().default(null),
    }),
  ),
  /** The newest of the task, or the one named; hashed again. @throws `not-found`. */
  'seal.show': command<SealCard>()(z.strictObject({ task, hash: hash.optional() })),
  /**
   * As `seal.show`, and the app's code and the bench are held against it too.
   * @throws `refused` naming the first file or fact that is not what was sealed.
   */
  'seal.check': command<SealCard>()(z.strictObject({ task, hash: hash.optional() })),
  /** Oldest first; none is hashed again. */
  'seal.list': command<readonly Omit<SealCard, 'contract'>[]>()(z.strictObject({ task })),

  'night.preflight': command<readonly PreflightLine[]>()(
    z.strictObject({
      task,
      agent: agentName,
      lockstep: z.boolean().default(false),
      /** Narrows the sealed budget, as of the start that is asked for. */
      trials: z.int().min(1).max(100_000).nullable().default(null),
    }),
  ),
  /** Under the task's newest seal. @throws `refused` with the first line that fails, `busy`. */
  'night.start': command<{ nightId: string }>()(
    z.strictObject({
      task,
      /** `none`: the champion alone; else the recipe of a coding agent. */
      agent: agentName,
      /** Of the recipe `command`: what runs, in its jail. */
      command: z.array(z.string().max(4096)).min(1).max(64).optional(),
      /** Of an agent with a language model, by its program's own names; the program's usual one when absent. */
      model: z.string().min(1).max(100).optional(),
      /** Lockstep: bench seconds that an agent's thinking between two ideas is declared to take. */
      thinkSeconds: z.number().min(0).max(3600).default(usualThinkSeconds),
      seed: seed.default(1),
      lockstep: z.boolean().default(false),
      /** Narrows the sealed budget. */
      trials: z.int().min(1).max(100_000).nullable().default(null),
      by: person.default('operator'),
    }),
  ),
  'night.show': command<NightView>()(z.strictObject({ nightId: nightId.optional() })),
  'night.list': command<readonly NightView[]>()(z.strictObject({ task })),
  /** After the trial that runs. */
  'night.pause': command<null>()(z.strictObject({ by: person, why: words.default('paused') })),
  /** @throws `refused` where something moved and `well` is not said. */
  'night.resume': command<null>()(z.strictObject({ by: person, well: z.boolean().default(false) })),
  /** Winds down: the trial that runs ends, the arm is parked. */
  'night.end': command<null>()(z.strictObject({ by: person, why: words.default('ended') })),
} as const;
