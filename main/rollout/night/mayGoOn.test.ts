/** When a night goes on by itself after a restart, and when a person is asked. */
import { expect, test } from 'vitest';
import { type GoOnFacts, whyNotOn } from './mayGoOn.ts';

const wallTime = '2026-01-02T03:30:00.000Z';
const past = { state: 'running', sealBroken: null, wentOn: [] } as const;
const good: GoOnFacts = {
  ...{ past, sealHolds: true, moved: [], refused: null, allowed: true, wallTime },
};

test('where nothing moved and the contract holds, it goes on', () => {
  expect(whyNotOn(good)).toBeNull();
});

test('what somebody paused, what is broken, moved, stopped or forbidden is asked about', () => {
  for (const change of [
    { past: { ...past, state: 'paused' } },
    { past: { ...past, sealBroken: 'judge.ts' } },
    { sealHolds: false },
    { moved: ['The bench is another.'] },
    { refused: 'the bench is stopped' },
    { allowed: false },
  ] as const)
    expect(whyNotOn({ ...good, ...change })).not.toBeNull();
});

test('the third end of its core within ten minutes asks, three in an hour do not', () => {
  const on = (...minutes: readonly string[]): GoOnFacts => {
    const wentOn = minutes.map((minute) => `2026-01-02T03:${minute}:00.000Z`);
    return { ...good, past: { ...past, wentOn } };
  };
  expect(whyNotOn(on('25'))).toBeNull();
  expect(whyNotOn(on('22', '25'))).toBe('its core ended 3 times within ten minutes');
  expect(whyNotOn(on('02', '19', '25'))).toBeNull();
  // The clock was set back meanwhile: nobody can tell, so somebody is asked.
  expect(whyNotOn(on('50', '55'))).not.toBeNull();
});
