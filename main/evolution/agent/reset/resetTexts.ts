/**
 * What the desk says of resets, in text tables: each reset of a try turn by turn, a measuring in numbers with what of the
 * gate is not met, where a session stands. Says no seed. Pure.
 */
import { deskLimits } from '../../../base/api/agentVerbs.ts';
import { textTable } from '../../../base/lib/textTable.ts';
import type { ResetMeasure, ResetTry, ResetVersion, ResetView } from '../../../base/model/reset.ts';
import type { PlanarPose } from '../../../base/model/scene.ts';
import { secondWords } from '../../../base/model/secondWords.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import { planResetGate, whyNotReset } from '../../../environment/reset/planResetGate.ts';
import type { ResetLook } from '../../../rollout/resetting/runResets.ts';
import type { DeskPlaces } from '../desk/deskPorts.ts';
import { limitsText, mm } from '../desk/deskTexts.ts';

/** Letters of what a program printed, of all resets of a try together. */
const shownPrinted = 3000;
const shownCauses = 8;

const degrees = (rad: number): string => ((180 * rad) / Math.PI).toFixed(0);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const poseWords = (pose: PlanarPose | null): string =>
  pose === null ? '-' : `${mm(pose.xM)} ${mm(pose.yM)} ${degrees(pose.yawRad)}°`;

function offWords({ wanted, seen }: ResetTry): string {
  return seen === null ? '-' : mm(Math.hypot(seen.xM - wanted.xM, seen.yM - wanted.yM));
}

function otherWords({ second }: ResetTry): string {
  if (second === undefined) return '-';
  return `${second.ok ? 'yes' : 'no'}: ${second.why}`;
}

function tryRow(tried: ResetTry): readonly string[] {
  const { index, wanted, seen, verifiedAt, attempts, seconds } = tried;
  return [
    `${index + 1}`,
    poseWords(wanted),
    poseWords(seen),
    offWords(tried),
    verifiedAt === null ? 'none' : `check ${verifiedAt}`,
    `${attempts}`,
    seconds.toFixed(1),
    otherWords(tried),
  ];
}

function endWords(end: ResetLook['turns'][number]['end']): string {
  switch (end.kind) {
    case 'done':
      return end.note === '' ? 'it said done' : `it said done: ${end.note}`;
    case 'timeout':
      return 'its time was up';
    case 'limit':
      return `the envelope refused a target: ${end.why}`;
    case 'crashed':
      return `it crashed: ${end.why}`;
    case 'stale':
      return `it did not answer in time: ${end.why}`;
  }
}

function turnLines({ tried, turns }: ResetLook): readonly string[] {
  const head = `reset ${tried.index + 1}:`;
  if (turns.length === 0) return [`${head} the program did not start: ${tried.why}`];
  return turns.map(({ end, ok, said, second }, at) => {
    const other = second !== null && second.ok !== ok ? ` (the other check: ${second.why})` : '';
    return `${head} turn ${at + 1}: ${endWords(end)}; the check said ${ok ? 'yes' : 'no'}: ${said}${other}`;
  });
}

function printedLines(looks: readonly ResetLook[]): readonly string[] {
  const all = looks.map(({ printed }) => printed.trim()).filter((text) => text !== '');
  if (all.length === 0) return ['It printed nothing to standard error.'];
  const text = all.join('\n');
  const cut = text.length > shownPrinted ? '… ' : '';
  return ['Standard error, the end of it:', `${cut}${text.slice(-shownPrinted)}`];
}

export interface TriedReset {
  readonly measure: Omit<ResetMeasure, 'wallTime'>;
  readonly looks: readonly ResetLook[];
}

export function tryText({ measure, looks }: TriedReset, commit: string): string {
  const { verifiedFirst, verified, clock, between, second } = measure;
  const heads = ['#', 'wanted x y turn', 'seen', 'off mm', 'verified', 'turns', 's', 'other check'];
  const time = clock === 'lockstep' ? 'in bench time' : 'in real time';
  const inBetween = between === 'policy' ? 'the policy played in between' : 'nothing in between';
  return [
    `reset/ of commit ${commit.slice(0, 10)}, ${looks.length} resets ${time}, ${inBetween}:`,
    ...textTable(
      heads,
      looks.map(({ tried }) => tryRow(tried)),
    ),
    `verified at the first check ${verifiedFirst.k} of ${verifiedFirst.n}, within its turns ` +
      `${verified.k} of ${verified.n}`,
    ...(second === undefined ? [] : [secondWords(second)]),
    '',
    ...looks.flatMap(turnLines),
    '',
    ...printedLines(looks),
    'Next: reset_try --frame CAMERA shows what the last check looked at; reset_submit when you believe in it.',
  ].join('\n');
}

