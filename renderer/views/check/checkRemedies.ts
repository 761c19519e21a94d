/** What a person can do about a line of the check, as one button each. The words of what to do are the core's. */
import type { CheckLine } from '../../../main/base/model/phaseOne.ts';
import type { Deck } from '../../actions/deck.ts';
import { type DialogName, useWindow } from '../../store/windowStore.ts';

export interface Remedy {
  readonly id: string;
  readonly words: string;
  readonly keyCap?: string;
  /** The arm may move by it: not while it is stopped. */
  readonly moves: boolean;
  run(deck: Deck): void;
}

/** A real bench with four cameras and a slow disk. */
const measureMs = 120_000;

export const measureAll: Remedy = {
  id: 'measure',
  words: 'Run all checks',
  keyCap: 'C',
  moves: false,
  run: (deck) => void deck.ask('Run all checks', 'check.run', {}, { timeoutMs: measureMs }),
};

const opens = (id: DialogName, words: string, moves: boolean, keyCap?: string): Remedy => ({
  id,
  words,
  moves,
  ...(keyCap === undefined ? {} : { keyCap }),
  run: () => useWindow.setState({ dialog: id }),
});

export const testStop = opens('stopTest', 'Test the stop…', true, 'T');
export const changeEnvelope = opens('envelope', 'Change the envelope…', true, 'E');
export const calibrateServos = opens('servoCalibration', 'Calibrate the servos…', true);
export const calibrateCameras = opens('cameraCalibration', 'Calibrate the cameras…', false);
export const chooseBench = opens('chooseBench', 'Choose the bench…', false, 'B');

export function remedyOf(line: CheckLine): Remedy {
  if (line.id === 'stop') return testStop;
  if (line.id === 'envelope') return changeEnvelope;
  if (line.id === 'ranges') return calibrateServos;
  return measureAll;
}
