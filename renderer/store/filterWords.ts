/**
 * The filter of the trials as words of the address and back: a link reproduces the list. What cannot be a filter is
 * left out, never guessed. Days are the reader's own; the core counts in UTC.
 */
import { failureReasons, invalidReasons } from '../../main/base/model/trial.ts';
import { momentPattern, type TrialFilter } from '../../main/base/model/trialFilter.ts';

type Words = Readonly<Record<keyof TrialFilter, string>>;

/** How each part is called in the address; as on the command line. */
const words: Words = {
  outcome: 'outcome',
  reason: 'reason',
  task: 'task',
  batchId: 'batch',
  clock: 'clock',
  seed: 'seed',
  text: 'id',
  since: 'since',
  until: 'until',
};
const keys = Object.keys(words) as readonly (keyof TrialFilter)[];

/** Without the parts that are not set. */
export function plainFilter(filter: TrialFilter): TrialFilter {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(set) as TrialFilter;
}

export const isFiltered = (filter: TrialFilter): boolean =>
  Object.keys(plainFilter(filter)).length > 0;

export function filterToWords(filter: TrialFilter): URLSearchParams {
  const params = new URLSearchParams();
  const plain = plainFilter(filter);
  for (const key of keys) {
    const value = plain[key];
    if (value !== undefined) params.set(words[key], String(value));
  }
  return params;
}

export function filterOfWords(params: URLSearchParams): TrialFilter {
  const text = (key: keyof TrialFilter, fits: RegExp): string | undefined => {
    const value = params.get(words[key]);
    return value !== null && fits.test(value) ? value : undefined;
  };
  const one = <T extends string>(key: keyof TrialFilter, choices: readonly T[]): T | undefined =>
    choices.find((choice) => choice === params.get(words[key]));
  const seed = text('seed', /^\d{1,15}$/);
  return plainFilter({
    outcome: one('outcome', ['success', 'failure', 'invalid']),
    reason: one('reason', [...failureReasons, ...invalidReasons]),
    task: text('task', /^[a-z][a-z0-9-]{0,39}$/),
    batchId: text('batchId', /^[a-z0-9-]{1,64}$/),
    clock: one('clock', ['real', 'lockstep']),
    seed: seed === undefined ? undefined : Number(seed),
    text: text('text', /^.{1,64}$/),
    since: text('since', momentPattern),
    until: text('until', momentPattern),
  });
}

/** The beginning of a day here (`YYYY-MM-DD`), or of the day after, as the core's moment. */
export function momentOfDay(day: string, daysAfter: 0 | 1): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (match === null) return undefined;
  const at = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + daysAfter);
  return `${at.toISOString().slice(0, 16)}Z`;
}

/** The day here (`YYYY-MM-DD`) that a moment begins, or ends. */
export function dayOfMoment(moment: string | undefined, daysBefore: 0 | 1): string {
  const at = new Date(moment ?? '');
  if (Number.isNaN(at.getTime())) return '';
  at.setDate(at.getDate() - daysBefore);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
