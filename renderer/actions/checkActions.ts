/** What a person does on the bench check: the same buttons as in its panels, by key and palette. */
import { measureBlocked, measuring, setUpBlocked } from '../store/checkFacts.ts';
import {
  calibrateCameras,
  calibrateServos,
  changeEnvelope,
  chooseBench,
  measureAll,
  type Remedy,
  testStop,
} from '../views/check/checkRemedies.ts';
import type { Action } from './action.ts';

const actionOf = (remedy: Remedy, also: string): Action => ({
  id: `check.${remedy.id}`,
  group: 'Bench check',
  words: remedy.words,
  also,
  screen: 'check',
  ...(remedy.keyCap === undefined ? {} : { keys: [remedy.keyCap] }),
  blocked: (state) => {
    if (remedy.id === 'measure' && measuring(state.check)) return 'The bench is being measured.';
    return remedy.moves ? setUpBlocked(state) : measureBlocked(state);
  },
  run: (deck) => remedy.run(deck),
});

export const checkActions: readonly Action[] = [
  actionOf(measureAll, 'measure again servos cameras disk clock'),
  actionOf(testStop, 'emergency halt try'),
  actionOf(changeEnvelope, 'workspace limits teach sweep floor'),
  actionOf(chooseBench, 'real simulated port camera leader'),
  actionOf(calibrateServos, 'range centre lerobot file joints'),
  actionOf(calibrateCameras, 'board charuco lens intrinsics'),
];
