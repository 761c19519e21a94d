/** What each line of the bench check says of what was heard: green, red with its remedy, or a person's to do. */
import { describe, expect, it } from 'vitest';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import type { Alert } from '../../base/model/view.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import { nominalModel } from '../cameraModels.ts';
import type { BenchSetup } from '../choice/benchSetup.ts';
import type { ServoIdentity, ServoState } from '../robot.ts';
import { type ArmHeard, judgeArm, servoFacts } from './judgeArm.ts';
import { type CameraHeard, judgeCameras } from './judgeCameras.ts';
import { judgeClock, judgeDisk, judgeStop, nightBytes } from './judgeHouse.ts';

const setup: BenchSetup = {
  choice: {
    ...{ id: 'lab', name: 'Lab', kind: 'real', followerPort: '/dev/ttyACM0', leaderPort: null },
    cameras: [],
  },
  calibration: simulatedCalibration,
  isCalibrated: true,
  cameraCalibrations: [],
  envelope: simulatedBenchEnvelope,
};
const six = (value: number): number[] => new Array<number>(6).fill(value);

function rows(change: object = {}, missed = 0, count = 100): readonly ServoState[] {
  return Array.from({ length: count }, (_, tick) => {
    const state = {
      ...{ tick, atMs: tick * 20 * (1 + missed / count), mode: 'holding' },
      positionRad: [0, -2.0, 1.95, 1.62, 0, 0],
      ...{ load: six(0.1), temperatureC: six(30), voltageV: six(12) },
      ...change,
    };
    return { state, missedTicks: Math.round((missed * tick) / (count - 1)) } as never as ServoState;
  });
}
const identity = { models: six(777), firmware: six(0).map(() => '3.10') } as never as ServoIdentity;
const heard: ArmHeard = { setup, identity, rows: rows(), alerts: [], targetHz: 50 };
const alert = (key: string, message: string): Alert => ({
  ...{ key, level: 'danger', message, todo: `Mend ${key}.`, sinceWallTime: '' },
});

/** The line, what is wrong, what was heard, what the line says. */
const armCases: readonly [string, string, Partial<ArmHeard>, object][] = [
  ['servos', 'no bench open', { identity: null }, { state: 'fail', value: 'no arm' }],
  [
    'servos',
    'a bench that did not open',
    { identity: null, alerts: [alert('bench', 'The bench did not open: no port.')] },
    { state: 'fail', detail: 'The bench did not open: no port.', remedy: 'Mend bench.' },
  ],
  [
    'servos',
    'a silent servo',
    { alerts: [alert('servo/bus-lost/all', 'no answer from servo 4')] },
    { state: 'fail', value: 'no answer from servo 4', remedy: 'Mend servo/bus-lost/all.' },
  ],
  [
    'servos',
    'another model',
    { identity: { ...identity, models: [777, 777, 1020, 777, 777, 777] } },
    { state: 'fail', value: 'model 1020', detail: expect.stringContaining('elbow flex') },
  ],
  ['servos', 'no rows', { rows: [] }, { state: 'fail' }],
  ['supply', 'a weak supply', { rows: rows({ voltageV: six(10.1) }) }, { state: 'fail' }],
  ['supply', 'the small supply', { rows: rows({ voltageV: six(7.2) }) }, { state: 'pass' }],
  ['supply', 'an empty one', { rows: rows({ voltageV: six(5.1) }) }, { state: 'fail' }],
  [
    'temperature',
    'a hot servo',
    { rows: rows({ temperatureC: [30, 61, 30, 30, 30, 30] }) },
    { state: 'fail', value: '61 °C', detail: expect.stringContaining('shoulder lift') },
  ],
  [
    'temperature',
    'a warm servo',
    { rows: rows({ temperatureC: six(52) }) },
    { state: 'needs-you' },
  ],
  [
    'ranges',
    'an arm that nobody calibrated',
    { setup: { ...setup, isCalibrated: false } },
    { state: 'needs-you', remedy: expect.stringContaining('sweep') },
  ],
  [
    'ranges',
    'half a sweep',
    {
      setup: {
        ...setup,
        calibration: simulatedCalibration.map((joint, index) =>
          index === 4 ? { ...joint, minRad: -1, maxRad: 1 } : joint,
        ),
      },
    },
    { state: 'needs-you', detail: expect.stringContaining('wrist roll') },
  ],
  [
    'ranges',
    'a joint beyond its sweep',
    { rows: rows({ positionRad: [2.2, -2, 1.95, 1.62, 0, 0] }) },
    { state: 'fail', value: 'shoulder pan 126°' },
  ],
  ['loop', 'a starved loop', { rows: rows({}, 40) }, { state: 'fail' }],
  ['loop', 'a few late periods', { rows: rows({}, 8) }, { state: 'needs-you' }],
  [
    'envelope',
    'a tip outside',
    { rows: rows({ positionRad: [1.9, -1, 1, 1, 0, 0] }) },
    { state: 'needs-you', detail: expect.stringMatching(/outside it in [xy]/) },
  ],
  [
    'envelope',
    'an envelope wider than the arm',
    {
      setup: {
        ...setup,
        envelope: {
          ...simulatedBenchEnvelope,
          jointsRad: six(0).map(() => ({ min: -4, max: 4 })),
        },
      },
    },
    { state: 'fail', detail: expect.stringContaining('shoulder pan') },
  ],
];

