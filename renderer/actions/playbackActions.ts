/** What a person does with a trial that is played back; the playback itself takes them up while it is shown. */
import type { Action } from './action.ts';
import { localAction } from './localAction.ts';

const without = 'Play back a trial first.';

function inPlayback(
  id: string,
  words: string,
  keys: readonly string[],
  more: { readonly also?: string; readonly repeats?: boolean } = {},
): Action {
  return localAction({
    id: `play.${id}`,
    group: 'Playback',
    words,
    keys,
    screen: 'trials',
    without,
    offered: (state) => state.playing !== null,
    ...more,
  });
}

export const playbackActions: readonly Action[] = [
  inPlayback('toggle', 'Play or pause', ['Space'], { also: 'start stop run playback' }),
  inPlayback('next', 'Next picture', ['→'], { repeats: true, also: 'frame forward step' }),
  inPlayback('before', 'Picture before', ['←'], { repeats: true, also: 'frame back step' }),
  inPlayback('secondOn', 'One second on', ['Shift →'], { repeats: true }),
  inPlayback('secondBack', 'One second back', ['Shift ←'], { repeats: true }),
  inPlayback('start', 'To the beginning of the record', ['Home']),
  inPlayback('end', 'To the end of the record', ['End']),
  inPlayback('verdictOn', 'To the next verdict', [']'], { repeats: true, also: 'judge change' }),
  inPlayback('verdictBack', 'To the verdict before', ['['], { repeats: true, also: 'judge' }),
  inPlayback('slower', 'Play slower', [','], { also: 'speed' }),
  inPlayback('faster', 'Play faster', ['.'], { also: 'speed' }),
  inPlayback('copyMoment', 'Copy a link to this moment', ['L'], { also: 'address url bookmark' }),
];
