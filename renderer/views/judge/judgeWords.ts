/** Words of the judge view: rates with their evidence, the gate as figures, what the learning curve says. Pure. */
import { type JudgeVersion, judgeGate, type Rate } from '../../../main/base/model/judge.ts';
import type { CurvePoint } from '../../../main/base/model/judgeWork.ts';
import type { Verdict } from '../../../main/base/model/trial.ts';
import type { FigureWords } from '../../parts/gateFigure.tsx';
import type { MarkState } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import type { Gated } from '../../store/judgeFacts.ts';

export const two = (value: number): string => value.toFixed(2);

/** A rate as a figure; no figure for none of none. */
export const rateWords = ({ k, n }: Rate): string => (n === 0 ? '–' : two(k / n));
export const between = ({ lo, hi }: Rate): string => `[${two(lo)}, ${two(hi)}]`;
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** Small figures with a digit more: 4.2 ms, 41 ms. */
export const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** Some seconds, as a person waits for them. */
export function leftWords(seconds: number | null): string {
  if (seconds === null) return 'time left not known yet';
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

export const verdictMarks: Readonly<Record<Verdict['verdict'], MarkState>> = {
  success: 'success',
  failure: 'failure',
  undecided: 'undecided',
};

/** The five figures, four of them gates; before a measuring without values. */
export function gateFigures(version: Gated | null): readonly FigureWords[] {
  const locked = version?.locked ?? null;
  const mark = (id: string): MarkState => {
    if (locked === null) return 'not-yet';
    const line = version?.gate.find((each) => each.id === id);
    return line === undefined ? 'not-yet' : line.ok ? 'passed' : 'failed';
  };
  const scores = locked?.scores;
  const none = { value: '–', unit: '', evidence: 'not measured' };
  const { latency } = locked ?? {};
  const clips = scores === undefined ? 0 : scores.positives + scores.negatives;
  return [
    {
      id: 'fp',
      name: 'False positives',
      asked: `gate: ${judgeGate.fp}`,
      mark: mark('fp'),
      ...(scores === undefined
        ? none
        : {
            value: String(scores.fp),
            unit: `of ${scores.negatives}`,
            evidence: `at most ${percent(scores.fprUpper95)} (95 %)`,
          }),
    },
    {
      id: 'recall',
      name: 'Recall',
      asked: `gate: ≥ ${two(judgeGate.recall)}`,
      mark: mark('recall'),
      ...rateFigure(scores?.recall),
    },
    {
      id: 'precision',
      name: 'Precision',
      asked: null,
      mark: null,
      ...rateFigure(scores?.precision),
    },
    {
      id: 'flips',
      name: 'Flips in a clip, most',
      asked: `gate: ≤ ${judgeGate.flips}`,
      mark: mark('flips'),
      ...(scores === undefined
        ? none
        : {
            value: String(scores.flipsMax),
            unit: '',
            evidence: `none in ${scores.flipless} of ${clips} clips`,
          }),
    },
    {
      id: 'latency',
      name: 'Latency, p99',
      asked: `gate: ≤ ${judgeGate.p99Ms} ms`,
      mark: mark('latency'),
      ...(latency === undefined
        ? none
        : {
            value: ms(latency.p99),
            unit: 'ms',
            evidence: `p50 ${ms(latency.p50)} · p95 ${ms(latency.p95)}  n=${latency.n.toLocaleString('en-GB')}`,
          }),
    },
  ];
}

function rateFigure(rate: Rate | undefined): Pick<FigureWords, 'value' | 'unit' | 'evidence'> {
  if (rate === undefined) return { value: '–', unit: '', evidence: 'not measured' };
  return { value: rateWords(rate), unit: '', evidence: `${between(rate)}  n=${rate.n}` };
}

/** From here on a step of the curve is no more than chance and rounding. */
const stillRises = 0.02;
const stillWidens = 0.05;

/** Whether more clips would help, from the last two points; null while there are not two. */
export function curveWords(curve: readonly CurvePoint[]): string | null {
  const [before, last] = curve.slice(-2);
  if (before === undefined || last === undefined) return null;
  const span = `from ${before.clips} to ${last.clips} clips`;
  if (last.recall - before.recall >= stillRises)
    return `More clips still help: ${span} recall rose from ${two(before.recall)} to ${two(last.recall)}.`;
  if (before.fpr - last.fpr >= stillRises)
    return `More clips still help: ${span} false positives fell from ${percent(before.fpr)} to ${percent(last.fpr)}.`;
  if (last.margin - before.margin >= stillWidens)
    return `More clips still help a little: ${span} the gap between success and failure widened.`;
  return `More clips of the same kind would not help: ${span} nothing got better.`;
}

/** What its gate lines say that do not hold, as sentences. */
export const unmetWords = (version: JudgeVersion): readonly string[] =>
  version.gate.filter(({ ok }) => !ok).map(({ words }) => capital(words));

/** Who wrote it. */
export function byWords({ by }: Pick<JudgeVersion, 'by'>): string {
  if (by.kind === 'built-in') return 'built-in author';
  if (by.kind === 'agent') return by.agentId;
  return by.kind === 'person' ? by.name : 'came with the task';
}
