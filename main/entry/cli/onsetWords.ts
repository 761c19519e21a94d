/** Where trials fail and how a reset fares, as lines for people. Decides nothing. */
import { textTable } from '../../base/lib/textTable.ts';
import type { OnsetBin, OnsetView } from '../../base/model/onset.ts';
import type { ResetBlock, ResetDrift } from '../../base/model/reset.ts';
import { startWords } from '../../base/model/starts.ts';

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const barLetters = 30;

function binLines(bins: readonly OnsetBin[]): readonly string[] {
  const totals = bins.map(({ believed, ended, demos }) => believed + ended + demos);
  const most = Math.max(1, ...totals);
  const seconds = (value: number): string => String(Number(value.toFixed(1)));
  const width = Math.max(0, ...bins.map(({ toS }) => seconds(toS).length));
  return bins.map(({ fromS, toS, believed, ended, demos }) => {
    const bar = (count: number, letter: string): string =>
      letter.repeat(Math.round((count / most) * barLetters));
    const drawn = bar(believed, '#') + bar(ended, '=') + bar(demos, '.');
    const span = `${seconds(fromS).padStart(width)}–${seconds(toS).padStart(width)} s`;
    return `  ${span}  ${String(believed + ended + demos).padStart(4)}  ${drawn}`;
  });
}

/** The map from above: x forward is up, y to the left is left; failures of trials per cell. */
function mapLines({ across, cells }: OnsetView): readonly string[] {
  const found = new Map(cells.map((cell) => [`${cell.alongX} ${cell.alongY}`, cell]));
  const width = Math.max(1, ...cells.map(({ k, n }) => `${k}/${n}`.length));
  const steps = Array.from({ length: across }, (_, step) => across - 1 - step);
  return steps.map((alongX) => {
    const row = steps.map((alongY) => {
      const cell = found.get(`${alongX} ${alongY}`);
      return (cell === undefined ? '·' : `${cell.k}/${cell.n}`).padStart(width);
    });
    return `  ${row.join('  ')}`;
  });
}

export function onsetLines(view: OnsetView): readonly string[] {
  const { failures, unread, demos, reasons, bins, stated, proposals, why, starts } = view;
  const { k, n, lo, hi } = failures;
  const mm = ({ min, max }: { readonly min: number; readonly max: number }): string =>
    `${(1000 * min).toFixed(0)} to ${(1000 * max).toFixed(0)} mm`;
  const interval = n === 0 ? '' : `, ${percent(k / n)} [${percent(lo)}, ${percent(hi)}]`;
  const causes = reasons.map(({ reason, n: count }) => `${count} × ${reason}`).join(', ');
  const ended = bins.some((bin) => bin.ended > 0) ? ', = end of the last attempt' : '';
  const taught = bins.some((bin) => bin.demos > 0) ? ', . labelled demos' : '';
  return [
    `Trials: ${k} of ${n} failed${interval}${causes === '' ? '' : `: ${causes}`}`,
    ...(demos.labelled === 0
      ? []
      : [`Demos: ${demos.failures} of ${demos.labelled} labelled a failure`]),
    ...(unread === 0 ? [] : [`Of ${unread} failed trials the moment is not told.`]),
    ...(bins.length === 0
      ? []
      : [`When they came no closer (bench seconds; # as believed${ended}${taught}):`]),
    ...binLines(bins),
    ...(n === 0
      ? []
      : [
          `Where they began (failed/trials; up: x ${mm(stated.x)}, left: y ${mm(stated.y)}):`,
          ...mapLines(view),
        ]),
    ...(why === '' ? [] : [why]),
    ...(proposals.length === 0 ? [] : ['Worth practising (picked for it: look, then measure):']),
    ...proposals.map(({ words }, index) => `  ${index + 1}. ${words}`),
    `Trials begin in: ${startWords(starts)}`,
  ];
}

const dateLetters = 'YYYY-MM-DD'.length;
const short = (wallTime: string): string => wallTime.slice(0, 16).replace('T', ' ');

function timeOf({ fromTime, toTime }: ResetBlock): string {
  const [from, to] = [short(fromTime), short(toTime)];
  if (from === to) return to;
  const sameDay = from.slice(0, dateLetters) === to.slice(0, dateLetters);
  return `${from} to ${sameDay ? to.slice(dateLetters + 1) : to}`;
}

const mostLines = 12;

/** Over hours: trials in blocks of twenty, and measurings. */
export function driftLines(drift: ResetDrift | undefined): readonly string[] {
  if (drift === undefined || drift.blocks.length === 0) return [];
  const shown = drift.blocks.slice(-mostLines);
  const older = drift.blocks.length - shown.length;
  const rows = shown.map((block) => {
    const { kind, first, secondsP50 } = block;
    const rate = `${first.k}/${first.n}`;
    const between = `[${percent(first.lo)}, ${percent(first.hi)}]`;
    return [timeOf(block), kind, rate, between, secondsP50.toFixed(1)];
  });
  return [
    `Over time${older === 0 ? '' : ` (the newest ${shown.length} of ${drift.blocks.length})`}:`,
    ...textTable(['At (UTC)', 'Of', 'First check', '95 %', 'p50 s'], rows),
  ];
}
