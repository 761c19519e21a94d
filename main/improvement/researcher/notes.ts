/**
 * The researcher's memory: what it tried, on what, and what came of it; `notes/researcher.json` in its clone, committed
 * with every change. All else follows from it and from git, so that it goes on after any end. Readonly data, pure steps.
 */
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import { type Decision, decisions, type Evidence } from './evidence.ts';
import { oddsQuicker } from './pace.ts';
import { dropBelow } from './screen.ts';
import { applyChange, parseJson, type Surface, type Values, valueSchema } from './surface.ts';

export const notesPath = 'notes/researcher.json';
const mostChars = 900 << 10;

const count = z.int().min(0).max(100_000);
const line = z.string().max(1000);

const ideaSchema = z.strictObject({
  /** Null: the policy is measured as it is. */
  change: z.strictObject({ name: z.string().max(40), to: valueSchema }).nullable(),
  /** Place of the idea it is built on; null: the policy as it was found. */
  base: z.int().min(0).nullable(),
  hypothesis: line,
  expect: line,
  /** The bench's name for it, known when it was decided. */
  ideaId: z
    .string()
    .regex(/^idea-\d{4,8}$/)
    .nullable(),
  decision: z.enum(decisions),
  k: count,
  n: count,
  /** Of all its trials together. */
  attempts: count,
  /** See `spreadOf`. Older notes have none. */
  spread: z.number().min(0).nullable().default(null),
  failures: z.record(z.string().max(40), count),
  /** Those in trials that no attempt solved. Older notes have none. */
  lost: z.record(z.string().max(40), count).default({}),
  conclusion: line.nullable(),
});

const notesSchema = z.strictObject({
  version: z.literal(1),
  /** The settings as they were found. */
  start: z.record(z.string().max(40), valueSchema),
  ideas: z.array(ideaSchema).max(1000),
});

export type IdeaNote = Readonly<z.infer<typeof ideaSchema>>;
export interface Notes {
  readonly version: 1;
  readonly start: Values;
  readonly ideas: readonly IdeaNote[];
}

/** @throws BenchError `bad-input` */
export function parseNotes(text: string): Notes {
  const parsed = notesSchema.safeParse(parseJson(text, notesPath, mostChars));
  if (!parsed.success) throw new BenchError('bad-input', `${notesPath} is not what I wrote`);
  const { ideas } = parsed.data;
  if (ideas.some(({ base }, at) => base !== null && base >= at))
    throw new BenchError('bad-input', `${notesPath}: an idea builds on a later one`);
  return parsed.data;
}

/** The same notes give the same bytes, however they came about. */
export const notesText = (notes: Notes): string =>
  `${JSON.stringify(notesSchema.parse(notes), null, 1)}\n`;

export const isStanding = (decision: Decision): boolean =>
  decision === 'carried' || decision === 'kept';

/** The settings that an idea has, by its line of ideas. Bounded by the number of ideas. */
export function valuesAt(notes: Notes, at: number | null, surface: Surface): Values {
  const line: IdeaNote[] = [];
  for (let next = at; next !== null; ) {
    const idea = notes.ideas[next];
    if (idea === undefined) break;
    line.push(idea);
    next = idea.base;
  }
  return line
    .reverse()
    .reduce(
      (values, { change }) => (change === null ? values : applyChange(values, change, surface)),
      notes.start,
    );
}

/**
 * Carried, but clearly slower than what it is built on: a screen of eight trials hardly tells policies apart that solve
 * nearly all of them. What the bench kept is not doubted.
 */
export function isPassedOver({ ideas }: Notes, { base, decision, ...idea }: IdeaNote): boolean {
  const under = base === null ? undefined : ideas[base];
  return decision === 'carried' && under !== undefined && oddsQuicker([[idea, under]]) < dropBelow;
}

/** The newest idea to go on from, that stands with all it is built on; else the measuring of the policy as it was found. */
export function headOf(notes: Notes): number | null {
  const { ideas } = notes;
  const stands = (at: number | null): boolean => {
    for (let next = at; next !== null; next = ideas[next]?.base ?? null) {
      const idea = ideas[next];
      if (idea?.change !== null && !isStanding(idea?.decision ?? 'open')) return false;
    }
    return true;
  };
  const newest = ideas.findLastIndex(
    (idea, at) =>
      idea.change !== null && isStanding(idea.decision) && stands(at) && !isPassedOver(notes, idea),
  );
  if (newest >= 0) return newest;
  const measured = ideas.findIndex(({ change, n }) => change === null && n > 0);
  return measured < 0 ? null : measured;
}

/** The bench's champion, where that idea is built on it and nobody has looked at it since. Null: nothing to look at. */
export function newChampion({ ideas }: Notes, at: number): number | null {
  const champion = ideas.findLastIndex(({ decision }) => decision === 'kept');
  if (champion < 0 || ideas.some(({ change, base }) => change === null && base === champion))
    return null;
  for (let next: number | null = at; next !== null; next = ideas[next]?.base ?? null)
    if (next === champion) return champion;
  return null;
}

/** The newest measuring of that policy as it is, which stands for its own trials; null: none since it stood. */
export function measuredAt({ ideas }: Notes, at: number): number | null {
  const found = ideas.findLastIndex(
    ({ change, base, n }) => change === null && base === at && n > 0,
  );
  return found < 0 ? null : found;
}

/** The idea that is being tested. */
export function openAt({ ideas }: Notes): number | null {
  const at = ideas.length - 1;
  return ideas[at]?.decision === 'open' ? at : null;
}

export const withIdea = (notes: Notes, idea: IdeaNote): Notes => ({
  ...notes,
  ideas: [...notes.ideas, idea],
});

export const changed = (notes: Notes, at: number, part: Partial<IdeaNote>): Notes => ({
  ...notes,
  ideas: notes.ideas.map((idea, place) => (place === at ? { ...idea, ...part } : idea)),
});

/** The bench's later word on ideas that were decided: a stack that lost its duel stands no more. */
export function heard(notes: Notes, evidence: ReadonlyMap<string, Evidence>): Notes {
  const ideas = notes.ideas.map((idea) => {
    const said = idea.ideaId === null ? undefined : evidence.get(idea.ideaId);
    const isNews = said !== undefined && said.decision !== 'open' && idea.decision !== 'open';
    return isNews && idea.change !== null ? { ...idea, decision: said.decision } : idea;
  });
  return { ...notes, ideas };
}
