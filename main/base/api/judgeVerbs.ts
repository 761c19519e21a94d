/** The part of the table of verbs (`agentVerbs.ts`) that only sessions have which write a judge. */
import { z } from 'zod';
import type { AgentPurpose } from '../model/agent.ts';
import { clipIdPattern } from '../model/episode.ts';

const whoJudges: readonly AgentPurpose[] = ['judge'];

export const judgeVerbs = {
  judge_try: {
    name: 'judge_try',
    words: 'judge try',
    title: 'Try your committed judge on the clips you have',
    says:
      'Takes judge/ of the commit your clone has checked out and judges every clip that you ' +
      'have, as the bench would: false positives, recall, flips, what each camera alone would ' +
      'have said, apart for the clips to learn from and those to check by, and a table of ' +
      'mistakes. Call it again when it says it is not over. With clip: what your judge made ' +
      'of that clip, with the picture it went by. As often as you like; a call costs nothing.',
    purposes: whoJudges,
    readOnly: true,
    args: z.strictObject({
      clip: z.string().regex(clipIdPattern).optional().describe('A clip to be shown'),
      camera: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,19}$/)
        .optional()
        .describe('Of which camera; the first one when left out'),
    }),
  },
  judge_submit: {
    name: 'judge_submit',
    words: 'judge submit',
    title: 'Have your committed judge measured on the locked clips',
    says:
      'judge/ of the commit your clone has checked out becomes a version of the task’s judge ' +
      'and is measured on clips that you never see. You are told numbers, and which line of ' +
      'the gate is not met; never which clip. Five measurings spend a locked set, whoever asks ' +
      'for them: submit what you have tried and believe in. The same judge again costs nothing. ' +
      'Call it again when it says it is not over.',
    purposes: whoJudges,
    readOnly: false,
    args: z.strictObject({}),
  },
} as const;
