/**
 * Why a judge is as it is, in sentences with their figures: what was tried and what each reached out of sample, which
 * labels were left out, what more clips would buy. Counts and ratios only, no times: the same clips give the same words.
 * Pure.
 */
import { upperRate } from '../../base/lib/clopperPearson.ts';
import type { CurvePoint } from '../../base/model/judgeWork.ts';
import type { DwellChoice } from './chooseDwell.ts';
import type { Choice } from './chooseRule.ts';
import type { PartWords } from './judgeProgram.ts';
import type { Material } from './readSets.ts';
import type { Search } from './searchJudge.ts';

export interface JudgeWords {
  /** What it goes by: a few sentences. */
  readonly words: string;
  readonly reasons: readonly string[];
  readonly caveats: readonly string[];
}

const longest = 400;
const mostReasons = 40;
const mostCaveats = 20;
/** The last step of the curve bought less than this: more of the same will not. */
const flat = { recall: 0.02, margin: 0.1 } as const;

const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

function reached({ outcome }: Choice): string {
  const { fp, negatives, recall, positives, margin } = outcome;
  const proves = percent(upperRate(fp, negatives));
  return (
    `${fp} of ${negatives} failures called success (the rate is below ${proves} at 95 %), recall ${percent(recall)} of ` +
    `${positives}, margin ${margin.toFixed(2)}`
  );
}

const nameOf = ({ parts }: Choice): string => parts.join(' and ');

/** What more clips would buy, in words. */
export function curveWords(curve: readonly CurvePoint[]): string {
  const last = curve.at(-1);
  const before = curve.at(-2);
  if (last === undefined || before === undefined)
    return 'There was no time to see what fewer clips would have bought.';
  const steps = curve.map(({ clips, recall, fpr }) => {
    return `${clips} clips: recall ${percent(recall)}, false positives ${percent(fpr)}`;
  });
  const grows =
    last.recall - before.recall >= flat.recall ||
    before.fpr - last.fpr > 0 ||
    last.margin - before.margin >= flat.margin;
  const so = grows
    ? 'it still grows: more clips of the same kind will help'
    : 'it is flat: more of the same will not help, other light, other days and other near misses will';
  return `Learning curve, out of sample: ${steps.join('; ')}; ${so}.`;
}

function doubtWords({ doubted }: Search): string[] {
  if (doubted.length === 0) return ['No label was doubted.'];
  const named = doubted.slice(0, 12).map(({ clipId, label }) => `${clipId} (${label})`);
  const more = doubted.length > named.length ? ` and ${doubted.length - named.length} more` : '';
  return [
    `Left out because every part that can tell contradicts the label out of sample: ${named.join(', ')}${more}. Look at ` +
      'them again.',
  ];
}

function dwellWords({ dwell, flipsMax, flickering, found, of }: DwellChoice): string {
  return (
    `Dwell ${dwell.need} of ${dwell.of}: at full pace ${found} of ${of} successes are found, ` +
    `at most ${flipsMax} changes in a clip, ${flickering} clips change more than once.`
  );
}

export interface WordsOf {
  readonly search: Search;
  readonly dwell: DwellChoice;
  readonly parts: readonly PartWords[];
  readonly caveats: readonly string[];
  readonly unread: Material['unread'];
}

export function judgeWords({ search, dwell, parts, caveats, unread }: WordsOf): JudgeWords {
  const { choice, ranked, curve, notes } = search;
  const others = ranked.filter((each) => each !== choice);
  const goesBy = parts.map(({ words }) => words.trim()).join(' ');
  const fused =
    choice.rule.fusion === 'all'
      ? 'Every camera must see it and say success.'
      : 'A camera that cannot see abstains; those that see must all say success.';
  const left =
    unread.length === 0 ? [] : [`${unread.length} clips could not be read: ${unread[0]?.why}`];
  const reasons = [
    `Chosen: ${nameOf(choice)}. Cross-validated by episode: ${reached(choice)}.`,
    ...others.map((each) => `Not chosen: ${nameOf(each)}: ${reached(each)}.`),
    ...notes,
    ...doubtWords(search),
    dwellWords(dwell),
    curveWords(curve),
    ...left,
  ];
  const short = (sentence: string): string => sentence.slice(0, longest);
  return {
    words: `${goesBy} ${fused}`.slice(0, 2000),
    reasons: reasons.slice(0, mostReasons).map(short),
    caveats: caveats.slice(0, mostCaveats).map(short),
  };
}
