/** The built-in author of resets, as commands. Arguments are parsed at the door. */
import { z } from 'zod';
import type { ResetAuthorReport } from '../model/resetAuthor.ts';
import { command } from './command.ts';
import { none, person, seed, task } from './commandArgs.ts';

export const resetAuthorCommands = {
  /**
   * Writes a reset by trying skills and figures on the bench, makes it a version and measures it, twenty in a row. It is
   * not put in force. A caller that goes away ends nothing.
   * @throws BenchError `busy`, `refused` (stopped, or the task says too little), `unavailable` with why nothing holds.
   */
  'reset.author': command<ResetAuthorReport>()(
    z.strictObject({
      task,
      seed: seed.default(1),
      lockstep: z.boolean().default(false),
      /** At most so many before the measuring. */
      resets: z.int().min(3).max(500).default(40),
      /** At most so many bench seconds before the measuring. */
      seconds: z.number().min(10).max(36_000).default(3600),
      by: person.default('operator'),
    }),
  ),
  /** When it resolves the arm holds. Nothing is kept of what it tried. */
  'reset.stopAuthor': command<null>()(none),
} as const;
