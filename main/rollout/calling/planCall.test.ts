/** Which alerts call, when, and what somebody's answer does. */
import { expect, test } from 'vitest';
import { foldNeed, nextCallMs, nextGraveMs, type Standing } from './planCall.ts';

const alert = (key: string, seenMs = 0, level: Standing['level'] = 'danger'): Standing => ({
  ...{ key, level, message: key, todo: '', sinceWallTime: '', seenMs },
});
const minute = 60_000;

test('a night that needs somebody calls at once, after ten minutes and after thirty', () => {
  const need = foldNeed(null, [alert('night/needs-you')], true, 5000);
  expect(need).toMatchObject({ sinceMs: 5000, calls: 0, acknowledged: null });
  if (need === null) return;
  const next = (calls: number) => nextCallMs({ ...need, calls });
  expect([0, 1, 2, 3].map(next)).toEqual([5000, 5000 + 10 * minute, 5000 + 30 * minute, null]);
  expect(nextCallMs({ ...need, acknowledged: { by: 'Ada', wallTime: '' } })).toBeNull();
});

test('what may pass by itself calls after a minute, in a night alone', () => {
  const lost = [alert('servo-process', 1000)];
  expect(foldNeed(null, lost, true, 2000)).toBeNull();
  expect(nextGraveMs(lost, true, 2000)).toBe(1000 + minute);
  expect(foldNeed(null, lost, true, 1000 + minute)?.alert.key).toBe('servo-process');
  expect(foldNeed(null, lost, false, 10 * minute)).toBeNull();
  expect(foldNeed(null, [alert('camera/front', 0, 'warning')], true, 10 * minute)).toBeNull();
});

test('an old trouble that nobody heeds never keeps the night quiet', () => {
  const run = foldNeed(null, [alert('run')], true, minute);
  const spent = run && { ...run, calls: 3 };
  const both = [alert('run'), alert('night/needs-you', 40 * minute)];
  expect(foldNeed(spent, both, true, 40 * minute)).toMatchObject({ calls: 0 });
  const early = run && { ...run, calls: 1 };
  const soon = [alert('run'), alert('night/needs-you', 2 * minute)];
  const called = foldNeed(early, soon, true, 2 * minute);
  expect(called).toMatchObject({ calls: 0, sinceMs: 2 * minute });
  // It went on, and stands still once more: that is another need.
  const gone = foldNeed(called, [alert('run')], true, 3 * minute);
  expect(foldNeed(gone, soon, true, 4 * minute)).toMatchObject({ sinceMs: 4 * minute });
});

test('several at once are one need, told by what says most', () => {
  const both = [alert('run'), alert('night/needs-you'), alert('night/seal')];
  expect(foldNeed(null, both, true, 0)?.alert.key).toBe('night/seal');
});

test('an answered need begins anew with what was not there before, and ends with its alerts', () => {
  const first = foldNeed(null, [alert('night/needs-you')], true, 0);
  const answered = first && { ...first, calls: 1, acknowledged: { by: 'Ada', wallTime: '' } };
  const same = foldNeed(answered, [alert('night/needs-you')], true, minute);
  expect(same?.acknowledged?.by).toBe('Ada');
  const more = [alert('night/needs-you'), alert('night/seal', minute)];
  expect(foldNeed(answered, more, true, minute)).toMatchObject({ calls: 0, acknowledged: null });
  expect(foldNeed(answered, [], true, minute)).toBeNull();
});
