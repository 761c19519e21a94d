/** Commands about where trials fail, and which start states are practised. Arguments are parsed at the door. */
import { z } from 'zod';
import type { OnsetView } from '../model/onset.ts';
import type { ResetView } from '../model/reset.ts';
import { startBoxSchema } from '../model/starts.ts';
import { command } from './command.ts';
import { person, task } from './commandArgs.ts';

export const onsetCommands = {
  /** Read from records of trials that are not locked; the first time that takes a while. @throws `not-found`. */
  'reset.onset': command<OnsetView>()(z.strictObject({ task })),
  /**
   * Trials, measurings and resets of this task begin in that box from now on; null: in all of the stated starts. It is a
   * change of task.json.
   * @throws BenchError `bad-input` for a box outside of what is stated, or one that less than 1 in 200 starts falls into.
   */
  'reset.practise': command<ResetView>()(
    z.strictObject({
      task,
      starts: startBoxSchema.nullable(),
      by: person,
    }),
  ),
} as const;
