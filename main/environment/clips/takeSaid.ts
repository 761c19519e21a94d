/**
 * What was said while a demo was recorded, or stood beside an import, taken as somebody's first look: only where that
 * person says so by name, and only of clips that nobody has looked at. The moment is the key's that was pressed last for
 * that answer. A second look is never taken from it.
 */
import { demoDir } from '../../store/dataLayout.ts';
import { readDemoEnd } from '../../store/record/demoSchema.ts';
import type { ClipBook } from './clipBook.ts';
import type { Clip } from './clipPages.ts';

export interface TakeSaidPorts {
  readonly book: Pick<ClipBook, 'clips' | 'label'>;
  readonly dataDir: string;
  /** Lets the loop turn. */
  readonly pause: () => Promise<void>;
}

/** Clips between two turns of the loop: each is an entry of the ledger. */
const atOnce = 20;

function saidAt({ hint, recordingId, fromMs, toMs }: Clip, dataDir: string): number | null {
  const marks = readDemoEnd(demoDir(dataDir, recordingId))?.marks ?? [];
  const own = marks.filter(({ value, atMs }) => value === hint && atMs >= fromMs && atMs <= toMs);
  return own.at(-1)?.atMs ?? null;
}

/** How many were taken; each is durable. @throws BenchError `storage`. */
export async function takeSaid(
  { book, dataDir, pause }: TakeSaidPorts,
  task: string,
  by: string,
  signal: AbortSignal,
): Promise<number> {
  const open = book
    .clips(task)
    .filter(
      ({ locked, hint, looks, demoId }) =>
        !locked && hint !== null && demoId !== null && Object.keys(looks).length === 0,
    );
  for (const [n, clip] of open.entries()) {
    if (n % atOnce === 0) await pause();
    signal.throwIfAborted();
    const decidedMs = saidAt(clip, dataDir);
    const value = clip.hint ?? 'unclear';
    book.label({ ids: [clip.id], look: 'first', value, decidedMs, by, why: '' });
  }
  return open.length;
}
