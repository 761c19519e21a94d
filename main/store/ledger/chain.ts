/**
 * The hash chain of the ledger, pure: each entry's hash covers the hash before it, its number, its time and its body,
 *
 *     hash = sha256( prevHash + '{"body":<canonical body>,"seq":<seq>,"wallTime":<wallTime>}' )
 *
 * so that no entry can be changed, dropped, added or moved without every later hash changing. The first prevHash is
 * 64 zeros. The chain cannot know of entries cut off its end: the anchor beside the ledger does.
 */
import { sha256 } from '../../base/host/canonical.ts';

export const firstPrevHash = '0'.repeat(64);

/** One row as it lies in the table: `body` is canonical JSON text. */
export interface ChainRow {
  readonly seq: number;
  readonly wallTime: string;
  readonly body: string;
  readonly prevHash: string;
  readonly hash: string;
}

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export const emptyHead: ChainHead = { seq: 0, hash: firstPrevHash };

export function hashEntry(prevHash: string, seq: number, wallTime: string, body: string): string {
  return sha256(`${prevHash}{"body":${body},"seq":${seq},"wallTime":${JSON.stringify(wallTime)}}`);
}

/** What is wrong with `row` as the one after `head`, in plain words, or null. */
export function problemOfRow(head: ChainHead, row: ChainRow): string | null {
  if (row.seq !== head.seq + 1)
    return `ledger entry ${head.seq + 1} is missing (entry ${row.seq} follows entry ${head.seq})`;
  if (row.prevHash !== head.hash)
    return `ledger entry ${row.seq} does not follow entry ${head.seq}: its prevHash is another`;
  if (row.hash !== hashEntry(row.prevHash, row.seq, row.wallTime, row.body))
    return `ledger entry ${row.seq} was changed: its hash does not fit its content`;
  return null;
}
