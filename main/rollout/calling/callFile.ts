/**
 * The lab's pager as a person set it: a file of the data folder that this user alone can read and no agent sees. What
 * is in it runs as this user, so whatever looks as if somebody else wrote it is refused.
 */
import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { liesWithin } from '../../base/host/liesWithin.ts';
import { type CallCommand, callBounds } from '../../base/model/call.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { callPath } from '../../store/dataLayout.ts';
import { storageError } from '../../store/storageError.ts';
import { removeWholeFile, writeWholeFile } from '../../store/wholeFile.ts';

const mostBytes = 256 << 10;
const word = z
  .string()
  .max(callBounds.wordChars)
  .regex(/^[^\0]*$/);
const fileSchema = z.strictObject({
  version: z.literal(1),
  command: z.array(word).min(1).max(callBounds.words),
  perHour: z.int().min(1).max(callBounds.perHour),
  by: z.string().min(1).max(80),
  wallTime: z.string().max(40),
});

const bad = (message: string, hint: string): BenchError =>
  new BenchError('bad-input', message, { hint });

/** @throws BenchError `bad-input` where it is no program that may be called. */
export function checkProgram(file: string, dataDir: string): void {
  const name = JSON.stringify(file.slice(0, 200));
  if (!path.isAbsolute(file))
    throw bad(`${name} is not a whole path`, 'Name the program from the root, beginning with /.');
  let real: string;
  try {
    real = realpathSync(file);
    accessSync(real, constants.X_OK);
  } catch {
    throw bad(`${name} is not there or cannot be run`, 'Is it installed, and executable?');
  }
  const stat = statSync(real);
  if (!stat.isFile()) throw bad(`${name} is no file`, 'Name the program itself.');
  if ((stat.mode & 0o002) !== 0)
    throw bad(`${name} can be changed by anybody`, 'Take that right away: chmod o-w.');
  if (liesWithin(realpathSync(dataDir), real))
    throw bad(`${name} lies in the data folder, where agents work`, 'Put it somewhere else.');
}

/** Null: nobody set one. @throws BenchError with why what is there is not used. */
export function loadCall(dataDir: string): CallCommand | null {
  const file = callPath(dataDir);
  try {
    const { mode, size, uid } = statSync(file);
    if ((mode & 0o077) !== 0 || uid !== (process.getuid?.() ?? uid))
      throw bad('others can read or change what calls a person', 'Set it again.');
    if (size > mostBytes) throw bad('what calls a person is too long', 'Set it again.');
    const { version: _one, ...call } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return call;
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return null;
    if (thrown instanceof BenchError) throw thrown;
    if (thrown instanceof z.ZodError || thrown instanceof SyntaxError)
      throw bad('what calls a person cannot be read', 'Set it again.');
    throw toBenchError(storageError(file, thrown));
  }
}

/** Durable on return. @throws BenchError `storage`. */
export function saveCall(dataDir: string, call: CallCommand | null): void {
  const file = callPath(dataDir);
  if (call === null) removeWholeFile(file);
  else writeWholeFile(file, `${JSON.stringify({ version: 1, ...call }, null, 2)}\n`);
}
