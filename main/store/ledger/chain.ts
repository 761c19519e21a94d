/**
 * The hash chain of the ledger, pure: each entry's hash covers the hash before it, its number, its time, of which night it
 * is, and its body under a salt of its own,
 *
 *     bodyHash = sha256( salt + <canonical body> )
 *     hash     = sha256( prevHash + '{"bodyHash":…,"night":<id or null>,"seq":<seq>,"wallTime":<wallTime>}' )
 *
 * so that no entry can be changed, dropped, added or moved without every later hash changing, and one can be shown to
 * others as a link, without its body. Entries from before there were salts have `{"body":…,"seq":…,"wallTime":…}` in that
 * place. The first prevHash is 64 zeros. Of entries cut off its end only an anchor knows.
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
  /** 32 hex digits; empty or absent in an entry from before there were salts. */
  readonly salt?: string | undefined;
}

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What a link shows of an entry: enough for its hash, nothing of its body but the night it is of. */
export interface ChainLink {
  readonly seq: number;
  readonly wallTime: string;
  readonly night: string | null;
  readonly bodyHash: string;
}

export const emptyHead: ChainHead = { seq: 0, hash: firstPrevHash };

const saltPattern = /^[0-9a-f]{32}$/;
const text = JSON.stringify;

export const hashBody = (salt: string, body: string): string => sha256(salt + body);

export function hashLink(prevHash: string, { seq, wallTime, night, bodyHash }: ChainLink): string {
  const words = `"bodyHash":"${bodyHash}","night":${text(night)},"seq":${seq}`;
  return sha256(`${prevHash}{${words},"wallTime":${text(wallTime)}}`);
}

/**
 * Of which night an entry is: the one that it names, itself or in a trial's provenance. Hashes cover the answer: what it
 * says of a body must never change, so an older entry that names none stays of none.
 */
export function nightOfBody(body: unknown): string | null {
  const { nightId, provenance } = Object(body) as { nightId?: unknown; provenance?: unknown };
  const id = nightId ?? (Object(provenance) as { nightId?: unknown }).nightId;
  return typeof id === 'string' ? id : null;
}

/** For whatever ends what `begun` began: it names the same night, or none. */
export function nightAsIn(begun: unknown): { readonly nightId?: string } {
  const nightId = nightOfBody(begun);
  return nightId === null ? {} : { nightId };
}

/** Of an entry from before there were salts. */
export function hashOldEntry(
  prevHash: string,
  seq: number,
  wallTime: string,
  body: string,
): string {
  return sha256(`${prevHash}{"body":${body},"seq":${seq},"wallTime":${text(wallTime)}}`);
}

/** Null where it cannot have one. */
function hashOfRow({ prevHash, seq, wallTime, body, salt = '' }: ChainRow): string | null {
  if (salt === '') return hashOldEntry(prevHash, seq, wallTime, body);
  if (!saltPattern.test(salt)) return null;
  try {
    const night = nightOfBody(JSON.parse(body));
    return hashLink(prevHash, { seq, wallTime, night, bodyHash: hashBody(salt, body) });
  } catch {
    return null;
  }
}

/** What is wrong with `row` as the one after `head`, in plain words, or null. */
export function problemOfRow(head: ChainHead, row: ChainRow): string | null {
  if (row.seq !== head.seq + 1)
    return `ledger entry ${head.seq + 1} is missing (entry ${row.seq} follows entry ${head.seq})`;
  if (row.prevHash !== head.hash)
    return `ledger entry ${row.seq} does not follow entry ${head.seq}: its prevHash is another`;
  if (row.hash !== hashOfRow(row))
    return `ledger entry ${row.seq} was changed: its hash does not fit its content`;
  return null;
}
