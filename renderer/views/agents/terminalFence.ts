/**
 * What an agent's output may not do in this window, by the parser of xterm: set titles, colours of the theme or the
 * clipboard, move the window, make the terminal answer (an answer is typed into the agent, once for every window that
 * looks). Answers that a program needs are the core's, which has one terminal where there may be several windows. What
 * would keep the page busy is the guard's matter (`guardTerminal`). Knows no screen.
 */
import {
  type GuardedTerminal,
  guardTerminal,
  plainSequence,
  type SequenceId,
} from '../../../main/base/lib/guardTerminal.ts';

/** Reports of device, status, mode and version, and everything about the window itself. */
const refusedCsi: readonly SequenceId[] = [
  ...['', '>', '='].map((prefix) => ({ prefix, final: 'c' })),
  ...['', '?'].map((prefix) => ({ prefix, final: 'n' })),
  ...['', '?'].map((prefix) => ({ prefix, intermediates: '$', final: 'p' })),
  { prefix: '>', final: 'q' },
  { final: 't' },
];

/** Titles, colours of the theme (asked for or set), the clipboard. Unknown ones the terminal ignores by itself. */
const refusedOsc: readonly number[] = [0, 1, 2, 4, 10, 11, 12, 52, 104, 110, 111, 112];

/** Holds as long as the terminal lives. A handler that says true has dealt with the sequence. */
export function fenceTerminal(terminal: GuardedTerminal): void {
  const { parser } = terminal;
  guardTerminal(terminal);
  for (const id of refusedCsi) parser.registerCsiHandler(plainSequence(id), () => true);
  for (const id of refusedOsc) parser.registerOscHandler(id, () => true);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true);
}

/** Whether xterm gives this by itself and not because a person did something: it tells who has the focus. */
export const isFocusReport = (text: string): boolean => text === '\x1b[I' || text === '\x1b[O';
