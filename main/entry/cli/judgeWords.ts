/** Judges and their figures as lines for people: intervals beside every rate. Decides nothing. */
import { textTable } from '../../base/lib/textTable.ts';
import type {
  ClipScores,
  ClipVerdict,
  CompareReport,
  JudgeReport,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
  Rate,
} from '../../base/model/judge.ts';
import { makersSentence } from '../../base/model/makers.ts';

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** "19 of 20, 95.0 % [75.1 %, 99.9 %]" */
export function rateWords({ k, n, lo, hi }: Rate): string {
  return n === 0 ? '0 of 0' : `${k} of ${n}, ${percent(k / n)} [${percent(lo)}, ${percent(hi)}]`;
}

const short = ({ k, n }: Rate): string => `${k}/${n}`;

function makerOf({ by }: JudgeVersion): string {
  if (by.kind === 'agent') return by.agentId;
  return by.kind === 'person' ? by.name : by.kind;
}

/** By its own measuring; `-` before one. */
const gateOf = ({ gate }: Pick<JudgeVersion, 'gate'>): string => {
  if (gate.length === 0) return '-';
  const open = gate.filter(({ ok }) => !ok).map(({ id }) => id);
  return open.length === 0 ? 'met' : `not: ${open.join(', ')}`;
};

export function versionLines({
  versions,
  inForce,
  lockedSet,
  shipped,
}: JudgeView): readonly string[] {
  const heads = ['Judge', 'By', 'Locked fp', 'Recall', 'p99 ms', 'Gate', 'Tried fp', 'Recall', ''];
  const rows = versions.map((version) => {
    const { id, locked, tried } = version;
    return [
      ...[id, makerOf(version)],
      ...(locked === null
        ? ['-', '-', '-']
        : [short(locked.scores.fpr), short(locked.scores.recall), locked.latency.p99.toFixed(1)]),
      gateOf(version),
      ...(tried === null ? ['-', '-'] : [short(tried.scores.fpr), short(tried.scores.recall)]),
      id === inForce ? 'in force' : '',
    ];
  });
  const set =
    lockedSet === null
      ? 'Nothing is locked yet.'
      : `${lockedSet.setId}: ${lockedSet.positives} positives, ${lockedSet.negatives} negatives, ` +
        `used ${lockedSet.uses} of ${lockedSet.mostUses} times.`;
  const none = versions.length === 0 ? ['No judge was written yet.'] : textTable(heads, rows);
  const gate = shipped === undefined ? '' : `, gate ${gateOf(shipped)}`;
  const came = `In force: the one that came with it${gate}.`;
  return [...none, set, ...(inForce === 'shipped' ? [came] : [])];
}

export function scoreLines(scores: ClipScores): readonly string[] {
  const { fp, negatives, fprUpper95, recall, precision, flipsMax, faults } = scores;
  const kinds = Object.entries(scores.byKind).map(([kind, { n, wrong }]) => [
    kind,
    String(n),
    String(wrong),
  ]);
  const cameras = Object.entries(scores.perCamera).map(([role, camera]) => [
    role,
    String(camera.fp),
    rateWords(camera.recall),
  ]);
  return [
    `False positives: ${fp} of ${negatives}; proven below ${percent(fprUpper95)}.`,
    `Recall: ${rateWords(recall)}.`,
    `Precision: ${rateWords(precision)}.`,
    `Flips after dwell: at most ${flipsMax} a clip.`,
    ...(faults === 0 ? [] : [`It could not judge ${faults} clips.`]),
    ...(kinds.length === 0 ? [] : ['', ...textTable(['Negatives', 'Clips', 'Wrong'], kinds)]),
    ...(cameras.length === 0 ? [] : ['', ...textTable(['Camera alone', 'fp', 'Recall'], cameras)]),
  ];
}

export function mistakeLines(mistakes: readonly ClipVerdict[]): readonly string[] {
  if (mistakes.length === 0) return ['No mistakes.'];
  const rows = mistakes.map(({ clipId, label, nearMiss, verdict, score, flags, atMs }) => [
    ...[clipId, nearMiss ?? label, verdict, score.toFixed(3), `${(atMs / 1000).toFixed(1)} s`],
    flags.join(' '),
  ]);
  return textTable(['Clip', 'It is', 'Judge says', 'Score', 'At', 'Flags'], rows);
}

export function measureLines({ setId, scores, latency, looks }: LockedMeasure): readonly string[] {
  const { p50, p95, p99, n, how } = latency;
  return [
    `On ${setId}, look ${looks}:`,
    ...scoreLines(scores),
    '',
    `Latency: p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, p99 ${p99.toFixed(1)} ms over ${n} (${how}).`,
  ];
}

export function reportLines(report: JudgeReport): readonly string[] {
  const { judge, locked, latencyMs, perCamera, gate, why, caveats, looks, words, makers } = report;
  const cameras = Object.entries(perCamera).map(([role, { fp, recall }]) => [
    ...[role, String(fp), percent(recall)],
  ]);
  const figures =
    locked === null
      ? []
      : [
          `False positives: ${locked.fp} of ${locked.negatives}; proven below ${percent(locked.fprUpper95)}.`,
          `Recall: ${percent(locked.recall)} of ${locked.positives} ` +
            `[${percent(locked.recallInterval[0])}, ${percent(locked.recallInterval[1])}].`,
          `Precision: ${percent(locked.precision)}. Flips: at most ${locked.flipsMax} a clip.`,
        ];
  return [
    `${judge}: gate ${gate === 'pass' ? 'met' : 'not met'}${looks === 0 ? '' : `, look ${looks}`}`,
    ...(words === '' ? [] : [words]),
    ...(makers?.counts === true ? [makersSentence(makers)] : []),
    ...figures,
    ...(latencyMs === null
      ? []
      : [
          `Latency: p50 ${latencyMs.p50.toFixed(1)}, p99 ${latencyMs.p99.toFixed(1)} ms ` +
            `over ${latencyMs.n} (${latencyMs.how}).`,
        ]),
    ...(cameras.length === 0 ? [] : textTable(['Camera alone', 'fp', 'Recall'], cameras)),
    ...why.map((each) => `Lacks: ${each}`),
    ...caveats.map((each) => `Mind: ${each}`),
  ];
}

export function compareLines({ judges }: CompareReport): readonly string[] {
  const rows = judges.map(({ judge, scores, lost, won }) => [
    ...[judge, `${scores.fp} of ${scores.negatives}`, rateWords(scores.recall)],
    ...[String(lost.length), String(won.length)],
  ]);
  const named = judges.flatMap(({ judge, lost }) =>
    lost.length === 0 ? [] : [`${judge} lost ${lost.join(' ')}`],
  );
  return [...textTable(['Judge', 'fp', 'Recall', 'Lost', 'Won'], rows), ...named];
}
