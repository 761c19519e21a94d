/** When a window sounds and shows a call, and in which words. */
import { expect, test } from 'vitest';
import { type CallNeed, callId, noCall } from '../../main/base/model/call.ts';
import { callWords, isCalling } from './callFacts.ts';

const need: CallNeed = {
  ...{ key: 'night/needs-you', message: 'It waits.', todo: '', calls: 1, acknowledged: null },
  ...{ sinceWallTime: '2026-01-14T13:41:00', nextWallTime: '2026-01-14T13:51:00' },
};

test('a need sounds until somebody says that they come, and each call is shown once', () => {
  const view = { ...noCall, need };
  expect([isCalling(noCall), isCalling(view)]).toEqual([false, true]);
  expect(callId(view)).not.toBe(callId({ ...view, need: { ...need, calls: 2 } }));
  expect(callId({ ...view, need: { ...need, calls: 0 } })).toBeNull();
  const acknowledged = { by: 'Bo', wallTime: '2026-01-14T13:45:00' };
  const answered = { ...view, need: { ...need, acknowledged } };
  expect([isCalling(answered), callId(answered)]).toEqual([false, null]);
});

test('it says how often, and when next', () => {
  expect(callWords(need)).toBe('Called once. Again at 13:51.');
  expect(callWords({ ...need, calls: 3, nextWallTime: null })).toBe(
    'Called 3 times. Nobody is called again by itself.',
  );
  const acknowledged = { by: 'Bo', wallTime: '2026-01-14T13:45:00' };
  expect(callWords({ ...need, acknowledged })).toBe('Bo comes, said at 13:45.');
});
