/**
 * The scripted operator's answers about its own demos: first looks by the oracle, wrong in a drawn part of them; second
 * looks and settling right, for those that the split wants to lock; then the lock. It goes the same way as a person's
 * answers, through the book of clips.
 */
import { createRng } from '../../base/lib/rng.ts';
import type { LabelValue, SplitPlan } from '../../base/model/episode.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import type { Split } from '../../environment/clips/openSplit.ts';
import type { ShownDemo } from './showDemo.ts';

export interface LabelWish {
  readonly task: string;
  readonly seed: number;
  /** Share of first looks that are wrong. */
  readonly labelErrors: number;
  readonly negatives: number;
}

export interface LabelledSession {
  readonly wrong: number;
  readonly disagreements: number;
  /** Null: too few to lock, and `short` says what is missing. */
  readonly locked: SplitPlan | null;
  readonly short: readonly string[];
  /** First looks in order: what was said of each. */
  readonly said: readonly LabelValue[];
}

export interface LabelPorts {
  readonly book: Pick<ClipBook, 'clips' | 'label'>;
  readonly split: Pick<Split, 'plan' | 'lock'>;
}

const first = 'scripted operator';
const second = 'scripted operator, second look';
/** A settled label moves a clip to another stratum, and the plan with it: a few rounds at most. */
const rounds = 12;

function flipped(label: LabelValue): LabelValue {
  return label === 'success' ? 'failure' : 'success';
}

/** Which of so many first looks are wrong: the share, rounded, drawn by the seed among those that are clear. */
function drawWrong(shown: readonly ShownDemo[], { seed, labelErrors }: LabelWish): Set<number> {
  const rng = createRng(seed).fork('label errors');
  const clear = shown.flatMap(({ label }, n) => (label === 'unclear' ? [] : [n]));
  const count = Math.min(clear.length, Math.round(clear.length * labelErrors));
  return new Set(
    Array.from({ length: count }, () => clear.splice(rng.below(clear.length), 1)[0] as number),
  );
}

/** @throws BenchError `storage`, and what the book refuses. */
export function labelSession(
  { book, split }: LabelPorts,
  shown: readonly ShownDemo[],
  wish: LabelWish,
): LabelledSession {
  const { task, negatives, seed } = wish;
  const clips = new Map(book.clips(task).map((clip) => [clip.demoId, clip.id]));
  const byClip = new Map(shown.map((one) => [clips.get(one.demo.id) ?? '', one]));
  const wrong = drawWrong(shown, wish);
  const answer = (id: string, look: 'first' | 'second' | 'settled', value: LabelValue): void => {
    const decidedMs = value === 'unclear' ? null : (byClip.get(id)?.decidedMs ?? null);
    const by = look === 'second' ? second : first;
    book.label({ ids: [id], look, value, decidedMs, by, why: '' });
  };
  const said = shown.map(({ demo, label }, n) => {
    const value = wrong.has(n) ? flipped(label) : label;
    answer(clips.get(demo.id) ?? '', 'first', value);
    return value;
  });
  let disagreements = 0;
  for (let round = 0; round < rounds; round++) {
    const plan = split.plan({ task, negatives, seed });
    if (plan.short.length > 0)
      return { wrong: wrong.size, disagreements, locked: null, short: plan.short, said };
    const ours = (id: string): boolean => byClip.has(id);
    const truth = (id: string): LabelValue => byClip.get(id)?.label ?? 'unclear';
    const looks = plan.needSecond.filter(ours);
    const settle = plan.needSettling.filter(ours);
    for (const id of looks) answer(id, 'second', truth(id));
    for (const id of settle) answer(id, 'settled', truth(id));
    disagreements += settle.length;
    if (looks.length > 0 || settle.length > 0) continue;
    const locked = split.lock({ task, negatives, seed }, first);
    return { wrong: wrong.size, disagreements, locked, short: [], said };
  }
  return {
    wrong: wrong.size,
    disagreements,
    locked: null,
    short: ['The plan came to no end.'],
    said,
  };
}
