/**
 * What a person does in the demos view. Keys as in LeRobot where they clash with nothing: N keeps and goes on, R records
 * again; arrows move the arm there, so they are not among these. Esc is neither success nor failure; none is the stop's.
 */
import { setDemoLook } from '../store/keepDayLook.ts';
import { motionKeyWords } from '../store/motionKeys.ts';
import { leaseWords } from '../store/runBlocked.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { Action, KeyNote } from './action.ts';
import {
  discardDemo,
  keepDemo,
  letGo,
  markDemo,
  recordDemo,
  removeDemo,
  resetScene,
  selectDemo,
  takeArm,
  undoDemo,
} from './demoMoves.ts';
import { localAction } from './localAction.ts';

/** Why the arm cannot be taken now. */
export function takeBlocked(state: WindowState): string | null {
  const { link, bench, phaseOne, teleop, demos } = state;
  if (link.kind !== 'online') return 'The core is not connected.';
  if (phaseOne?.task == null) return 'Open a task first.';
  if (bench === null) return 'The bench has not answered yet.';
  if (bench.stopped !== null) return 'The robot is stopped: resume first.';
  if (bench.mode === 'offline') return 'The arm does not answer.';
  if (demos.taking) return 'The arm is being taken.';
  if (teleop !== null) return 'Another window moves the arm.';
  if (bench.lease !== 'none') return `The arm is in use by ${leaseWords[bench.lease]}.`;
  return null;
}

const holds = ({ teleop, demos }: WindowState): boolean => teleop !== null && demos.mine;
const isState =
  (...states: readonly string[]) =>
  (state: WindowState): boolean =>
    holds(state) && states.includes(state.teleop?.state ?? '');
const recording = isState('recording');
const counting = isState('counting-down');

export function recordBlocked(state: WindowState): string | null {
  if (!holds(state)) return 'Take the arm first.';
  if (state.teleop?.state === 'saving') return 'The demo is being saved.';
  if (state.teleop?.state === 'resetting') return 'The robot resets the scene.';
  return null;
}

const selectedBlocked = ({ demos }: WindowState): string | null =>
  demos.selected === null ? 'Choose a demo first.' : null;

const mark = (value: 'success' | 'failure' | 'unclear', key: string): Action => ({
  id: `demos.${value}`,
  group: 'Demos',
  words: `Mark ${value}, now`,
  also: 'result label recording',
  keys: [key],
  screen: 'demos',
  blocked: (state) => (recording(state) ? null : 'Nothing is being recorded.'),
  run: (deck) => void markDemo(deck, value),
});

const armActions: readonly Action[] = [
  {
    id: 'demos.take',
    group: 'Demos',
    words: 'Take the arm',
    also: 'teleoperation begin drive hands on',
    keys: ['T'],
    screen: 'demos',
    offered: (state) => !holds(state),
    blocked: takeBlocked,
    run: (deck) => void takeArm(deck),
  },
  {
    id: 'demos.letGo',
    group: 'Demos',
    words: 'Let go of the arm',
    also: 'teleoperation end hands off',
    keys: ['T'],
    screen: 'demos',
    offered: holds,
    run: (deck) => void letGo(deck),
  },
  {
    id: 'demos.record',
    group: 'Demos',
    words: 'Record demo',
    also: 'begin start next',
    keys: ['N'],
    screen: 'demos',
    offered: (state) => !recording(state) && !counting(state),
    blocked: recordBlocked,
    run: (deck) => void recordDemo(deck),
  },
  {
    id: 'demos.keep',
    group: 'Demos',
    words: 'Keep demo: stop recording',
    also: 'save end next',
    keys: ['N', 'Enter'],
    screen: 'demos',
    offered: recording,
    run: (deck) => void keepDemo(deck),
  },
  mark('success', 'S'),
  mark('failure', 'F'),
  mark('unclear', 'U'),
  {
    id: 'demos.again',
    group: 'Demos',
    words: 'Record again: this one is not kept',
    also: 're-record redo discard',
    keys: ['R'],
    screen: 'demos',
    offered: (state) => recording(state) || counting(state),
    run: (deck) => void discardDemo(deck, true),
  },
  {
    id: 'demos.discard',
    group: 'Demos',
    words: 'Discard demo: nothing of it is kept',
    also: 'delete cancel abort',
    keys: ['Backspace'],
    screen: 'demos',
    offered: (state) => recording(state) || counting(state),
    run: (deck) => void discardDemo(deck, false),
  },
  {
    id: 'demos.reset',
    group: 'Demos',
    words: 'Reset the scene by the robot',
    also: 'home bring back',
    keys: ['H'],
    screen: 'demos',
    blocked: (state) =>
      recordBlocked(state) ?? (recording(state) ? 'A demo is being recorded.' : null),
    run: (deck) => void resetScene(deck),
  },
  localAction({
    id: 'demos.clutch',
    group: 'Demos',
    words: 'Leader arm: clutch in or out',
    also: 'couple follow',
    keys: ['Space'],
    screen: 'demos',
    offered: ({ demos }) => demos.selected === null && demos.input === 'leader',
    without: 'Take the arm with the leader first.',
  }),
];

