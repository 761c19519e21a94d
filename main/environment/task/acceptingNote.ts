/**
 * What is meant when a version of a program is put in force, written down first: a core that opens does again what it
 * finds written. Every step may be done twice, so whatever dies in between, the task ends with the whole new program.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { removeWholeFile, writeWholeFile } from '../../store/wholeFile.ts';

const acceptingSchema = z.strictObject({
  version: z.literal(1),
  task: z.string().max(40),
  id: z.string().max(40),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  by: z.string().max(80),
  overrode: z.string().max(400).nullable(),
  /** The ledger's newest entry before: a later one that accepts says that it is told already. */
  afterSeq: z.int().min(0),
});
/** What is meant, and by whom. */
export type Accepting = z.infer<typeof acceptingSchema>;

export interface AcceptingNotes {
  /** @throws BenchError `storage`. */
  write(accepting: Accepting): void;
  /** @throws BenchError `storage`. */
  forget(task: string): void;
  /** What a core that died was about to do; null: nothing, or a file that is none of ours. */
  read(task: string): Promise<Accepting | null>;
}

/** One a task, beside its versions. */
export function createAcceptingNotes(dirOf: (task: string) => string): AcceptingNotes {
  const fileOf = (task: string): string => path.join(dirOf(task), 'accepting.json');
  return {
    write: (accepting) => writeWholeFile(fileOf(accepting.task), JSON.stringify(accepting)),
    forget: (task) => removeWholeFile(fileOf(task)),
    async read(task) {
      const text = await readFile(fileOf(task), 'utf8').catch(() => null);
      if (text === null) return null;
      try {
        const parsed = acceptingSchema.safeParse(JSON.parse(text));
        return parsed.success && parsed.data.task === task ? parsed.data : null;
      } catch {
        return null;
      }
    },
  };
}