function measureLines(measure: ResetMeasure): readonly string[] {
  const { verifiedFirst, verified, secondsP50, secondsP95, attemptsMean, causes } = measure;
  const between = ({ lo, hi }: ResetMeasure['verified']): string =>
    `${percent(lo)} to ${percent(hi)}`;
  return [
    `verified at the first check ${verifiedFirst.k} of ${verifiedFirst.n} (${between(verifiedFirst)}), ` +
      `within its turns ${verified.k} of ${verified.n} (${between(verified)})`,
    `${secondsP50.toFixed(1)} s for half of them, ${secondsP95.toFixed(1)} s for 95 in 100; ` +
      `${attemptsMean.toFixed(2)} turns a reset`,
    ...causes.slice(0, shownCauses).map(({ words, n }) => `${n} × no: ${words}`),
  ];
}

export function measuredText(version: ResetVersion, again: boolean): string {
  const { id, measure } = version;
  if (measure === null) return `${id} has not been measured.`;
  const gate = planResetGate(measure);
  const isMet = gate.every(({ ok }) => ok);
  return [
    again ? `${id} is this very reset, measured before:` : `${id} was measured:`,
    ...measureLines(measure),
    ...gate.map(({ ok, words }) => `${ok ? 'met' : 'not met'}: ${words}`),
    `gate: ${isMet ? 'met' : 'not met'}`,
    isMet
      ? 'Done: a person accepts it now. Say in notes/ what it does and what it cannot do, and end.'
      : 'Next: reset_try; submit again when you know why.',
  ].join('\n');
}

export interface ResetStanding {
  readonly view: ResetView;
  /** Ids of versions of this session. */
  readonly mine: readonly string[];
  readonly tries: number;
}

export function resetStatusLines({ view, mine, tries }: ResetStanding): readonly string[] {
  const rows = view.versions
    .filter(({ id }) => mine.includes(id))
    .map(({ id, measure }) => [
      id,
      measure === null
        ? 'not measured'
        : `${measure.verifiedFirst.k} of ${measure.verifiedFirst.n}`,
      measure === null ? '-' : `${measure.verified.k} of ${measure.verified.n}`,
      whyNotReset(measure).length === 0 ? 'met' : 'not met',
    ]);
  return [
    `the task has now: ${view.inForce ?? 'a reset that somebody changed by hand'}`,
    `tries: ${tries} of ${deskLimits.resetTries}; submitted: ${mine.length} of ${deskLimits.resetVersions}`,
    ...(rows.length === 0
      ? ['you have submitted none']
      : textTable(['your resets', 'first check', 'within its turns', 'gate'], rows)),
  ];
}

function boxWords(box: ResetView['box']): string {
  if (box === undefined) return 'drawn by the bench';
  const { x, y } = box;
  return `x ${mm(x.min)} to ${mm(x.max)} mm, y ${mm(y.min)} to ${mm(y.max)} mm, drawn by the bench`;
}

export function resetTaskText(
  task: TaskManifest,
  brief: string,
  { places, box }: { readonly places: DeskPlaces; readonly box: ResetView['box'] },
): string {
  const { reset, success, config } = task;
  return [
    `${task.name} (${task.id} ${task.version}): ${task.instruction}`,
    `success: ${success.words}`,
    `starts: ${boxWords(box)}`,
    `cameras: ${task.cameras.join(', ')}; rate ${task.rateHz} Hz; a turn has ${reset.limitS} s, ` +
      `${reset.retries + 1} turns a reset`,
    limitsText('limits of a reset', task.resetLimits),
    `clear view, joints in radians: ${JSON.stringify(task.clearViewRad)}`,
    `reset: ${reset.main}, ${reset.memoryMb} MB, an answer within ${reset.answerMs} ms`,
    `as programs get it (metres, radians): ${JSON.stringify({ success, config })}`,
    `your clone: ${places.clone}; you may change reset/ and notes/ in it; what is committed is what runs`,
    `the SDK that a reset may import as nightbench/sdk/*.ts: ${places.sdk}; guides: ${places.guides}`,
    '',
    brief,
  ].join('\n');
}
