/** One candidate's row of resets as figures, what it cost, and what failed in words. Pure. */
import type { ResetTry } from '../../base/model/reset.ts';

export interface TriedReset {
  readonly tried: ResetTry;
  /** What its program said at the end of each of its turns: claims, told and never counted. */
  readonly notes: readonly string[];
}

export interface RowFigures {
  readonly n: number;
  readonly verifiedFirst: number;
  readonly verified: number;
  readonly secondsMean: number;
  readonly offM: number | null;
  readonly why: string;
  /** Bench seconds a reset, with what failures cost: a check that said no, and one that a person must come for. */
  readonly costS: number;
}

const noCostS = 20;
const lostCostS = 120;
const mostLetters = 200;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Printable, on one line, bounded: it comes out of a jail. */
const plain = (words: string): string =>
  words
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ')
    .trim()
    .slice(0, mostLetters);

/** Most often first, each once. */
function oftenFirst(words: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const each of words) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([each]) => each);
}

/** What of a note says trouble: what comes after its first semicolon, or all of it where it gave up at once. */
function troubleIn(note: string): string {
  const at = note.indexOf(';');
  if (at >= 0) return note.slice(at + 1).trim();
  return /^(?:put there|it lay there)/.test(note) ? '' : note;
}

/** At least one reset. A note's trouble is told where a check said no, or the motion needed more than one go. */
export function rowOf(resets: readonly TriedReset[]): RowFigures {
  const tries = resets.map(({ tried }) => tried);
  const n = tries.length;
  const verifiedFirst = tries.filter(({ verifiedAt }) => verifiedAt === 1).length;
  const verified = tries.filter(({ verifiedAt }) => verifiedAt !== null).length;
  const noes = tries.reduce(
    (sum, { attempts, verifiedAt }) => sum + attempts - (verifiedAt === null ? 0 : 1),
    0,
  );
  const secondsMean = meanOf(tries.map(({ seconds }) => seconds));
  const offs = tries.flatMap(({ seen, wanted }) =>
    seen === null ? [] : [Math.hypot(seen.xM - wanted.xM, seen.yM - wanted.yM)],
  );
  const troubles = oftenFirst(
    resets.flatMap(({ notes }) => notes.map((note) => troubleIn(plain(note)))).filter(Boolean),
  );
  const said = oftenFirst(tries.map(({ why }) => plain(why)).filter(Boolean));
  return {
    ...{ n, verifiedFirst, verified, secondsMean },
    offM: offs.length === 0 ? null : meanOf(offs),
    why: [...said.slice(0, 1), ...troubles.slice(0, 1)].join('; '),
    costS: secondsMean + (noCostS * noes + lostCostS * (n - verified)) / Math.max(1, n),
  };
}
