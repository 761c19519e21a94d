/** What a person must say is well before a night goes on. */
import { expect, test } from 'vitest';
import { type MovedFacts, movedSince } from './movedSince.ts';

const bench = { benchId: 'sim-1', calibrationHash: 'c', cameraCalibrationHash: null };
const still: MovedFacts = {
  ...{ sealed: bench, now: bench, clock: 'lockstep', sinceRestart: true },
  ...{ settingsBefore: 's', settingsNow: 's', drift: null },
};
const moved = {
  role: 'overhead',
  state: 'moved',
  shiftPx: 9,
  gain: 1,
  words: 'nine pixels.',
} as const;
const drift = { cameras: [moved], canaries: { n: 4, same: 3 } };

test('in bench time nothing moved by itself, also over a restart', () => {
  expect(movedSince(still)).toEqual([]);
  expect(movedSince({ ...still, settingsBefore: null, settingsNow: 'x' })).toEqual([]);
  expect(movedSince({ ...still, drift })).toEqual([]);
});

test('another bench, another calibration and another scene are told', () => {
  const now = { ...bench, benchId: 'lab-2', calibrationHash: 'd' };
  const lines = movedSince({ ...still, now, settingsNow: 'x' });
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain('lab-2');
});

test('in real time a restart always asks a person, and so does a camera that moved', () => {
  const real = { ...still, clock: 'real' } as const;
  expect(movedSince(real)).toHaveLength(1);
  expect(movedSince({ ...real, sinceRestart: false })).toEqual([]);
  expect(movedSince({ ...real, sinceRestart: false, drift })).toHaveLength(2);
});
