/**
 * The anchor: an 82-byte file beside the ledger with the number and hash of its newest entry, overwritten in place
 * after each commit. It may lag behind the ledger (a crash between the two), never lead it: a ledger that lacks the
 * anchored entry has been cut. It guards against accident and edits, not against someone who rewrites both files.
 *
 *     0000000000000042 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { BenchError } from '../../base/model/errors.ts';
import { storageError } from '../storageError.ts';
import type { ChainHead } from './chain.ts';

export interface Anchor extends Disposable {
  write(head: ChainHead): void;
}

const format = /^(\d{16}) ([0-9a-f]{64})\n$/;

/** null when there is none. Throws `storage` when it is there and is no anchor. */
export function readAnchor(path: string): ChainHead | null {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return null;
    throw storageError(path, thrown);
  }
  const match = format.exec(text);
  if (match === null)
    throw new BenchError('storage', `${path} is damaged: it does not hold an entry and its hash`, {
      hint: 'run `bench verify`; if the chain is whole, delete this file',
    });
  return { seq: Number(match[1]), hash: match[2] as string };
}

/** Writes `head` durably once, so that later overwrites touch no new block. */
export function openAnchor(path: string, head: ChainHead): Anchor {
  try {
    const fd = openSync(path, openFlags(path));
    const write = (now: ChainHead): void => {
      const line = `${String(now.seq).padStart(16, '0')} ${now.hash}\n`;
      writeSync(fd, line, 0, 'latin1');
    };
    write(head);
    fsyncSync(fd);
    return { write, [Symbol.dispose]: () => closeSync(fd) };
  } catch (thrown) {
    throw storageError(path, thrown);
  }
}

/** `r+` keeps the block in place; `w+` makes the file the first time. */
function openFlags(path: string): 'r+' | 'w+' {
  return readAnchor(path) === null ? 'w+' : 'r+';
}
