/** Calling a person, as commands: the lab's pager, a try of it, and the word of somebody who comes. */
import { z } from 'zod';
import { type CallResult, type CallView, callBounds, callsPerHour } from '../model/call.ts';
import { command } from './command.ts';
import { none, person } from './commandArgs.ts';

const word = z
  .string()
  .max(callBounds.wordChars)
  .regex(/^[^\0]*$/, 'holds a zero byte');

export const callCommands = {
  'call.show': command<CallView>()(none),
  /**
   * The program by its whole path and its arguments; no shell reads them. It runs as the user of the core.
   * @throws BenchError `bad-input` where it is no program of this machine, or lies in the data folder.
   */
  'call.set': command<CallView>()(
    z.strictObject({
      command: z.array(word).min(1).max(callBounds.words),
      perHour: z.int().min(1).max(callBounds.perHour).default(callsPerHour),
      by: person,
    }),
  ),
  'call.clear': command<CallView>()(z.strictObject({ by: person })),
  /** Really calls, whatever the hour's bound. @throws BenchError `not-found` without a pager, `busy`. */
  'call.test': command<CallResult>()(z.strictObject({ by: person })),
  /** Somebody comes: no more calls for what stands now. @throws BenchError `not-found` where nobody is needed. */
  'call.acknowledge': command<null>()(z.strictObject({ by: person })),
} as const;
