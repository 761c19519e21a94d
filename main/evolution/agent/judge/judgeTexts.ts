/**
 * What the desk says of judges, in text tables: a try on clips that the agent has, in full; a measuring on locked clips, in
 * numbers alone, which clip and which kind never. Pure.
 */
import { textTable } from '../../../base/lib/textTable.ts';
import type {
  ClipScores,
  ClipVerdict,
  GateLine,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
  TryReport,
} from '../../../base/model/judge.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import type { DeskPlaces } from '../desk/deskPorts.ts';
import type { ClipPart } from './clipParts.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const two = (value: number): string => value.toFixed(2);

/** Mistakes in one answer; the rest are counted. */
const shownMistakes = 40;

type Parts = ReadonlyMap<string, ClipPart>;

function partRow(name: string, clips: readonly ClipVerdict[]): readonly string[] {
  const positives = clips.filter(({ label }) => label === 'success');
  const negatives = clips.filter(({ label }) => label === 'failure');
  const found = positives.filter(({ wrong }) => wrong === null).length;
  const called = negatives.filter(({ wrong }) => wrong === 'false-positive').length;
  const recall = positives.length === 0 ? '-' : percent(found / positives.length);
  return [
    name,
    `${positives.length}`,
    `${found}`,
    recall,
    `${negatives.length}`,
    `${called}`,
    `${Math.max(0, ...clips.map(({ flips }) => flips))}`,
  ];
}

function partTable({ clips }: TryReport, parts: Parts): readonly string[] {
  const of = (part: ClipPart): readonly ClipVerdict[] =>
    clips.filter(({ clipId }) => (parts.get(clipId) ?? 'learn') === part);
  const heads = ['part', 'successes', 'found', 'recall', 'failures', 'false successes', 'flips'];
  const rows = [partRow('learn', of('learn')), partRow('check', of('check'))];
  return textTable(heads, [...rows, partRow('all', clips)]);
}

function cameraTable({ perCamera }: ClipScores): readonly string[] {
  const rows = Object.entries(perCamera).map(([role, { fp, recall }]) => [
    role,
    `${recall.k} of ${recall.n}`,
    `${fp}`,
  ]);
  return textTable(['camera alone', 'found', 'false successes'], rows);
}

function kindTable({ byKind }: ClipScores): readonly string[] {
  const rows = Object.entries(byKind).map(([kind, { n, wrong }]) => [kind, `${n}`, `${wrong}`]);
  return textTable(['failures by kind', 'clips', 'called success'], rows);
}

const cameraWords = ({ perCamera, cameraScores }: ClipVerdict): string =>
  Object.entries(perCamera)
    .map(([role, verdict]) => {
      const score = cameraScores[role];
      return `${role} ${verdict}${score === undefined ? '' : ` ${two(score)}`}`;
    })
    .join(', ');

function mistakeTable({ mistakes }: TryReport, parts: Parts): readonly string[] {
  if (mistakes.length === 0) return ['No mistakes.'];
  const rows = mistakes
    .slice(0, shownMistakes)
    .map((each) => [
      each.clipId,
      parts.get(each.clipId) ?? '-',
      each.wrong === 'false-positive' ? 'false success' : 'missed',
      each.nearMiss ?? '-',
      `${each.verdict} ${two(each.score)}`,
      seconds(each.atMs),
      [cameraWords(each), ...each.flags].filter((part) => part !== '').join('; '),
    ]);
  const heads = ['clip', 'part', 'mistake', 'near miss', 'said', 'at s', 'cameras and flags'];
  const more = mistakes.length - rows.length;
  return [...textTable(heads, rows), ...(more > 0 ? [`… and ${more} more`] : [])];
}

export function tryText(report: TryReport, parts: Parts, commit: string): string {
  const { scores, clips, mistakes } = report;
  const faults = scores.faults === 0 ? [] : [`It crashed or was late on ${scores.faults} clips.`];
  return [
    `judge/ of commit ${commit.slice(0, 10)} on ${clips.length} clips that you have:`,
    ...partTable(report, parts),
    ...faults,
    '',
    ...cameraTable(scores),
    '',
    ...kindTable(scores),
    '',
    ...mistakeTable(report, parts),
    mistakes.length === 0
      ? 'Next: judge_submit, if you believe in it.'
      : 'judge_try with a clip shows its picture.',
  ].join('\n');
}

export function clipText(verdict: ClipVerdict, part: string, camera: string): string {
  const { clipId, label, nearMiss, wrong, score, margin, flips, flags, atMs } = verdict;
  const kind = nearMiss === null ? '' : ` (${nearMiss})`;
  return [
    `${clipId} (${part}): labelled ${label}${kind}, judged ${verdict.verdict}; ${wrong ?? 'right'}`,
    `score ${two(score)}, margin ${two(margin)}, ${flips} flips; ${cameraWords(verdict) || 'no camera by itself'}`,
    `flags: ${flags.join(', ') || 'none'}`,
    `${camera} at ${seconds(atMs)} s of its recording, the moment that speaks most for it`,
  ].join('\n');
}

