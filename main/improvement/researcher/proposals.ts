/**
 * Which changes could be tried next, and which first. A setting is tried where it answers what fails most; each try that
 * came to nothing halves its turn. Numbers go half, a quarter, an eighth of the way to either bound, on in the direction
 * that helped: a coordinate search whose steps halve. What came to nothing is not tried on the same settings again. What
 * needed fewer attempts where it was tried comes sooner, on another head; what needed more waits. Pure.
 */
import type { Failures } from './failures.ts';
import { headOf, type IdeaNote, isStanding, measuredAt, type Notes, valuesAt } from './notes.ts';
import { oddsQuicker, type Pair } from './pace.ts';
import { adoptAt } from './screen.ts';
import { type Change, type Surface, type Value, type Values, valuesText } from './surface.ts';

export interface Proposal {
  readonly change: Change;
  readonly from: Value;
  /** The commonest kind of failure that the setting answers; null: it answers none that was seen. */
  readonly kind: string | null;
  /** Of needing fewer attempts, by its earlier trials on other heads; one half: there were none. */
  readonly odds: number;
  readonly score: number;
}

const reaches = [0.5, 0.25, 0.125];
/** Any setting may matter in ways that nobody stated. */
const prior = 0.04;
/** One change, on whatever head, comes to nothing so often and no more, unless it needed fewer attempts. */
const mostTries = 2;
/** An attempt of a trial that was lost, beside one of a trial that was solved; and how that fades with each idea since. */
const lostWeight = 4;
const fadesBy = 0.5;

const isDecided = ({ decision }: IdeaNote): boolean => decision !== 'open';

function triesOf(notes: Notes, name: string): readonly IdeaNote[] {
  return notes.ideas.filter((idea) => isDecided(idea) && idea.change?.name === name);
}

/** Since it last helped. */
function vainTries(tries: readonly IdeaNote[]): number {
  const last = tries.findLastIndex(({ decision }) => isStanding(decision));
  return tries.length - 1 - last;
}

/** Each of its trials, and those of the other way round, against what it was built on. */
function pairsOf(
  notes: Notes,
  surface: Surface,
): (name: string, from: Value, to: Value) => readonly Pair[] {
  const moves = notes.ideas.flatMap((idea) => {
    const under = idea.base === null ? undefined : notes.ideas[idea.base];
    if (idea.change === null || under === undefined || !isDecided(idea)) return [];
    const { name, to } = idea.change;
    return [{ name, to, from: valuesAt(notes, idea.base, surface)[name], idea, under }];
  });
  return (name, from, to) =>
    moves.flatMap((move): readonly Pair[] => {
      if (move.name !== name) return [];
      if (move.from === from && move.to === to) return [[move.idea, move.under]];
      return move.from === to && move.to === from ? [[move.under, move.idea]] : [];
    });
}

/** How many times likelier than not. */
const against = (odds: number): number => odds / Math.max(1e-6, 1 - odds);

/** Values to try, in their order. */
function valuesToTry(
  setting: Surface['settings'][string],
  now: Value,
  tries: readonly IdeaNote[],
  before: Value | undefined,
): readonly Value[] {
  if (setting.kind === 'flag') return [!now];
  const from = Number(now);
  const { min, max, step } = setting;
  const helped = tries.some(({ decision }) => isStanding(decision));
  const up = helped && Number(before) > from ? -1 : 1;
  const round = (value: number): number => {
    const whole = Math.round(value / step) * step;
    return Number(Math.min(max, Math.max(min, whole)).toFixed(6));
  };
  return reaches.flatMap((reach) =>
    [up, -up].map((way) => round(from + reach * ((way > 0 ? max : min) - from))),
  );
}

/** The share of the head's failures that each kind has. */
function sharesOf(failures: Failures): ReadonlyMap<string, number> {
  const all = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return new Map(Object.entries(failures).map(([kind, count]) => [kind, count / all]));
}

/** From the head back to the policy as it was found, each by its newest trials. */
function lineOf(notes: Notes): readonly IdeaNote[] {
  const line: IdeaNote[] = [];
  for (let at = headOf(notes); at !== null; at = notes.ideas[at]?.base ?? null) {
    const idea = notes.ideas[measuredAt(notes, at) ?? at];
    if (idea !== undefined && idea.n > 0) line.push(idea);
  }
  return line;
}

/** What is known of how the head fails: its own trials; of a head that has none, those of what it is built on. */
export const headFailures = (notes: Notes): Failures => lineOf(notes)[0]?.failures ?? {};

/**
 * How the head fails, as far as it matters: an attempt of a trial that no attempt solved weighs more than one that a later
 * attempt made good. Few trials of a good head are lost, so those of what it is built on count too, each step back less.
 */
function weighedFailures(notes: Notes): Failures {
  const sum = new Map<string, number>();
  const add = (failures: Failures, weight: number): void => {
    for (const [kind, count] of Object.entries(failures))
      sum.set(kind, (sum.get(kind) ?? 0) + weight * count);
  };
  add(headFailures(notes), 1);
  for (const [back, { lost }] of lineOf(notes).entries()) add(lost, lostWeight * fadesBy ** back);
  return Object.fromEntries(sum);
}

/** All that may be tried now, best first. */
export function proposalsOf(notes: Notes, surface: Surface): readonly Proposal[] {
  const head = headOf(notes);
  const values = valuesAt(notes, head, surface);
  const start: Values = notes.start;
  const shares = sharesOf(weighedFailures(notes));
  const tested = new Set(
    notes.ideas.flatMap((idea, at) =>
      isDecided(idea) ? [valuesText(valuesAt(notes, at, surface), surface)] : [],
    ),
  );
  const pairs = pairsOf(notes, surface);
  return Object.entries(surface.settings)
    .flatMap(([name, setting]): readonly Proposal[] => {
      const now = values[name];
      const idle = setting.needs.length > 0 && setting.needs.every((each) => !values[each]);
      if (now === undefined || idle) return [];
      const tries = triesOf(notes, name);
      const isFresh = ({ to, odds }: Pick<Proposal, 'odds'> & Change): boolean => {
        const vain = tries.filter(({ change, decision }) => {
          return change?.to === to && !isStanding(decision);
        });
        const text = valuesText({ ...values, [name]: to }, surface);
        return to !== now && (vain.length < mostTries || odds >= adoptAt) && !tested.has(text);
      };
      const [first] = valuesToTry(setting, now, tries, start[name])
        .map((to) => ({ name, to, odds: oddsQuicker(pairs(name, now, to)) }))
        .filter(isFresh)
        .sort((a, b) => b.odds - a.odds);
      if (first === undefined) return [];
      const { to, odds } = first;
      const answered = setting.answers
        .map((kind) => [kind, shares.get(kind) ?? 0] as const)
        .sort(([, a], [, b]) => b - a);
      const [kind, most] = answered[0] ?? ['', 0];
      const share = answered.reduce((sum, [, each]) => sum + each, 0);
      const score = (prior + share) * 0.5 ** vainTries(tries) * against(odds);
      return [{ change: { name, to }, from: now, kind: most > 0 ? kind : null, odds, score }];
    })
    .sort((a, b) => b.score - a.score);
}
