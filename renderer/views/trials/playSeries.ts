/** The plots of a recorded trial as plain series over seconds of its record: judge, one joint, its load. Pure. */
import type { JudgedMoment, PlaybackDocument } from '../../../main/base/api/playback.ts';
import { jointNames } from '../../../main/base/model/arm.ts';
import { degrees } from '../../draw/poseWords.ts';

export interface PlotLine {
  readonly name: string;
  readonly look: 'strong' | 'plain' | 'dashed';
  readonly values: readonly (number | null)[];
}

export interface PlotMark {
  readonly value: number;
  readonly words: string;
}

export interface PlotSeries {
  readonly title: string;
  readonly xs: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly range: readonly [number, number];
  /** Levels drawn across the whole plot. */
  readonly marks: readonly PlotMark[];
  /** Spans of time that count, drawn behind. */
  readonly spans: readonly (readonly [number, number])[];
  readonly dots: boolean;
  /** The seconds stand under it. */
  readonly hasTime: boolean;
}

/** Of score: a picture exactly at the bound (SDK `scoreOf`). */
const scoreAtBound = 0.5;

function rangeOf(lines: readonly PlotLine[], least: number): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values } of lines)
    for (const value of values) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return [0, least];
  const room = Math.max(least - (high - low), 0.1 * (high - low)) / 2;
  return [low - room, high + room];
}

/** Where nothing was judged for longer than so many of the usual distances, no line is drawn. */
const gapPeriods = 4;

/** The rows, with a null where a line from one to the next would say something that nobody judged. */
function withGaps(trace: readonly JudgedMoment[]): readonly (JudgedMoment | null)[] {
  const gapOf = (at: number): number =>
    (trace[at]?.capturedAtMs ?? 0) - (trace[at - 1]?.capturedAtMs ?? 0);
  const gaps = trace.slice(1).map((_, at) => gapOf(at + 1));
  const usual = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return trace.flatMap((row, at) => {
    const before = trace[at - 1];
    if (before === undefined) return [row];
    const joins =
      before.phase === row.phase &&
      before.attempt === row.attempt &&
      gapOf(at) <= gapPeriods * usual;
    return joins ? [row] : [null, row];
  });
}

export function judgeSeries(
  document: PlaybackDocument,
  spans: readonly (readonly [number, number])[],
): PlotSeries {
  const seconds = (ms: number): number => (ms - document.startMs) / 1000;
  const rows = withGaps(document.trace);
  // A gap stands halfway: uPlot wants times that rise.
  const timeOf = (at: number): number => {
    const row = rows[at];
    if (row) return row.capturedAtMs;
    return ((rows[at - 1]?.capturedAtMs ?? 0) + (rows[at + 1]?.capturedAtMs ?? 0)) / 2;
  };
  return {
    title: 'Judge score',
    xs: rows.map((_, at) => seconds(timeOf(at))),
    lines: [{ name: 'score', look: 'strong', values: rows.map((row) => row?.score ?? null) }],
    range: [-0.05, 1.08],
    marks: [{ value: scoreAtBound, words: 'bound' }],
    spans: spans.map(([from, to]) => [seconds(from), seconds(to)]),
    dots: true,
    hasTime: false,
  };
}

/** Says in a plot's title that not every control row is drawn; nothing when every one is. */
function thinWords({ every }: PlaybackDocument['steps']): string {
  return every > 1 ? ` · 1 row in ${every}` : '';
}

export function jointSeries(document: PlaybackDocument, joint: number): PlotSeries {
  const { steps, startMs } = document;
  const inDegrees = (values: readonly (number | null)[] = []): (number | null)[] =>
    values.map((value) => (value === null ? null : degrees(value)));
  const lines: readonly PlotLine[] = [
    { name: 'wanted', look: 'dashed', values: inDegrees(steps.wantedRad[joint]) },
    { name: 'applied', look: 'plain', values: inDegrees(steps.appliedRad[joint]) },
    { name: 'read', look: 'strong', values: inDegrees(steps.positionRad[joint]) },
  ];
  return {
    title: `${(jointNames[joint] ?? '').replace('_', ' ')} °${thinWords(steps)}`,
    xs: steps.atMs.map((ms) => (ms - startMs) / 1000),
    lines,
    range: rangeOf(lines, 4),
    marks: [],
    spans: [],
    dots: false,
    hasTime: false,
  };
}

export function loadSeries(document: PlaybackDocument, joint: number): PlotSeries {
  const { steps, startMs } = document;
  const values = (steps.load[joint] ?? []).map((load) => load * 100);
  const lines: readonly PlotLine[] = [{ name: 'load', look: 'strong', values }];
  const [low, high] = rangeOf(lines, 20);
  return {
    title: `Load %${thinWords(steps)}`,
    xs: steps.atMs.map((ms) => (ms - startMs) / 1000),
    lines,
    range: [Math.min(low, -5), Math.max(high, 5)],
    marks: [{ value: 0, words: '' }],
    spans: [],
    dots: false,
    hasTime: true,
  };
}
