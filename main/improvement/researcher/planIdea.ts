/** From notes to the next idea, in words that a person can follow; and from its trials to what becomes of it. Pure. */
import { type Decision, type Evidence, oddsAbove } from './evidence.ts';
import { addFailures, commonest, type Failures, failureWords } from './failures.ts';
import { headOf, type IdeaNote, isPassedOver, type Notes, newChampion } from './notes.ts';
import { oddsQuicker, type Paced, spreadOf } from './pace.ts';
import { headFailures, proposalsOf } from './proposals.ts';
import { adoptAt, patience, screen, screenTrials } from './screen.ts';
import type { Surface } from './surface.ts';

/** One trial, as far as the desk told of it. */
export interface TrialSeen {
  readonly outcome: 'success' | 'failure' | 'invalid';
  /** How many attempts it had. */
  readonly attempts: number;
  readonly failures: Failures;
}

const fresh = {
  ideaId: null,
  decision: 'open',
  k: 0,
  n: 0,
  attempts: 0,
  spread: null,
  ...{ failures: {}, lost: {} },
  conclusion: null,
} as const;

/** A policy as it is. What became champion is measured by the bench anyway: its trials cost no budget. */
const measuring = (base: number | null, what: string): IdeaNote => ({
  ...fresh,
  ...{ change: null, base },
  hypothesis: `Measure ${what}, to see how it fails`,
  expect:
    'enough failed attempts to tell which kind is the commonest, and which loses whole trials',
});

/** Null: nothing is left that is worth a trial. */
export function nextIdea(notes: Notes, surface: Surface): IdeaNote | null {
  const head = headOf(notes);
  if (head === null) return measuring(null, 'the policy as it is');
  const champion = newChampion(notes, head);
  if (champion !== null) return measuring(champion, 'the new champion as it is');
  const [best] = proposalsOf(notes, surface);
  if (best === undefined) return null;
  const { change, from, kind } = best;
  const failures = headFailures(notes);
  const seen = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const what = surface.settings[change.name]?.words ?? '';
  const because =
    best.odds >= adoptAt
      ? `by earlier trials it needs fewer attempts: odds ${best.odds.toFixed(2)}`
      : kind === null
        ? 'nothing it is said to answer was seen, but it has not been tried'
        : `${why(failures[kind] ?? 0, seen)}: ${failureWords(surface, kind)}`;
  const { k, n, attempts } = notes.ideas[head] as IdeaNote;
  const hope =
    k < n
      ? `more than the ${k} of ${n} trials solved so far`
      : `all trials solved, in fewer attempts than the ${attempts} for ${n} so far`;
  return {
    ...fresh,
    change,
    base: head,
    hypothesis: line(`${change.name} from ${from} to ${change.to} (${what}); ${because}`),
    expect: line(
      hope +
        (kind === null ? '' : `, and fewer attempts that end so: ${failureWords(surface, kind)}`),
    ),
  };
}

/** Own failures; where there is none of that kind, lost trials of what it is built on spoke for it. */
const why = (own: number, seen: number): string =>
  own === 0 ? 'so trials were lost before' : `${own} of ${seen} failed attempts`;

/** One line that the desk takes: no characters that hide, and none of the dots it writes itself. */
const line = (text: string): string =>
  text
    .replace(/[\p{C}\s·]+/gu, ' ')
    .trim()
    .slice(0, 400);

/** Trials in one go: enough to drop it, then two by two. */
export function trialsWanted(n: number): number {
  return n < patience ? patience - n : Math.min(2, Math.max(1, screenTrials - n));
}

export interface Summed extends Paced {
  readonly failures: Failures;
  readonly lost: Failures;
  readonly invalid: number;
}

export function sumTrials(trials: readonly TrialSeen[]): Summed {
  const counted = trials.filter(({ outcome }) => outcome !== 'invalid');
  return {
    k: counted.filter(({ outcome }) => outcome === 'success').length,
    n: counted.length,
    attempts: counted.reduce((sum, { attempts }) => sum + attempts, 0),
    spread: spreadOf(
      counted.map(({ outcome, attempts }) => ({ solved: outcome === 'success', attempts })),
    ),
    failures: addFailures(counted.map(({ failures }) => failures)),
    lost: addFailures(
      counted.flatMap(({ outcome, failures }) => (outcome === 'failure' ? [failures] : [])),
    ),
    invalid: trials.length - counted.length,
  };
}

/** Of a new champion as it is: the bench runs that many anyway. */
const championTrials = 20;
/** Void trials in a row of an idea that end it. */
const mostInvalid = 4;
const mostTrials = 24;

/** The bench's word where it has one, else the screen's. */
export function decide(
  notes: Notes,
  idea: IdeaNote,
  sum: Summed,
  said: Evidence | undefined,
): Decision {
  if (said !== undefined && said.decision !== 'open') return said.decision;
  if (sum.invalid >= mostInvalid) return 'inconclusive';
  if (idea.change === null) {
    const enough = idea.base === null ? screenTrials : championTrials;
    return sum.n >= enough ? 'inconclusive' : 'open';
  }
  if (said !== undefined) return sum.n >= mostTrials ? 'inconclusive' : 'open';
  const head = idea.base === null ? undefined : notes.ideas[idea.base];
  if (head === undefined) return 'inconclusive';
  return screen(sum, head, head.change !== null) ?? 'open';
}

/** What came out, in one line. */
export function conclusionOf(
  notes: Notes,
  idea: IdeaNote,
  sum: Summed,
  decision: Decision,
  surface: Surface,
): string {
  const [top] = commonest(sum.failures);
  const most =
    top === undefined
      ? 'no attempt failed'
      : `most often: ${failureWords(surface, top[0])} (${top[1]} attempts)`;
  const counts = `${sum.k} of ${sum.n} solved, ${sum.attempts} attempts; ${most}`;
  const head = idea.base === null ? undefined : notes.ideas[idea.base];
  if (idea.change === null || head === undefined) return line(`measured: ${counts}`);
  const odds =
    `odds of being better than ${head.k} of ${head.n}: ${oddsAbove(sum, head).toFixed(2)}, ` +
    `of needing fewer attempts than its ${head.attempts}: ${oddsQuicker([[sum, head]]).toFixed(2)}`;
  const then = {
    carried: isPassedOver(notes, { ...idea, ...sum, decision })
      ? 'carried, but it needs more attempts: I go on from what it was built on'
      : 'I go on from here',
    kept: 'kept by the bench; I go on from here',
    discarded: 'a dead end; back to where I was',
    inconclusive: 'not clear; back to where I was',
    open: 'not decided yet',
  }[decision];
  return line(`${counts}; ${odds}; ${then}`);
}