const demo = (id: string, words: string, keys: readonly string[], repeats = false): Action =>
  localAction({
    id: `demos.${id}`,
    group: 'Demos',
    words,
    keys,
    repeats,
    screen: 'demos',
    offered: ({ demos }) => demos.selected !== null,
    without: 'Choose a demo first.',
  });

const listActions: readonly Action[] = [
  demo('play', 'Play or pause the demo', ['Space']),
  demo('frameOn', 'Next frame of the demo', ['→'], true),
  demo('frameBack', 'Frame of the demo before', ['←'], true),
  demo('tenOn', 'Ten frames of the demo on', ['Shift →'], true),
  demo('tenBack', 'Ten frames of the demo back', ['Shift ←'], true),
  demo('cutFrom', 'Cut away what is before this frame', ['[']),
  demo('cutTo', 'Cut away what is after this frame', [']']),
  demo('split', 'Split the demo at this frame', ['K']),
  {
    id: 'demos.remove',
    group: 'Demos',
    words: 'Remove the demo',
    also: 'delete',
    keys: ['Delete'],
    screen: 'demos',
    offered: ({ demos }) => demos.selected !== null,
    blocked: selectedBlocked,
    run: (deck) => void removeDemo(deck),
  },
  {
    id: 'demos.back',
    group: 'Demos',
    words: 'Close the demo: back to the arm',
    keys: ['Esc'],
    screen: 'demos',
    offered: ({ demos }) => demos.selected !== null,
    run: () => selectDemo(null),
  },
  {
    id: 'demos.undo',
    group: 'Demos',
    words: 'Undo the last trim, split or removal',
    keys: ['Z', 'Ctrl Z'],
    screen: 'demos',
    blocked: ({ link }) => (link.kind === 'online' ? null : 'The core is not connected.'),
    run: (deck) => void undoDemo(deck),
  },
  {
    id: 'demos.mute',
    group: 'Demos',
    words: 'Sounds of the recording: on or off',
    also: 'mute audio beep cue',
    keys: ['M'],
    screen: 'demos',
    run: () => setDemoLook({ muted: !useWindow.getState().demos.muted }),
  },
  ...(
    [
      ['demoImport', 'Import demos…', 'lerobot enpire mp4 dataset clips'],
      ['demoExport', 'Export demos…', 'lerobot mp4 dataset save'],
    ] as const
  ).map(
    ([dialog, words, also]): Action => ({
      id: `demos.${dialog}`,
      group: 'Demos',
      words,
      also,
      screen: 'demos',
      blocked: ({ phaseOne }) => (phaseOne?.task == null ? 'Open a task first.' : null),
      run: () => {
        const { demos } = useWindow.getState();
        const exchange =
          demos.exchange.kind === 'working' ? demos.exchange : { kind: 'idle' as const };
        useWindow.setState({ dialog, demos: { ...demos, exchange } });
      },
    }),
  ),
];

export const demoActions: readonly Action[] = [...armActions, ...listActions];

export const demoKeyNotes: readonly KeyNote[] = motionKeyWords.map(({ keys, words }) => ({
  keys,
  words: `Arm: ${words}`,
  group: 'Demos',
  screen: 'demos',
  offered: (state) => holds(state) && state.demos.input === 'keyboard',
}));