describe('the arm', () => {
  const lineOf = (id: string, change: Partial<ArmHeard>) =>
    judgeArm({ ...heard, ...change }).find((line) => line.id === id);

  it('that is well is green in all lines, with each servo as it answered', () => {
    expect(judgeArm(heard).map(({ state }) => state)).toEqual(six(0).map(() => 'pass'));
    expect(servoFacts(heard)[5]).toMatchObject({ id: 6, joint: 'gripper', firmware: '3.10' });
  });

  it.each(armCases)('%s: %s', (id, _what, change, line) => {
    const found = lineOf(id, change);
    expect(found).toMatchObject(line);
    if (found?.state !== 'pass') expect(found?.remedy).not.toBe('');
  });
});

describe('cameras', () => {
  const device = { role: 'front', device: '/dev/video0', widthPx: 640, heightPx: 480, rateHz: 30 };
  const good: CameraHeard = {
    ...{ model: nominalModel(device), isCalibrated: true, words: '', targetHz: 30, frames: 60 },
    ...{ rateHz: 29.9, ageMs: 40, repeats: 0, longestRepeat: 0 },
    picture: { exposure: 0.4, clipped: 0.01, sharpness: 0.6 },
  };
  const picture = { exposure: 0.4, clipped: 0.01, sharpness: 0.6 };

  it.each<[string, Partial<CameraHeard>, readonly [string, string]]>([
    ['well', {}, ['pass', 'pass']],
    ['gone', { picture: null, frames: 0, rateHz: 0 }, ['fail', 'fail']],
    ['frozen', { repeats: 59, longestRepeat: 59 }, ['fail', 'fail']],
    ['stuttering', { repeats: 12, longestRepeat: 1 }, ['pass', 'needs-you']],
    ['slow', { rateHz: 14 }, ['fail', 'pass']],
    ['late', { ageMs: 800 }, ['fail', 'pass']],
    ['dark', { picture: { ...picture, exposure: 0.05 } }, ['needs-you', 'pass']],
    ['glaring', { picture: { ...picture, exposure: 0.95 } }, ['needs-you', 'pass']],
    ['burnt out', { picture: { ...picture, clipped: 0.4 } }, ['needs-you', 'pass']],
    ['blurred', { picture: { ...picture, sharpness: 0.05 } }, ['needs-you', 'pass']],
    ['not calibrated', { isCalibrated: false }, ['needs-you', 'pass']],
  ])('%s', (_what, change, states) => {
    const lines = judgeCameras([{ ...good, ...change }], []);
    expect(lines.map(({ id, state }) => [id, state])).toEqual([
      ['cameras/front', states[0]],
      ['repeats', states[1]],
    ]);
    for (const { state, remedy } of lines) expect(remedy === '').toBe(state === 'pass');
  });

  it('a camera that is away says what its device says', () => {
    const words = 'the front camera /dev/video0 is not there';
    expect(judgeCameras([{ ...good, picture: null, words }], [])[0]?.detail).toBe(words);
  });
});

describe('the house', () => {
  const rate = 1e6;
  it.each([
    ['room for a night', { freeBytes: 2 * nightBytes(rate), bytesPerS: 1e8, why: '' }, 'pass'],
    ['no room for a night', { freeBytes: nightBytes(rate) / 2, bytesPerS: 1e8, why: '' }, 'fail'],
    ['a slow disk', { freeBytes: 2 * nightBytes(rate), bytesPerS: 2e6, why: '' }, 'fail'],
    ['a full disk', { freeBytes: 0, bytesPerS: null, why: 'the disk is full' }, 'fail'],
  ])('%s', (_what, disk, state) => {
    expect(judgeDisk(disk, rate)).toMatchObject({ state });
  });

  it('a clock that is not set asks for somebody; one that jumped is red; who cannot tell says so', () => {
    expect(judgeClock({ isSet: true, words: 'chrony', driftMs: 0 }).state).toBe('pass');
    expect(judgeClock({ isSet: false, words: 'chrony', driftMs: 0 }).state).toBe('needs-you');
    expect(judgeClock({ isSet: true, words: 'chrony', driftMs: -0.3 }).detail).toContain('(0 ms');
    expect(judgeClock({ isSet: true, words: 'chrony', driftMs: -900 }).state).toBe('fail');
    const unknown = judgeClock({ isSet: null, words: 'nobody answers', driftMs: 3 });
    expect(unknown).toMatchObject({
      state: 'pass',
      detail: expect.stringContaining('nobody answers'),
    });
  });

  it('a stop counts on the day it was tested', () => {
    const test = {
      kind: 'stop-tested',
      benchId: 'lab',
      held: true,
      wroteAfterMs: 1.2,
      stoodAfterMs: 90,
      wallTime: '2026-03-04T10:00:00.000Z',
    } as const;
    expect(judgeStop(null, test.wallTime).state).toBe('needs-you');
    expect(judgeStop(test, '2026-03-04T10:05:00.000Z')).toMatchObject({
      state: 'pass',
      detail: expect.stringContaining('1.2 ms'),
    });
    expect(judgeStop(test, '2026-03-06T10:00:00.000Z').state).toBe('needs-you');
    expect(judgeStop({ ...test, held: false }, test.wallTime).state).toBe('fail');
  });
});
