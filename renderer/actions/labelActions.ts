/** What a person does with clips. Answers go to the clip that is looked at, or to all that are picked. */
import { realClock } from '../../main/base/lib/clock.ts';
import type { AnswerValue } from '../store/clipBook.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import {
  answerClips,
  chooseLook,
  cutTrials,
  pickAll,
  pickNone,
  stepClip,
  undoLabel,
} from './labelMoves.ts';
import { localAction } from './localAction.ts';

export function answerBlocked({ link, labels }: WindowState): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  return labels.clip === null ? 'There is no clip to answer.' : null;
}

export function lockBlocked({ link, clips }: WindowState): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  return clips === null ? 'Open a task first.' : null;
}

/** Whether there is an answer to take back, the core knows: what it told may be older than the last key. */
export function undoLabelBlocked({ link, labels }: WindowState): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  return labels.book === null ? 'There is no answer to take back.' : null;
}

const answer = (value: AnswerValue, words: string, key: string): Action => ({
  id: `labels.${value}`,
  group: 'Labels',
  words,
  also: 'label answer',
  keys: [key],
  screen: 'labels',
  blocked: answerBlocked,
  run: (deck) => void answerClips(deck, realClock, value),
});

const without = 'Open a clip first.';

export const labelActions: readonly Action[] = [
  answer('success', 'Label success', 'S'),
  answer('failure', 'Label failure', 'F'),
  answer('unclear', 'Label unclear', 'U'),
  {
    id: 'labels.leaveOut',
    group: 'Labels',
    words: 'Leave out…',
    also: 'label exclude skip reason',
    keys: ['X'],
    screen: 'labels',
    blocked: answerBlocked,
    run: () => useWindow.setState({ dialog: 'leaveOut' }),
  },
  localAction({
    id: 'labels.decided',
    group: 'Labels',
    words: 'Decided here: mark this frame',
    also: 'decisive moment',
    keys: ['D'],
    screen: 'labels',
    without,
  }),
  localAction({
    id: 'labels.play',
    group: 'Labels',
    words: 'Play or pause the clip',
    keys: ['Space'],
    screen: 'labels',
    without,
  }),
  ...(
    [
      ['frameOn', 'Next frame', '→'],
      ['frameBack', 'Frame before', '←'],
      ['tenOn', 'Ten frames on', 'Shift →'],
      ['tenBack', 'Ten frames back', 'Shift ←'],
    ] as const
  ).map(([id, words, key]) =>
    localAction({
      id: `labels.${id}`,
      group: 'Labels',
      words,
      keys: [key],
      repeats: true,
      screen: 'labels',
      without,
    }),
  ),
  {
    id: 'labels.next',
    group: 'Labels',
    words: 'Next clip',
    keys: ['↓', 'Enter'],
    repeats: true,
    screen: 'labels',
    blocked: answerBlocked,
    run: () => stepClip(1),
  },
  {
    id: 'labels.before',
    group: 'Labels',
    words: 'Clip before',
    also: 'previous',
    keys: ['↑'],
    repeats: true,
    screen: 'labels',
    blocked: answerBlocked,
    run: () => stepClip(-1),
  },
  {
    id: 'labels.undo',
    group: 'Labels',
    words: 'Undo the last answer',
    also: 'take back',
    keys: ['Z', 'Ctrl Z'],
    screen: 'labels',
    blocked: undoLabelBlocked,
    run: (deck) => void undoLabel(deck),
  },
  {
    id: 'labels.cutTrials',
    group: 'Labels',
    words: 'Cut clips from the trials of this task',
    also: 'attempts ends recorded add',
    screen: 'labels',
    blocked: lockBlocked,
    run: (deck) => void cutTrials(deck),
  },
  {
    id: 'labels.pickAll',
    group: 'Labels',
    words: 'Pick all clips of the list',
    also: 'select bulk many',
    screen: 'labels',
    offered: ({ labels }) => labels.picked.length === 0,
    blocked: answerBlocked,
    run: () => pickAll(),
  },
  {
    id: 'labels.pickNone',
    group: 'Labels',
    words: 'Pick none: answer one clip at a time',
    also: 'select bulk clear',
    keys: ['Esc'],
    screen: 'labels',
    offered: ({ labels }) => labels.picked.length > 0,
    run: () => pickNone(),
  },
  ...(
    [
      ['first', 'Label clips: the first look'],
      ['second', 'Look again without the first answers'],
      ['settled', 'Settle where two looks disagree'],
    ] as const
  ).map(
    ([look, words]): Action => ({
      id: `labels.look.${look}`,
      group: 'Labels',
      words,
      also: 'second blind disagree settle',
      screen: 'labels',
      offered: ({ labels }) => labels.look !== look,
      run: (deck) => chooseLook(deck, look),
    }),
  ),
  {
    id: 'labels.lock',
    group: 'Labels',
    words: 'Lock clips…',
    also: 'split sealed held out',
    screen: 'labels',
    blocked: lockBlocked,
    run: () => useWindow.setState({ dialog: 'lockClips' }),
  },
];
