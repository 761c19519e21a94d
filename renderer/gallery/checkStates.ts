/** The bench check and its dialogs in named states. */
import type { WindowState } from '../store/windowStore.ts';
import {
  galleryAllPassed,
  galleryBoardSeen,
  galleryBoardSolved,
  galleryBoardUnseen,
  galleryCalibrations,
  galleryChecked,
  galleryFailing,
  galleryNoTask,
  galleryPhaseOne,
  galleryStopMoving,
  gallerySweep,
  galleryUnchecked,
} from './galleryDay.ts';
import { online } from './onlineState.ts';
import { galleryBench } from './plainData.ts';

const check: WindowState = { ...online, screen: 'check', check: galleryChecked };
const passedSteps = galleryPhaseOne.steps.map((step) =>
  step.id === 'bench' ? { ...step, state: 'done' as const, missing: [] } : step,
);
const limp: WindowState = {
  ...check,
  bench: galleryBench(2, { mode: 'limp', lease: 'calibration' }),
};

export const checkStates = {
  check,
  'check-waiting': { ...online, screen: 'check', phaseOne: galleryNoTask },
  'check-unmeasured': { ...check, check: galleryUnchecked, phaseOne: galleryNoTask },
  'check-failing': { ...check, check: galleryFailing },
  'check-line-open': { ...check, checkLine: 'disk' },
  'check-passed': {
    ...check,
    check: galleryAllPassed,
    phaseOne: { ...galleryPhaseOne, steps: passedSteps },
  },
  'check-four-cameras': { ...check, bench: galleryBench(4) },
  'check-one-camera': { ...check, bench: galleryBench(1) },
  'check-no-camera': { ...check, bench: galleryBench(0, { arm: null, mode: 'offline' }) },
  'dialog-stop-test': { ...check, dialog: 'stopTest' },
  'dialog-stop-test-moving': {
    ...check,
    bench: galleryBench(2, { mode: 'moving', lease: 'calibration' }),
    check: galleryStopMoving,
    dialog: 'stopTest',
  },
  'dialog-stop-test-held': {
    ...check,
    bench: galleryBench(2, {
      mode: 'stopped',
      stopped: { reason: 'Pause key', wallTime: '2026-01-14T13:46:05.000Z', count: 1 },
    }),
    check: galleryAllPassed,
    dialog: 'stopTest',
  },
  'dialog-envelope': { ...check, dialog: 'envelope' },
  'dialog-envelope-teach': { ...limp, sweep: gallerySweep, dialog: 'envelope' },
  'dialog-choose-bench': { ...check, dialog: 'chooseBench' },
  'dialog-choose-bench-real': {
    ...check,
    bench: galleryBench(2, { kind: 'real', benchId: 'lab-left' }),
    dialog: 'chooseBench',
  },
  'dialog-servos': { ...check, dialog: 'servoCalibration' },
  'dialog-servos-centre': {
    ...limp,
    calibration: galleryCalibrations.centre,
    dialog: 'servoCalibration',
  },
  'dialog-servos-sweep': {
    ...limp,
    calibration: galleryCalibrations.sweep,
    dialog: 'servoCalibration',
  },
  'dialog-servos-review': {
    ...limp,
    calibration: galleryCalibrations.review,
    dialog: 'servoCalibration',
  },
  'dialog-board': { ...check, dialog: 'cameraCalibration' },
  'dialog-board-unseen': { ...check, board: galleryBoardUnseen, dialog: 'cameraCalibration' },
  'dialog-board-seen': { ...check, board: galleryBoardSeen, dialog: 'cameraCalibration' },
  'dialog-board-solved': { ...check, board: galleryBoardSolved, dialog: 'cameraCalibration' },
} as const satisfies Readonly<Record<string, WindowState>>;
