/** What the desk answers, read: requests, outcomes, ideas, decisions, what a policy printed. Pure; texts are hostile. */
import { decisions, type Evidence } from './evidence.ts';

export const requestIn = (text: string): string | null =>
  /^(req-\d{4,8})\b/.exec(text)?.[1] ?? null;
export const ideaIn = (text: string): string | null => /^(idea-\d{4,8})\b/.exec(text)?.[1] ?? null;

export type Waited =
  | { readonly kind: 'waits' }
  | { readonly kind: 'success' }
  | { readonly kind: 'failure' | 'invalid'; readonly reason: string }
  /** It had no record: it was refused or ended with its core. */
  | { readonly kind: 'not-run'; readonly why: string };

/** An answer of `trial wait`. */
export function parseWaited(text: string): Waited {
  const line = text.slice(0, 2000).split('\n')[0] ?? '';
  const said = /^req-\d{4,8}: (.*)$/.exec(line)?.[1] ?? '';
  if (/^success\b/.test(said)) return { kind: 'success' };
  const bad = /^(failure|invalid) \(([a-z-]{1,40})\)/.exec(said);
  if (bad !== null)
    return { kind: bad[1] === 'failure' ? 'failure' : 'invalid', reason: bad[2] ?? '' };
  const notRun = /^not run: (.{0,200})/.exec(said);
  return notRun === null ? { kind: 'waits' } : { kind: 'not-run', why: notRun[1] ?? '' };
}

/** The open idea of an answer of `status`, with the hypothesis as it was said. */
export function openIdeaIn(
  status: string,
): { readonly id: string; readonly hypothesis: string } | null {
  const line = status.split('\n').find((each) => each.startsWith('idea: idea-')) ?? '';
  const found = /^idea: (idea-\d{4,8}) \S+ open, [^:]{0,80}: (.*)$/.exec(line);
  if (found === null) return null;
  // Whatever the bench adds stands behind dots of its own.
  return { id: found[1] ?? '', hypothesis: (found[2] ?? '').split(' · ')[0] ?? '' };
}

/**
 * Decisions of the bench, by idea: lines `evidence idea-0003: carried, 6 of 8`, wherever they stand at the start of a
 * line. Without such a line the bench has not decided.
 */
export function evidenceIn(text: string): ReadonlyMap<string, Evidence> {
  const shape = /^\s{0,40}evidence (idea-\d{4,8}): ([a-z]{4,12}), (\d{1,5}) of (\d{1,5})\b/gm;
  const found = new Map<string, Evidence>();
  for (const [, id = '', word, k, n] of text.matchAll(shape)) {
    const decision = decisions.find((each) => each === word);
    if (decision !== undefined && Number(k) <= Number(n))
      found.set(id, { decision, k: Number(k), n: Number(n) });
  }
  return found;
}

/** `14 trials left of 20` in an answer of `budget` or `status`; null: no bound. */
export function trialsLeftIn(text: string): number | null {
  const found = /\b(\d{1,6}) trials left of \d{1,6}\b/.exec(text);
  return found === null ? null : Number(found[1]);
}

export interface AttemptSeen {
  readonly attempt: number;
  readonly ended: string;
  readonly judged: string;
}

/** The heads of attempts in a summary of `log`. */
export function attemptsIn(summary: string): readonly AttemptSeen[] {
  const shape =
    /^attempt (\d{1,2}): [\d.]{1,8} s, ended by ([a-z-]{1,30}), judged ([a-z-]{1,30})/gm;
  return [...summary.matchAll(shape)]
    .slice(0, 16)
    .map(([, attempt, ended = '', judged = '']) => ({ attempt: Number(attempt), ended, judged }));
}

/** By attempt, the last line a policy printed in it: `attempt 3: …`. */
export function lastWordsIn(printed: string): ReadonlyMap<number, string> {
  const lines = printed.slice(0, 64 << 10).matchAll(/^attempt (\d{1,2}): (.{1,200})$/gm);
  return new Map([...lines].map(([, attempt, said = '']) => [Number(attempt), said]));
}
