/** The live judge's last ten seconds as lines, bands and boxes to be drawn. Pure; seconds before now, 0 is now. */
import type { JudgeLiveView, LiveMoment } from '../../main/base/model/judgeWork.ts';

export const traceSeconds = 10;

export interface TracePoint {
  readonly atS: number;
  readonly score: number;
}

/** A stretch in which nothing was decided, with the flags that were said most lately in it. */
export interface TraceBand {
  readonly fromS: number;
  readonly toS: number;
  readonly flags: readonly string[];
}

const newestMs = (trace: readonly LiveMoment[]): number => trace.at(-1)?.atMs ?? 0;

/** Unbroken stretches of one score; a moment without it breaks the line. */
export function traceLines(
  trace: readonly LiveMoment[],
  scoreOf: (moment: LiveMoment) => number | undefined,
): readonly (readonly TracePoint[])[] {
  const nowMs = newestMs(trace);
  const lines: TracePoint[][] = [];
  let broken = true;
  for (const moment of trace) {
    const score = scoreOf(moment);
    if (score === undefined) {
      broken = true;
      continue;
    }
    if (broken) lines.push([]);
    broken = false;
    lines.at(-1)?.push({ atS: (moment.atMs - nowMs) / 1000, score });
  }
  return lines;
}

/** The camera did not see enough, or something else kept the judge from saying. */
const undecided = ({ verdict, flags }: LiveMoment): boolean =>
  verdict === 'undecided' && flags.length > 0;

/** Where the fused score means nothing. */
export const fusedScore = (moment: LiveMoment): number | undefined =>
  undecided(moment) ? undefined : moment.score;

export function traceBands(trace: readonly LiveMoment[]): readonly TraceBand[] {
  const nowMs = newestMs(trace);
  const bands: TraceBand[] = [];
  let open = false;
  trace.forEach((moment, at) => {
    const begins = undecided(moment);
    if (begins) {
      const fromS = ((open ? (trace[at - 1] ?? moment) : moment).atMs - nowMs) / 1000;
      const toS = ((trace[at + 1] ?? moment).atMs - nowMs) / 1000;
      const before = open ? bands.pop() : undefined;
      bands.push({ fromS: before?.fromS ?? fromS, toS, flags: moment.flags });
    }
    open = begins;
  });
  return bands;
}

/** The newest `of` moments, oldest first: true where one said success; null where there was none yet. */
export function dwellBoxes({
  trace,
  dwell,
}: Pick<JudgeLiveView, 'trace' | 'dwell'>): readonly (boolean | null)[] {
  const last = trace.slice(-dwell.of).map(({ verdict }) => verdict === 'success');
  return [...Array.from({ length: dwell.of - last.length }, () => null), ...last];
}

/** Where the dwell window begins; null before there is a moment. */
export function dwellFromS({
  trace,
  dwell,
}: Pick<JudgeLiveView, 'trace' | 'dwell'>): number | null {
  const first = trace.at(-Math.min(dwell.of, trace.length));
  return first === undefined ? null : (first.atMs - newestMs(trace)) / 1000;
}
