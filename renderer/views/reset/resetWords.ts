/** Words of the reset view: its figures with their evidence, axes, one try as a line. Pure. */
import type { ResetBy, ResetMeasure, ResetTry } from '../../../main/base/model/reset.ts';
import { resetGate, resetLacks, spreadLimit } from '../../../main/base/model/reset.ts';
import { secondWords } from '../../../main/base/model/secondWords.ts';
import type { FigureWords } from '../../parts/gateFigure.tsx';
import type { MarkState } from '../../parts/mark.tsx';
import type { Axis, ResetFigures } from '../../store/resetFacts.ts';
import { widestAxis } from '../../store/resetFacts.ts';
import { between, rateWords } from '../judge/judgeWords.ts';

export const axisNames: Readonly<Record<Axis, string>> = {
  xM: 'x, forward',
  yM: 'y, sideways',
  yawRad: 'turn',
};

const fixed = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '–';

/** Whether a gate is reached: not told while a measuring still runs and could reach it. */
function markOf(ok: boolean, running: boolean): MarkState {
  if (ok) return 'passed';
  return running ? 'in-progress' : 'failed';
}

function rowFigure({ row, n, done, times }: ResetFigures, running: boolean): FigureWords {
  return {
    id: 'row',
    name: running ? 'In a row, now' : 'In a row, most',
    asked: `gate: ${resetGate.row}`,
    mark: markOf(row >= resetGate.row, running),
    value: String(row),
    unit: running ? `of ${resetGate.row}` : '',
    evidence: running ? `${done} of ${times} measured` : `within retries, of ${n}`,
  };
}

function spreadFigure(measure: ResetMeasure | null, running: boolean): FigureWords {
  const most = measure === null ? resetGate.spread : spreadLimit(measure.spread.n);
  const none = { mark: 'not-yet', value: '–', unit: '' } as const;
  const head = { id: 'spread', name: 'Spread', asked: `gate: ≤ ${most.toFixed(2)}` };
  if (running) return { ...head, ...none, evidence: 'told at the end' };
  if (measure === null) return { ...head, ...none, evidence: 'not measured' };
  const axis = widestAxis(measure);
  const value = measure.spread.coordinates[axis];
  return {
    ...head,
    mark: markOf(!resetLacks(measure).includes('spread'), false),
    value: value.toFixed(2),
    unit: '',
    evidence: `largest: ${axisNames[axis].split(',')[0]}  n=${measure.spread.n}`,
  };
}

/** The figures in large; null: nothing is measured yet. `measure` is the whole one, where there is one. */
export function resetFigureWords(
  figures: ResetFigures | null,
  measure: ResetMeasure | null,
  running: boolean,
): readonly FigureWords[] {
  const plain = { asked: null, mark: null, unit: '' } as const;
  if (figures === null) {
    const blank = { ...plain, value: '–', evidence: 'not measured' };
    return [
      { ...blank, id: 'first', name: 'Verified at first check' },
      { ...blank, id: 'verified', name: 'Within retries' },
      { ...blank, id: 'row', name: 'In a row', asked: `gate: ${resetGate.row}`, mark: 'not-yet' },
      spreadFigure(null, false),
      { ...blank, id: 'seconds', name: 'Seconds, p50' },
      { ...blank, id: 'attempts', name: 'Tries of the program' },
    ];
  }
  const { first, verified, rescues } = figures;
  if (figures.n === 0) {
    const blank = resetFigureWords(null, null, false).map((each) => ({
      ...each,
      evidence: 'none yet',
    }));
    return blank.map((each) => (each.id === 'row' ? rowFigure(figures, running) : each));
  }
  const called = rescues === 1 ? '1 time' : `${rescues} times`;
  return [
    {
      ...{ ...plain, id: 'first', name: 'Verified at first check', value: rateWords(first) },
      unit: `${first.k} of ${first.n}`,
      evidence: `${between(first)} (95 %)`,
    },
    {
      ...{ ...plain, id: 'verified', name: 'Within retries', value: rateWords(verified) },
      unit: `${verified.k} of ${verified.n}`,
      evidence: `${between(verified)} (95 %)`,
    },
    rowFigure(figures, running),
    spreadFigure(running ? null : measure, running),
    {
      ...{ ...plain, id: 'seconds', name: 'Seconds, p50', value: fixed(figures.secondsP50, 1) },
      unit: 's',
      evidence: `p95 ${fixed(figures.secondsP95, 1)} s, bench time`,
    },
    {
      ...{ ...plain, id: 'attempts', name: 'Tries of the program' },
      value: fixed(figures.attemptsMean, 2),
      unit: 'a reset',
      evidence: `a person needed ${called}`,
    },
  ];
}

/** What one try came to. */
export function tryWords({ verifiedAt, why, attempts }: ResetTry): string {
  if (verifiedAt === null) return why === '' ? 'not verified' : why;
  if (verifiedAt === 1) return 'at the first check';
  return `at check ${verifiedAt} of ${attempts} tries${why === '' ? '' : `: ${why}`}`;
}

export const tryMark = ({ verifiedAt }: ResetTry): MarkState =>
  verifiedAt === null ? 'failure' : verifiedAt === 1 ? 'success' : 'undecided';

export function byWords(by: ResetBy): string {
  if (by.kind === 'built-in') return 'built-in author';
  if (by.kind === 'agent') return by.agentId;
  return by.kind === 'person' ? by.name : 'came with the task';
}

/** What another check made of starts that its own verified, where that is too little; null where nothing is to be said. */
export function deniedWords(measure: ResetMeasure | null): string | null {
  const second = measure?.second;
  if (measure === null || second === undefined) return null;
  return resetLacks(measure).includes('second') ? secondWords(second) : null;
}

/** What is said of a gate that is not met, as sentences. */
export function unmetResetWords(measure: ResetMeasure | null): readonly string[] {
  if (measure === null) return ['It was never measured.'];
  const { longestRow, spread } = measure;
  const denied = deniedWords(measure);
  const lacks = resetLacks(measure);
  const axis = widestAxis(measure);
  const wide = spread.coordinates[axis];
  const most = spreadLimit(spread.n);
  return [
    ...(!lacks.includes('row')
      ? []
      : [`${longestRow} in a row were verified: ${resetGate.row} are asked.`]),
    ...(!lacks.includes('spread')
      ? []
      : [
          `Its starts are off by ${wide.toFixed(2)} in ${axisNames[axis]}: at most ${most.toFixed(2)} is asked.`,
        ]),
    ...(denied === null ? [] : [denied]),
  ];
}
