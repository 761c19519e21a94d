/** The part of the table of verbs (`agentVerbs.ts`) that only sessions have which write a reset. */
import { z } from 'zod';
import type { AgentPurpose } from '../model/agent.ts';

const whoResets: readonly AgentPurpose[] = ['reset'];

/** Resets of one try. */
const mostTimes = 10;

export const resetVerbs = {
  reset_try: {
    name: 'reset_try',
    words: 'reset try',
    title: 'Try your committed reset on the bench',
    says:
      'Takes reset/ of the commit your clone has checked out and lets it bring the scene to so ' +
      'many starts, one after another, each checked as in a trial. Of each you are told where ' +
      'the thing was wanted and where it was seen, which check said yes and what the others ' +
      'said, what another check says of the same pictures, seconds, what ended each turn of your ' +
      'program, and what it printed. Call it again when it says it is not over. With frame: a ' +
      'picture of the last check of the last try of this commit; nothing moves.',
    purposes: whoResets,
    readOnly: false,
    args: z.strictObject({
      times: z
        .int()
        .min(1)
        .max(mostTimes)
        .default(3)
        .describe(`How many resets, up to ${mostTimes}`),
      between: z
        .enum(['policy', 'nothing'])
        .default('policy')
        .describe('Whether the task’s policy plays between two resets, as in trials'),
      frame: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,19}$/)
        .optional()
        .describe('A camera: its picture of the last check'),
    }),
  },
  reset_submit: {
    name: 'reset_submit',
    words: 'reset submit',
    title: 'Have your committed reset measured in a row',
    says:
      'reset/ of the commit your clone has checked out becomes a version of the task’s reset and ' +
      'is measured on the bench: twenty in a row to starts that the bench draws. You are told ' +
      'the numbers and which line of the gate is not met. The same reset again is told again and ' +
      'not measured again. Call it again when it says it is not over.',
    purposes: whoResets,
    readOnly: false,
    args: z.strictObject({}),
  },
} as const;
