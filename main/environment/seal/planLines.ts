/**
 * What must hold before a contract may be signed, line by line, each in words with its figure: the judge's gate on locked
 * clips, the reset in a row, a locked split, the task's form, the envelope inside the bench's. Pure.
 */
import type { Box, Envelope } from '../../base/model/arm.ts';
import type { JudgeReport, LockedMeasure } from '../../base/model/judge.ts';
import {
  elsewhereWords,
  type MakersNote,
  makersSentence,
  makersWords,
} from '../../base/model/makers.ts';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { SealLine, Todo } from '../../base/model/seal.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { planResetGate } from '../reset/planResetGate.ts';

export interface LineFacts {
  readonly task: string;
  /** Of the judge in the working copy; null: somebody changed it by hand, it is none of its versions. */
  readonly judge: {
    readonly id: string;
    readonly report: Pick<JudgeReport, 'locked' | 'gate' | 'why' | 'makers'>;
    /** The newest measuring of these very bytes on this bench. */
    readonly measure: Pick<LockedMeasure, 'setId'> | null;
  } | null;
  /** The newest measuring of the reset in the working copy; words where it is not known. */
  readonly reset: ResetMeasure | string | null;
  /** Where the reset was not measured here: what its makers did. */
  readonly resetMakers?: MakersNote | undefined;
  readonly lockedSets: readonly { readonly setId: string }[];
  /** What is wrong with the task's form on this bench. */
  readonly problems: readonly string[];
  readonly manifest: Pick<TaskManifest, 'resetLimits' | 'episodeLimits'>;
  readonly bench: Envelope;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const closed = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

type Of = SealLine['id'];

const holds = (id: Of, words: string): SealLine => ({ id, ok: true, words, todo: null });
const lacks = (id: Of, words: string, todo: string, command = ''): SealLine => {
  const what: Todo = { words: todo, command };
  return { id, ok: false, words, todo: what };
};

const measureJudge = ['Measure it on locked clips.', 'bench judge measure --task TASK'] as const;
const measureReset = [
  'Measure it on the bench.',
  'bench reset run --task TASK --times 20',
] as const;

function judgeLine({ judge }: LineFacts): SealLine {
  if (judge === null)
    return lacks(
      'judge',
      'The judge of the working copy is none of its versions.',
      'Add it as a version and measure it.',
      'bench judge add FOLDER --task TASK',
    );
  const { id, report, measure } = judge;
  const { locked, makers } = report;
  const name = id === 'shipped' ? 'The judge that came with the task' : id;
  if (locked === null) {
    const elsewhere = makers === undefined ? '' : ` ${elsewhereWords(makers)}`;
    return lacks('judge', `${name} was not measured on locked clips.${elsewhere}`, ...measureJudge);
  }
  if (report.gate === 'fail') {
    const why = report.why.map(closed).join(' ');
    return lacks('judge', `${name} does not meet its gate: ${why}`, ...measureJudge);
  }
  const { fp, negatives, fprUpper95, recall, positives } = locked;
  const figures =
    `${fp} of ${negatives} negatives called success ` +
    `(below ${percent(fprUpper95)}), ${percent(recall)} of ${positives} positives found`;
  const on = measure === null ? '' : ` on ${measure.setId}`;
  const whose = makers === undefined ? '' : `, ${makersWords(makers)}`;
  return holds('judge', `${name} met its gate${on}: ${figures}${whose}.`);
}

function resetLine({ reset, resetMakers: makers }: LineFacts): SealLine {
  if (typeof reset === 'string') return lacks('reset', closed(reset), 'Look at the reset.');
  if (reset === null) {
    const elsewhere = makers === undefined ? '' : ` ${elsewhereWords(makers)}`;
    return lacks('reset', `The reset was not measured on the bench.${elsewhere}`, ...measureReset);
  }
  const gate = planResetGate(reset);
  const open = gate.filter(({ ok }) => !ok);
  const told = (open.length === 0 ? gate : open).map(({ words }) => words).join(' ');
  if (open.length > 0) return lacks('reset', told, ...measureReset);
  return holds('reset', makers === undefined ? told : `${told} ${makersSentence(makers)}`);
}

function lockedLine({ judge, lockedSets }: LineFacts): SealLine {
  const used = judge?.measure?.setId;
  if (used !== undefined && lockedSets.some(({ setId }) => setId === used))
    return holds('locked', `${used} measured the judge.`);
  if (lockedSets.length > 0)
    return holds('locked', `${lockedSets.at(-1)?.setId} is locked; it did not measure this judge.`);
  if (judge?.report.makers?.counts === true)
    return holds('locked', 'No clips are locked here: the judge came with its own report.');
  return lacks(
    'locked',
    'No clips are locked.',
    'Lock some.',
    'bench clips split --task TASK --negatives 59 --lock --by NAME',
  );
}

function taskLine({ problems }: LineFacts): SealLine {
  if (problems.length === 0) return holds('task', 'The form is complete.');
  return lacks(
    'task',
    problems.map(closed).join(' '),
    'Complete the form.',
    'bench task edit TASK --file form.json',
  );
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
  if (words.length === 0) return holds('envelope', "Both limits lie inside the bench's.");
  const todo = 'Narrow the limits of the task, or set the envelope of the bench.';
  return lacks('envelope', words.join(' '), todo, 'bench task edit TASK --file form.json');
}

/** In the order in which they are shown. */
export function planLines(facts: LineFacts): readonly SealLine[] {
  const lines = [
    ...[judgeLine(facts), resetLine(facts), lockedLine(facts)],
    ...[taskLine(facts), envelopeLine(facts)],
  ];
  return lines.map(({ todo, ...line }) => ({
    ...line,
    todo: todo && { ...todo, command: todo.command.replace('TASK', facts.task) },
  }));
}
