/**
 * What the simulated arm did, by the journal of its own process, held against what the ledger says of who had the bench:
 * from the beginning of a batch to its end, or to the moment at which the simulator knew that its core was gone. Two
 * witnesses that share nothing but the machine's clock.
 */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type {
  MotionLine,
  MotionMark,
  MotionSpan,
} from '../../main/bench/devices/sim/motionJournal.ts';

export interface Motions {
  readonly spans: number;
  /** Longest of them all, radians of one joint. */
  readonly travelRad: number;
  /** That began or ended while nobody had the bench. */
  readonly outside: readonly MotionSpan[];
  /** That lay in no trial. */
  readonly betweenTrials: number;
  /** After the core was gone, by the arm's own process: the longest of bench time, and the furthest. */
  readonly heldAfterMs: number;
  readonly settledRad: number;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stamps of two processes are rounded to whole milliseconds. */
const roundedMs = 2;

interface Told {
  readonly kind: string;
  readonly id: string;
  readonly wallMs: number;
}

function readLedger(file: string): readonly Told[] {
  using db = new DatabaseSync(file, { readOnly: true });
  return db
    .prepare('SELECT wallTime, body FROM entries ORDER BY seq')
    .all()
    .map((row) => {
      const { kind, id, batchId } = JSON.parse(String(row.body)) as Record<string, string>;
      return {
        kind: String(kind),
        id: id ?? batchId ?? '',
        wallMs: Date.parse(String(row.wallTime)),
      };
    });
}

/** What nobody ended is ended by the next core, too late: `goneMs` says when its holder was gone. */
function spansOf(
  told: readonly Told[],
  begins: string,
  ends: readonly string[],
  goneMs: readonly number[],
): readonly Span[] {
  return told
    .filter(({ kind }) => kind === begins)
    .map(({ id, wallMs: fromMs }) => {
      const end = told.find((each) => ends.includes(each.kind) && each.id === id);
      const gone = goneMs.find((at) => at >= fromMs) ?? Number.POSITIVE_INFINITY;
      return { fromMs, toMs: Math.min(end?.wallMs ?? Number.POSITIVE_INFINITY, gone) };
    });
}

const within = ({ fromWallMs, toWallMs }: MotionSpan, spans: readonly Span[]): boolean =>
  spans.some(
    ({ fromMs, toMs }) => fromWallMs >= fromMs - roundedMs && toWallMs <= toMs + roundedMs,
  );

export function readMotions(journal: string, ledger: string): Motions {
  const lines = readFileSync(journal, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MotionLine);
  const spans = lines.filter((line): line is MotionSpan => line.kind === 'moved');
  const lost = lines.filter((line): line is MotionMark => line.kind === 'lost');
  const lostBefore = (span: MotionSpan): MotionMark | undefined =>
    lost.find(({ pid, benchMs }) => pid === span.pid && span.fromBenchMs > benchMs);
  const goneMs = lines
    .filter((line): line is MotionMark => line.kind === 'lost' || line.kind === 'closed')
    .map(({ wallMs }) => wallMs)
    .sort((a, b) => a - b);
  const told = readLedger(ledger);
  const held = spansOf(told, 'batch-started', ['batch-ended'], goneMs);
  const trials = spansOf(told, 'trial-started', ['trial-finished', 'trial-aborted'], goneMs);
  const inLease = spans.filter((span) => lostBefore(span) === undefined);
  const after = spans.flatMap((span) => {
    const mark = lostBefore(span);
    return mark === undefined ? [] : [{ ms: span.toBenchMs - mark.benchMs, rad: span.travelRad }];
  });
  return {
    spans: spans.length,
    travelRad: Math.max(0, ...spans.map(({ travelRad }) => travelRad)),
    outside: inLease.filter((span) => !within(span, held)),
    betweenTrials: inLease.filter((span) => !within(span, trials)).length,
    heldAfterMs: Math.max(0, ...after.map(({ ms }) => ms)),
    settledRad: Math.max(0, ...after.map(({ rad }) => rad)),
  };
}
