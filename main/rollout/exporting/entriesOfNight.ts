/**
 * Which entries of the ledger are a night's: those go out with their bodies, and everything else as a link that says
 * nothing of its content. A link says of which night it is, so no trial of the night can be held back unseen. Pure.
 */
import { canonicalJson, type Json } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { hashBody, nightOfBody } from '../../store/ledger/chain.ts';
import type { Ledger, LedgerEntry } from '../../store/ledger/ledger.ts';
import type { ChainLine } from './exportFile.ts';

export interface NightSpan {
  readonly nightId: string;
  readonly task: string;
  readonly sealHash: string;
  /** Where the night begins. */
  readonly fromSeq: number;
  /** Where it ended; null: it did not. */
  readonly endSeq: number | null;
}

/** @throws BenchError `not-found`. */
export function spanOfNight(ledger: Pick<Ledger, 'notes'>, nightId: string): NightSpan {
  const all = Number.MAX_SAFE_INTEGER;
  for (const { seq, body } of ledger.notes('night-started', all)) {
    if (body.kind !== 'night-started' || body.nightId !== nightId) continue;
    const ends = ledger.notes('night-ended', all);
    const end = ends.find((each) => nightOfBody(each.body) === nightId);
    const { task, sealHash } = body;
    return { nightId, task, sealHash, fromSeq: seq, endSeq: end?.seq ?? null };
  }
  throw new BenchError('not-found', `there is no ${nightId}`);
}

/** One that names a night is of that one alone. Which ones are besides, and all of older nights, says what they hold. */
function isOfNight(span: NightSpan, { seq, salt, body }: LedgerEntry): boolean {
  const { nightId, sealHash, fromSeq, endSeq } = span;
  const named = nightOfBody(body);
  if (named !== null) return named === nightId;
  const ofBatch = (batchId: string): boolean => batchId.startsWith(`${nightId}-`);
  switch (body.kind) {
    case 'genesis':
    case 'core-started':
      return true;
    case 'sealed':
      // Between entries whose hashes nobody can make again, one without a salt proves nothing.
      return salt !== '' && body.hash === sealHash;
    case 'seal-broken':
      return body.hash === sealHash;
    case 'batch-started':
    case 'batch-ended':
      return ofBatch(body.batchId);
    case 'trial-finished':
    case 'trial-aborted':
      return ofBatch(body.row.batchId);
    case 'stop':
    case 'resume':
      return seq > fromSeq && (endSeq === null || seq < endSeq);
    default:
      return false;
  }
}

export const textOf = (body: LedgerBody): string => canonicalJson(body as unknown as Json);

/** As a line of the export. */
export function lineOf(span: NightSpan, entry: LedgerEntry): ChainLine {
  const { seq, wallTime, hash, salt, body } = entry;
  if (isOfNight(span, entry)) return { seq, wallTime, hash, salt, body: { ...body } };
  if (salt === '') return { seq, hash };
  return {
    ...{ seq, wallTime, hash },
    bodyHash: hashBody(salt, textOf(body)),
    night: nightOfBody(body),
  };
}
