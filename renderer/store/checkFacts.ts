/** What a bench check amounts to: how many lines pass, which one needs a person first, and whether one may go on. Pure. */
import type { CheckLine, CheckView } from '../../main/base/model/phaseOne.ts';
import { runBlocked } from './runBlocked.ts';
import type { WindowState } from './windowStore.ts';

export function passed(check: CheckView | null): { readonly pass: number; readonly of: number } {
  const lines = check?.lines ?? [];
  return { pass: lines.filter(({ state }) => state === 'pass').length, of: lines.length };
}

/** What was never measured, or only partly: then everything is to be measured first. */
export function neverMeasured(check: CheckView | null): boolean {
  const measured = (check?.lines ?? []).filter(({ id }) => id !== 'stop');
  return measured.length === 0 || measured.every(({ state }) => state === 'not-yet');
}

export function measuring(check: CheckView | null): boolean {
  return (check?.lines ?? []).some(({ id, state }) => id !== 'stop' && state === 'running');
}

const urgency: Readonly<Record<CheckLine['state'], number>> = {
  fail: 0,
  'needs-you': 1,
  'not-yet': 2,
  running: 3,
  pass: 4,
};

/** What to do next: what fails first, the stop last, because it wants an arm that is well. Null: all pass. */
export function nextLine(check: CheckView | null): CheckLine | null {
  const open = (check?.lines ?? []).filter(({ state }) => state !== 'pass');
  const order = (line: CheckLine): number => urgency[line.state] + (line.id === 'stop' ? 10 : 0);
  return open.toSorted((a, b) => order(a) - order(b))[0] ?? null;
}

/** Why one cannot go on to the task; null when one can. */
export function goOnBlocked(check: CheckView | null): string | null {
  if (check === null) return 'The bench has not been checked yet.';
  const { pass, of } = passed(check);
  if (neverMeasured(check)) return 'The bench has not been checked yet.';
  const open = of - pass;
  if (open === 0) return null;
  const line = nextLine(check);
  return open === 1 && line !== null
    ? `${line.name}: ${line.value === '' ? 'not passed' : line.value}.`
    : `${open} checks have not passed.`;
}

/** Why the bench cannot be measured, calibrated or changed now. */
export function setUpBlocked(state: WindowState): string | null {
  const why = runBlocked(state);
  return why === 'The arm does not answer.' ? null : why;
}

/** As above, but also while the arm is stopped: what moves nothing. */
export function measureBlocked(state: WindowState): string | null {
  const why = setUpBlocked(state);
  return why === 'The robot is stopped: resume first.' ? null : why;
}
