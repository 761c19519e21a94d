/** Stop, resume, start and end: what moves or holds the robot. The stop's keys work everywhere (`stopInputs.ts`). */
import { resumeBlocked, runBlocked } from '../store/runBlocked.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Action } from './action.ts';

export const stopAction: Action = {
  id: 'robot.stop',
  group: 'Robot',
  words: 'Stop the robot',
  also: 'halt hold emergency',
  keys: ['Pause', 'F12'],
  run: (deck) => deck.stop('command palette'),
};

export const robotActions: readonly Action[] = [
  stopAction,
  {
    id: 'robot.resume',
    group: 'Robot',
    words: 'Resume the robot…',
    also: 'continue release',
    blocked: resumeBlocked,
    run: () => useWindow.setState({ dialog: 'resume' }),
  },
  {
    id: 'robot.stopInputs',
    group: 'Robot',
    words: 'Set up a foot switch or a gamepad for the stop…',
    also: 'pedal button settings learn key',
    run: () => useWindow.setState({ dialog: 'stopInputs' }),
  },
  {
    id: 'run.start',
    group: 'Run',
    words: 'Run trials…',
    also: 'start begin batch',
    keys: ['R'],
    offered: (state) => state.run === null && state.teleop === null,
    blocked: runBlocked,
    run: () => useWindow.setState({ dialog: 'run' }),
  },
  {
    id: 'run.end',
    group: 'Run',
    words: 'End this run…',
    also: 'cancel abort batch',
    keys: ['R'],
    offered: (state) => state.run !== null,
    blocked: (state) => (state.link.kind === 'online' ? null : 'The core is not connected.'),
    run: () => useWindow.setState({ dialog: 'end' }),
  },
];
