/**
 * The control loop's cadence by section over the rows it is given, for people who look for where time goes. Pure: the
 * servo process measured, this only counts.
 */
import { summarise } from '../base/lib/stats.ts';
import {
  type LoopSectionName,
  type LoopView,
  loopSectionNames,
  type SectionView,
  sectionEdgesMs,
} from '../base/model/view.ts';
import type { ServoState } from './robot.ts';

const millisecondsOf: Readonly<Record<LoopSectionName, (row: ServoState) => number | null>> = {
  read: (row) => row.busMs,
  decide: (row) => row.sections.decideMs,
  write: (row) => row.sections.writeMs,
  report: (row) => row.sections.reportMs,
  slack: (row) => row.sections.slackMs,
  period: (row) => (row.sections.slackMs === null ? null : row.periodMs),
};

const micro = (ms: number): number => Math.round(ms * 1000) / 1000;

function sectionOf(name: LoopSectionName, rows: readonly ServoState[]): SectionView | null {
  const values = rows.map(millisecondsOf[name]).filter((value) => value !== null);
  if (values.length === 0) return null;
  const { p50, p99, max } = summarise(values);
  const counts = new Array<number>(sectionEdgesMs.length + 1).fill(0);
  for (const value of values) {
    const bin = sectionEdgesMs.findIndex((edgeMs) => value <= edgeMs);
    const at = bin === -1 ? sectionEdgesMs.length : bin;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { name, p50: micro(p50), p99: micro(p99), max: micro(max), counts };
}

/** `rows` oldest first. Null when there are none. */
export function loopViewOf(
  rows: readonly ServoState[],
  clock: LoopView['clock'],
  targetHz: number,
): LoopView | null {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    clock,
    targetHz,
    periods: rows.length,
    seconds: micro((last.state.atMs - first.state.atMs) / 1000),
    missedTicks: last.missedTicks,
    missedLately: last.missedTicks - first.missedTicks,
    sections: loopSectionNames
      .map((name) => sectionOf(name, rows))
      .filter((section) => section !== null),
  };
}
