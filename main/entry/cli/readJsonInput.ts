/** A JSON value that a verb is given as a file or on standard input, of at most 1 MB. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { VerbCall } from './verb.ts';

const maxInputBytes = 1 << 20;

/** A file that never ends is read no further than an input can be long. */
function readText(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(maxInputBytes + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.byteLength; length += got)
      got = readSync(fd, bytes, length, bytes.byteLength - length, null);
    if (length > maxInputBytes) throw new Error('it is over 1 MB');
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(fd);
  }
}

/** `file`: relative to where the command was called; `-` is standard input. @throws BenchError `bad-input`. */
export async function readJsonInput(call: VerbCall, file: string): Promise<unknown> {
  let text: string;
  try {
    text =
      file === '-' ? await call.terminal.readInput() : readText(resolve(call.terminal.cwd, file));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BenchError('bad-input', `${file} cannot be read: ${why}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BenchError('bad-input', `${file} is not JSON: ${why}`, { cause });
  }
}
