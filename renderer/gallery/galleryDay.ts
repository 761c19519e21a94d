/** Plain made-up values of phase one for the gallery: steps, checks, benches, calibrations. Figures mean nothing. */
import { jointNames } from '../../main/base/model/arm.ts';
import type {
  BenchChoices,
  CameraCalibrationView,
  CheckLine,
  CheckView,
  FoundDevices,
  PhaseOneView,
  ServoCalibrationView,
  StepView,
  SweepView,
} from '../../main/base/model/phaseOne.ts';

const wallTime = '2026-01-14T13:46:05.000Z';

const step = (
  id: StepView['id'],
  state: StepView['state'],
  humanMinutes: number,
  missing: readonly string[] = [],
): StepView => ({ id, state, humanMinutes, missing });

export const galleryPhaseOne: PhaseOneView = {
  task: { id: 'push-t', name: 'Push-T' },
  humanMinutes: 23,
  steps: [
    step('bench', 'needs-you', 4, ['Test the stop: it was not tested today.']),
    step('task', 'done', 11),
    step('demos', 'doing', 8, ['12 of 40 successes', '3 of 20 near misses “just outside”']),
    step('labels', 'todo', 0, ['No clip is labelled yet.']),
    step('judge', 'todo', 0, ['Label clips and lock some of them first.']),
    step('reset', 'todo', 0, ['Measure it: 20 in a row are needed.']),
    step('seal', 'todo', 0, ['Nobody has signed.']),
  ],
};

/** All steps before this one are done; null: all of them. */
export const galleryDoneUpTo = (id: StepView['id'] | null): PhaseOneView => {
  const at = galleryPhaseOne.steps.findIndex((each) => each.id === id);
  const end = at < 0 ? galleryPhaseOne.steps.length : at;
  return {
    ...galleryPhaseOne,
    steps: galleryPhaseOne.steps.map((each, index) =>
      index < end ? { ...each, state: 'done', missing: [] } : each,
    ),
  };
};

export const galleryNoTask: PhaseOneView = {
  task: null,
  humanMinutes: 0,
  steps: [
    step('bench', 'todo', 0, ['Run all checks.']),
    step('task', 'todo', 0, ['Open a task or make a new one.']),
    step('demos', 'todo', 0, ['Open a task first.']),
    step('labels', 'todo', 0, ['Open a task first.']),
    step('judge', 'todo', 0, ['Open a task first.']),
    step('reset', 'todo', 0, ['Open a task first.']),
    step('seal', 'todo', 0, ['Open a task first.']),
  ],
};

type Line = readonly [CheckLine['id'], string, string, string, string?];

const lines: readonly Line[] = [
  ['servos', 'Servos answer', '6 of 6', 'firmware 3.10'],
  ['supply', 'Supply', '12.1 V', '11.0 to 12.6 V'],
  ['temperature', 'Temperature', '41 °C', 'elbow; rests at 60 °C'],
  ['ranges', 'Joint ranges', '6 of 6', 'calibrated 14 Nov'],
  ['cameras/overhead', 'Overhead camera', '30.0 Hz', 'sharp 0.82'],
  ['cameras/front', 'Front camera', '29.9 Hz', 'sharp 0.77'],
  ['repeats', 'New pictures', '0 repeats', 'of 1,200 frames'],
  ['loop', 'Control loop', '50.0 Hz', '0 missed of 18,204'],
  ['disk', 'Disk', '212 GB', '480 MB/s; a night needs 41 GB'],
  ['clock', 'Clock', '±4 ms', 'of network time'],
  ['envelope', 'Envelope', 'inside', 'the bench’s limits'],
];

function checkLine([id, name, value, detail]: Line): CheckLine {
  return { id, name, state: 'pass', value, detail, remedy: '', wallTime };
}

const untestedStop: CheckLine = {
  id: 'stop',
  name: 'Stop',
  state: 'needs-you',
  value: 'not tested',
  detail: 'last on 19 Nov',
  remedy:
    'The arm moves 60 mm at 20 mm/s, 120 mm above the table. Press Stop while it moves: it must hold within 50 ms.',
  wallTime: null,
};

const servos: CheckView['servos'] = jointNames.map((joint, index) => ({
  id: index + 1,
  joint,
  model: 777,
  firmware: '3.10',
  temperatureC: 33 + index,
  voltageV: 12.1,
  load: 0.04,
}));

export const galleryChecked: CheckView = {
  benchId: 'sim-1',
  lines: [...lines.map(checkLine), untestedStop],
  servos,
  pictures: {
    overhead: { exposure: 0.44, clipped: 0.01, sharpness: 0.82 },
    front: { exposure: 0.39, clipped: 0.02, sharpness: 0.77 },
  },
  stopTest: null,
};

export const galleryAllPassed: CheckView = {
  ...galleryChecked,
  lines: galleryChecked.lines.map((line) =>
    line.id === 'stop'
      ? {
          ...line,
          state: 'pass',
          value: '31 ms',
          detail: 'stood after 58 ms, today',
          remedy: '',
          wallTime,
        }
      : line,
  ),
  stopTest: { state: 'held', speedMS: 0.02, wroteAfterMs: 1.4, stoodAfterMs: 58, why: '' },
};

