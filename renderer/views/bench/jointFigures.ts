/** The last minute of the joints as three figures: where they were, how hard they pushed, how warm they got. Pure. */
import type { Envelope } from '../../../main/base/model/arm.ts';
import { degrees } from '../../draw/poseWords.ts';
import type { Figure, FigureLimit, FigureSheet } from '../../parts/figure.ts';
import type { JointSeries } from '../../store/armHistory.ts';

/** Short enough to stand beside a line. */
export const jointShort = ['Pan', 'Lift', 'Elbow', 'Flex', 'Roll', 'Grip'] as const;

type Column = readonly (number | null)[];

/** Lowest and highest of what is shown, at least `span` apart and `room` of it around. */
function rangeOf(columns: readonly Column[], more: readonly number[], span: number) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number): void => {
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const column of columns) for (const value of column) if (value !== null) take(value);
  more.forEach(take);
  if (low > high) return [0, span] as const;
  const missing = Math.max(0, span - (high - low)) / 2;
  const room = 0.06 * Math.max(span, high - low);
  return [low - missing - room, high + missing + room] as const;
}

const scaled = (columns: readonly Column[], by: (value: number) => number): readonly Column[] =>
  columns.map((column) => column.map((value) => (value === null ? null : by(value))));

const linesOf = (columns: readonly Column[]): Figure['lines'] =>
  columns.map((values, index) => ({ name: jointShort[index] ?? '', values }));

/** A joint's own range is drawn only for the joint that is brought out: six of them would hide the lines. */
function rangeLimits(envelope: Envelope | null, joint: number | null): readonly FigureLimit[] {
  const range = joint === null ? undefined : envelope?.jointsRad[joint];
  if (range === undefined || joint === null) return [];
  const name = jointShort[joint] ?? '';
  return [
    { value: degrees(range.min), words: `${name} from ${degrees(range.min).toFixed(0)}°` },
    { value: degrees(range.max), words: `${name} to ${degrees(range.max).toFixed(0)}°` },
  ];
}

export function jointFigures(
  series: JointSeries,
  envelope: Envelope | null,
  joint: number | null,
): FigureSheet {
  const position = scaled(series.positionRad, degrees);
  const load = scaled(series.load, (share) => 100 * share);
  const ranges = rangeLimits(envelope, joint);
  const most = envelope === null ? null : 100 * envelope.loadLimit;
  const rest = envelope?.temperatureRestC ?? null;
  const loadLimits = most === null ? [] : [most, -most];
  const shown = joint === null ? position : position.slice(joint, joint + 1);
  return {
    xName: 'seconds before the newest sample',
    xs: series.atS,
    xRange: [-60, 0],
    figures: [
      {
        title: 'Position',
        unit: '°',
        digits: 1,
        lines: linesOf(position),
        limits: ranges,
        yRange: rangeOf(
          shown,
          ranges.map(({ value }) => value),
          20,
        ),
        focus: joint,
      },
      {
        title: 'Load',
        unit: '% of stall',
        digits: 0,
        lines: linesOf(load),
        limits: loadLimits.map((value) => ({ value, words: `limit ${value.toFixed(0)} %` })),
        yRange: rangeOf(load, loadLimits, 40),
        focus: joint,
      },
      {
        title: 'Heat',
        unit: '°C',
        digits: 0,
        lines: linesOf(series.temperatureC),
        limits: rest === null ? [] : [{ value: rest, words: `rest at ${rest.toFixed(0)} °C` }],
        yRange: rangeOf(series.temperatureC, rest === null ? [] : [rest], 20),
        focus: joint,
      },
    ],
  };
}
