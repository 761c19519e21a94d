/** Reading files that may be anything: never more bytes than allowed, every failure one typed `storage` error. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import { storageError } from '../storageError.ts';

export const damagedFile = (path: string, what: string, cause?: unknown): BenchError =>
  new BenchError('storage', `${path} is damaged: ${what}`, {
    hint: '`bench verify` lists what no longer fits',
    cause,
  });

/** The file's bytes in pieces; throws before the first when it is larger than `maxBytes` or no plain file. */
export function* readPieces(path: string, maxBytes: number): Generator<Buffer> {
  let fd = -1;
  try {
    fd = openSync(path, 'r');
    const info = fstatSync(fd);
    if (!info.isFile()) throw damagedFile(path, 'it is no plain file');
    if (info.size > maxBytes)
      throw damagedFile(path, `${info.size} bytes are more than ${maxBytes}`);
    for (let left = maxBytes; left > 0; ) {
      const piece = Buffer.allocUnsafe(Math.min(1 << 20, left));
      const got = readSync(fd, piece, 0, piece.byteLength, null);
      if (got === 0) return;
      left -= got;
      yield piece.subarray(0, got);
    }
  } catch (thrown) {
    throw storageError(path, thrown);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

/** Lines without their newline. A last line that was not ended is left out: a crash cut it. */
export function* readLines(path: string, maxBytes: number, maxLine: number): Generator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of readPieces(path, maxBytes)) {
    rest = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (end > maxLine) break;
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.byteLength > maxLine)
      throw damagedFile(path, `a line is longer than ${maxLine} bytes`);
  }
}

export function parseChecked<T>(path: string, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damagedFile(path, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
  throw damagedFile(path, where.slice(0, 300));
}

export function readJson<T>(path: string, maxBytes: number, schema: z.ZodType<T>): T {
  return parseChecked(path, Buffer.concat([...readPieces(path, maxBytes)]).toString(), schema);
}