const failing: Readonly<Partial<Record<string, Partial<CheckLine>>>> = {
  'cameras/front': {
    state: 'fail',
    value: '0.0 Hz',
    detail: 'the same picture for 4.2 s',
    remedy: 'Check its cable, then run all checks again.',
  },
  ranges: {
    state: 'needs-you',
    value: '5 of 6',
    detail: 'the elbow stands 3° outside of its calibrated range',
    remedy: 'Calibrate the servos again.',
  },
  disk: { state: 'running', value: '', detail: 'writing 64 MB' },
  clock: { state: 'not-yet', value: '', detail: '' },
};

export const galleryFailing: CheckView = {
  ...galleryChecked,
  lines: galleryChecked.lines.map((line) => ({ ...line, ...failing[line.id] })),
};

export const galleryUnchecked: CheckView = {
  benchId: 'sim-1',
  lines: galleryChecked.lines.map((line) => ({
    ...line,
    state: 'not-yet',
    value: '',
    detail: '',
    remedy: '',
    wallTime: null,
  })),
  servos: [],
  pictures: {},
  stopTest: null,
};

export const galleryStopMoving: CheckView = {
  ...galleryChecked,
  stopTest: { state: 'moving', speedMS: 0.02, wroteAfterMs: null, stoodAfterMs: null, why: '' },
};

export const galleryBenches: BenchChoices = {
  current: 'sim-1',
  benches: [
    {
      id: 'sim-1',
      name: 'Simulated bench',
      kind: 'simulated',
      followerPort: null,
      leaderPort: null,
      cameras: [],
    },
    {
      id: 'lab-left',
      name: 'Lab, left table',
      kind: 'real',
      followerPort: '/dev/ttyACM0',
      leaderPort: '/dev/ttyACM1',
      cameras: [
        { role: 'overhead', device: '/dev/video0', widthPx: 640, heightPx: 480, rateHz: 30 },
        { role: 'front', device: '/dev/video2', widthPx: 640, heightPx: 480, rateHz: 30 },
      ],
    },
  ],
};

export const galleryDevices: FoundDevices = {
  ports: [
    { path: '/dev/ttyACM0', maker: 'QinHeng', serial: '58FA0966' },
    { path: '/dev/ttyACM1', maker: 'QinHeng', serial: '58FA1024' },
  ],
  cameras: [
    { device: '/dev/video0', name: 'HD USB Camera' },
    { device: '/dev/video2', name: 'HD USB Camera' },
  ],
  problems: [],
};

const counts = [2048, 1620, 2710, 2050, 2044, 2480];

function calibrationAt(step: ServoCalibrationView['step']): ServoCalibrationView {
  return {
    arm: 'follower',
    step,
    joints: jointNames.map((name, index) => {
      const now = counts[index] ?? 2048;
      const reach = index < 4 ? 900 : 90;
      return {
        name,
        id: index + 1,
        counts: now,
        minCounts: step === 'centre' ? now : now - reach,
        maxCounts: step === 'centre' ? now : now + reach,
        enough: step === 'review' || (step === 'sweep' && index < 4),
      };
    }),
    todo: {
      centre: 'Put every joint in the middle of its range, the gripper half open, and go on.',
      sweep: 'Move each joint from stop to stop. Still to do: wrist roll, gripper.',
      review: 'Save, or begin again. Keep a hand on the arm: it holds then.',
    }[step],
  };
}

export const galleryCalibrations = {
  centre: calibrationAt('centre'),
  sweep: calibrationAt('sweep'),
  review: calibrationAt('review'),
};

export const gallerySweep: SweepView = {
  tipM: { x: { min: 0.12, max: 0.28 }, y: { min: -0.12, max: 0.1 }, z: { min: 0.012, max: 0.14 } },
  jointsRad: [
    { min: -0.7, max: 0.6 },
    { min: -1.9, max: -0.4 },
    { min: 0.7, max: 2.2 },
    { min: -0.3, max: 1.1 },
    { min: -0.2, max: 0.3 },
    { min: 0, max: 0.4 },
  ],
  rows: 412,
};

/** A grid of corners as a tilted board shows them. */
const cornersPx = Array.from({ length: 24 }, (_, at): readonly [number, number] => {
  const [column, row] = [at % 6, Math.floor(at / 6)];
  return [210 + 38 * column + 3 * row, 150 + 34 * row + 4 * column];
});

export const galleryBoardSeen: CameraCalibrationView = {
  role: 'overhead',
  views: 7,
  wantedViews: 10,
  homeTaken: true,
  seen: { cornersPx, why: '' },
  result: null,
  projectedPx: [],
  todo: '3 more pictures: tilt the board, turn it, move it to every corner.',
};

export const galleryBoardUnseen: CameraCalibrationView = {
  ...galleryBoardSeen,
  views: 0,
  homeTaken: false,
  seen: { cornersPx: [], why: 'The board is not in the picture.' },
  todo: 'Lay the board flat at its marked place, its long side across, and take that picture.',
};

export const galleryBoardSolved: CameraCalibrationView = {
  ...galleryBoardSeen,
  views: 12,
  projectedPx: cornersPx.map(([x, y]) => [x + 0.4, y - 0.3]),
  result: {
    role: 'overhead',
    model: {
      role: 'overhead',
      widthPx: 640,
      heightPx: 480,
      focalPx: 561.2,
      centreXPx: 319.4,
      centreYPx: 240.7,
      worldFromCamera: [0, -1, 0, 0.201, -1, 0, 0, 0, 0, 0, -1, 0.62, 0, 0, 0, 1],
    },
    distortion: [0.011, -0.024, 0.0003, -0.0002, 0],
    reprojectionPx: 0.31,
    views: 12,
    wallTime,
  },
  todo: 'Compare the drawn board with the picture, then save.',
};
