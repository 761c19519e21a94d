/** Why attempts failed, in the kinds that the task tells apart, and in the bench's own words where it names none. Pure. */
import type { AttemptSeen } from './deskWords.ts';
import type { Surface } from './surface.ts';

/** Failed attempts by kind. */
export type Failures = Readonly<Record<string, number>>;

/** `reason`: of a trial that failed or was void. */
export function failuresOf(
  surface: Surface,
  attempts: readonly AttemptSeen[],
  said: ReadonlyMap<number, string>,
  reason: string | null,
): Failures {
  const counts = new Map<string, number>();
  for (const { attempt, ended, judged } of attempts) {
    if (judged === 'success') continue;
    const words = said.get(attempt) ?? '';
    const kind = surface.failures.find(({ says }) => words.includes(says))?.id;
    const key = kind ?? (ended === 'done' ? (reason ?? 'not-reached') : ended);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0 && reason !== null) counts.set(reason, 1);
  return Object.fromEntries(counts);
}

export function addFailures(all: readonly Failures[]): Failures {
  const sum = new Map<string, number>();
  for (const each of all)
    for (const [kind, count] of Object.entries(each)) sum.set(kind, (sum.get(kind) ?? 0) + count);
  return Object.fromEntries(sum);
}

/** Commonest first; equal ones by name. */
export function commonest(failures: Failures): readonly (readonly [kind: string, count: number])[] {
  return Object.entries(failures).sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

export function failureWords(surface: Surface, kind: string): string {
  return surface.failures.find(({ id }) => id === kind)?.words ?? kind.replaceAll('-', ' ');
}