const setLine = ({ lockedSet }: Pick<JudgeView, 'lockedSet'>): string =>
  lockedSet === null
    ? 'locked clips: none yet, so nothing can be measured; people lock them'
    : `locked clips: ${lockedSet.positives} successes, ${lockedSet.negatives} failures; used ` +
      `${lockedSet.uses} of ${lockedSet.mostUses} times`;

/** No finer: a judge could tell of locked pictures by how long it takes. */
const whole = (ms: number): string => `${Math.ceil(ms / 5) * 5}`;

const isMet = (gate: readonly GateLine[]): boolean => gate.length > 0 && gate.every(({ ok }) => ok);

function measureLines({ scores, latency, looks, learnt = 0 }: LockedMeasure): readonly string[] {
  const { recall, fpr, fp, fn, positives, negatives } = scores;
  const between = `${percent(recall.lo)} to ${percent(recall.hi)}`;
  const { p50, p95, p99, n, how } = latency;
  return [
    `false successes ${fp} of ${negatives} (below ${percent(scores.fprUpper95)} with 95 % confidence; ` +
      `interval ${percent(fpr.lo)} to ${percent(fpr.hi)})`,
    `missed ${fn} of ${positives}: recall ${recall.n === 0 ? '-' : percent(recall.k / recall.n)} (${between})`,
    `flips at most ${scores.flipsMax} in a clip; ${scores.faults} faults`,
    `latency ${whole(p50)} / ${whole(p95)} / ${whole(p99)} ms (p50, p95, p99 of ${n}, ${how})`,
    ...(learnt === 0
      ? []
      : [`left out: ${learnt} clips that a writer of judges saw before they were locked`]),
    `uses of this locked set: ${looks}`,
  ];
}

/** Numbers, and the lines of the gate by name: their words may name clips of others. */
export function measuredText(version: JudgeVersion, again: boolean): string {
  const { id, gate, locked } = version;
  if (locked === null) return `${id} has not been measured.`;
  const missed = gate.filter(({ ok }) => !ok).map((line) => gateNames[line.id]);
  return [
    again ? `${id} is this very judge, measured before; nothing was used:` : `${id} was measured:`,
    ...measureLines(locked),
    isMet(gate) ? 'gate: met' : `gate: not met (${missed.join('; ')})`,
    isMet(gate)
      ? 'Done: a person accepts it now. Say in notes/ what it goes by and what it cannot see, and end.'
      : 'Next: judge_try on the clips you have; submit again when you know why.',
  ].join('\n');
}

const gateNames: Readonly<Record<GateLine['id'], string>> = {
  fp: 'false successes',
  recall: 'recall',
  flips: 'flips',
  latency: 'latency',
  knew: 'an older judge was right where this one is wrong',
};

export function judgeStatusLines(
  view: JudgeView,
  mine: readonly string[],
  clips: { readonly learn: number; readonly check: number },
): readonly string[] {
  const rows = view.versions
    .filter(({ id }) => mine.includes(id))
    .map(({ id, locked, gate }) => [
      id,
      locked === null ? 'not measured' : `${locked.scores.fp} of ${locked.scores.negatives}`,
      locked === null ? '-' : percent(locked.scores.recall.k / Math.max(1, locked.scores.recall.n)),
      isMet(gate) ? 'met' : 'not met',
    ]);
  return [
    `clips: ${clips.learn} to learn from, ${clips.check} to check by`,
    setLine(view),
    ...(rows.length === 0
      ? ['you have submitted none']
      : textTable(['your judges', 'false successes', 'recall', 'gate'], rows)),
  ];
}

export interface JudgePlaces extends DeskPlaces {
  readonly clips: string;
}

export function judgeTaskText(task: TaskManifest, brief: string, places: JudgePlaces): string {
  const { judge, dwell, crops, success, config } = task;
  return [
    `${task.name} (${task.id} ${task.version}): ${task.instruction}`,
    `success: ${success.words}`,
    `cameras: ${task.cameras.join(', ')}; a success needs ${dwell.need} of the last ${dwell.of} looks`,
    `near misses: ${task.nearMisses.map(({ name }) => name).join(', ') || 'none named'}`,
    `judge: ${judge.memoryMb} MB, an answer within ${judge.answerMs} ms`,
    `as programs get it (metres, radians): ${JSON.stringify({ success, config, crops })}`,
    `your clone: ${places.clone}; you may change judge/, train/ and notes/ in it; what is committed is what is judged`,
    `clips: ${places.clips} (index.json, then a folder a clip with clip.json and pictures; read-only)`,
    `the SDK that a judge may import as nightbench/sdk/*.ts: ${places.sdk}; guides: ${places.guides}`,
    '',
    brief,
  ].join('\n');
}
