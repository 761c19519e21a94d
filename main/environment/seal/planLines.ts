/**
 * What must hold before a contract may be signed, line by line, each in words with its figure: the judge's gate on locked
 * clips, the reset in a row, a locked split, the task's form, the envelope inside the bench's. Pure.
 */
import type { Box, Envelope } from '../../base/model/arm.ts';
import type { JudgeReport, LockedMeasure } from '../../base/model/judge.ts';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { SealLine } from '../../base/model/seal.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { planResetGate } from '../reset/planResetGate.ts';

export interface LineFacts {
  /** Of the judge in the working copy; null: somebody changed it by hand, it is none of its versions. */
  readonly judge: {
    readonly id: string;
    readonly report: Pick<JudgeReport, 'locked' | 'gate' | 'why'>;
    /** The newest measuring of these very bytes on this bench. */
    readonly measure: Pick<LockedMeasure, 'setId'> | null;
  } | null;
  /** The newest measuring of the reset in the working copy; words where it is not known. */
  readonly reset: ResetMeasure | string | null;
  readonly lockedSets: readonly { readonly setId: string }[];
  /** What is wrong with the task's form on this bench. */
  readonly problems: readonly string[];
  readonly manifest: Pick<TaskManifest, 'resetLimits' | 'episodeLimits'>;
  readonly bench: Envelope;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const closed = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

function judgeLine({ judge }: LineFacts): SealLine {
  const line = (ok: boolean, words: string): SealLine => ({ id: 'judge', ok, words });
  if (judge === null)
    return line(
      false,
      'The judge of the working copy is none of its versions: add it, measure it.',
    );
  const { id, report, measure } = judge;
  const { locked } = report;
  if (locked === null || measure === null) {
    const lack =
      id === 'shipped'
        ? 'The judge came with the task without a report of its gate, and it was not measured here'
        : `${id} was not measured`;
    return line(false, `${lack} on locked clips: bench judge measure.`);
  }
  if (report.gate === 'fail')
    return line(false, `${id} does not meet its gate: ${report.why.map(closed).join(' ')}`);
  const { fp, negatives, fprUpper95, recall, positives } = locked;
  return line(
    true,
    `${id} met its gate on ${measure.setId}: ${fp} of ${negatives} negatives called success ` +
      `(below ${percent(fprUpper95)}), ${percent(recall)} of ${positives} positives found.`,
  );
}

function resetLine({ reset }: LineFacts): SealLine {
  const line = (ok: boolean, words: string): SealLine => ({ id: 'reset', ok, words });
  if (typeof reset === 'string') return line(false, closed(reset));
  if (reset === null)
    return line(false, 'The reset was not measured on the bench: bench reset run.');
  const gate = planResetGate(reset);
  const open = gate.filter(({ ok }) => !ok);
  const told = open.length === 0 ? gate : open;
  return line(open.length === 0, told.map(({ words }) => words).join(' '));
}

function lockedLine({ judge, lockedSets }: LineFacts): SealLine {
  const line = (ok: boolean, words: string): SealLine => ({ id: 'locked', ok, words });
  const used = judge?.measure?.setId;
  if (lockedSets.length === 0) return line(false, 'No clips are locked: bench clips split --lock.');
  if (used !== undefined && lockedSets.some(({ setId }) => setId === used))
    return line(true, `${used} measured the judge.`);
  return line(true, `${lockedSets.at(-1)?.setId} is locked; it did not measure this judge.`);
}

function taskLine({ problems }: LineFacts): SealLine {
  const words = problems.length === 0 ? 'The form is complete.' : problems.map(closed).join(' ');
  return { id: 'task', ok: problems.length === 0, words };
}

const mm = (metres: number): string => `${Math.round(metres * 1000)} mm`;
/** Limits are typed by people: a tenth of a millimetre is none. */
const roundingM = 1e-4;

function beyond(what: string, limits: Box, bench: Box): readonly string[] {
  return (['x', 'y', 'z'] as const).flatMap((axis) => {
    const { min, max } = limits[axis];
    const own = bench[axis];
    if (min >= own.min - roundingM && max <= own.max + roundingM) return [];
    return [
      `In ${axis} the ${what} goes from ${mm(min)} to ${mm(max)}, ` +
        `the bench from ${mm(own.min)} to ${mm(own.max)}.`,
    ];
  });
}

function envelopeLine({ manifest, bench }: LineFacts): SealLine {
  const { workspaceM } = bench;
  const words = [
    ...beyond('reset', manifest.resetLimits, workspaceM),
    ...beyond('episode', manifest.episodeLimits, workspaceM),
  ];
  return {
    id: 'envelope',
    ok: words.length === 0,
    words: words.length === 0 ? "Both limits lie inside the bench's." : words.join(' '),
  };
}

export function planLines(facts: LineFacts): readonly SealLine[] {
  return [
    judgeLine(facts),
    resetLine(facts),
    lockedLine(facts),
    taskLine(facts),
    envelopeLine(facts),
  ];
}
