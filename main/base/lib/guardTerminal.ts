/**
 * What no output may do to an xterm, in a window or in the core's mirror: keep it busy with one short sequence, take memory
 * that a screen does not need, or run into what fails in xterm 6.0. Uses xterm's own parser; knows no screen and no thread.
 */

export interface SequenceId {
  readonly prefix?: string;
  readonly intermediates?: string;
  readonly final: string;
}

/** Of xterm's parser what is needed here; the one of the headless terminal fits as well. */
export interface GuardedParser {
  registerCsiHandler(
    id: SequenceId,
    handler: (params: (number | number[])[]) => boolean,
  ): Disposing;
  registerDcsHandler(id: SequenceId, handler: () => boolean): Disposing;
  registerOscHandler(id: number, handler: (data: string) => boolean): Disposing;
}
interface Disposing {
  dispose(): void;
}

export interface GuardedTerminal {
  readonly parser: GuardedParser;
  readonly cols: number;
  readonly buffer: {
    readonly active: {
      readonly cursorX: number;
      readonly cursorY: number;
      readonly length: number;
    };
  };
}

/** Columns moved sideways: no program uses it, and after a resize xterm 6.0 fails at it. */
const unusedCsi: readonly SequenceId[] = [
  { intermediates: ' ', final: '@' },
  { intermediates: ' ', final: 'A' },
  { intermediates: "'", final: '}' },
  { intermediates: "'", final: '~' },
];

/** Done so many times as the first parameter says, and it may say two thousand million. */
const countedCsi: readonly SequenceId[] = [...'@ILMPSTXZb'].map((final) => ({ final }));
/** More columns or rows than any terminal here has. */
const mostTimes = 1_000;

const link = 8;
/** A longer address is kept by no terminal cell: it would be memory that an agent can ask for. */
const mostLinkChars = 2_100;

const timesOf = ([first]: readonly (number | number[])[]): number =>
  typeof first === 'number' ? first : Number.POSITIVE_INFINITY;

/**
 * Erasing all before the cursor fails in xterm 6.0 where the cursor stands at the very end of its last line (it looks for
 * a line below), and what fails while it is parsed ends the terminal.
 */
function erasesBeyond({ cols, buffer: { active } }: GuardedTerminal, what: number): boolean {
  return what === 1 && active.cursorX + 1 >= cols && active.cursorY + 1 >= active.length;
}

/** xterm wants no empty prefix. */
export const plainSequence = ({ prefix, ...id }: SequenceId): SequenceId =>
  prefix === undefined || prefix === '' ? id : { prefix, ...id };

/** Holds as long as the terminal lives. A handler that says true has dealt with the sequence. */
export function guardTerminal(terminal: GuardedTerminal): void {
  const { parser } = terminal;
  for (const id of unusedCsi) parser.registerCsiHandler(plainSequence(id), () => true);
  for (const id of countedCsi)
    parser.registerCsiHandler(plainSequence(id), (params) => timesOf(params) > mostTimes);
  for (const prefix of ['', '?'])
    parser.registerCsiHandler(plainSequence({ prefix, final: 'J' }), (params) =>
      erasesBeyond(terminal, timesOf(params)),
    );
  parser.registerOscHandler(link, (data) => data.length > mostLinkChars);
}

/** Signs that take no room are put on the sign before them. Nobody writes more than a few; a million freeze the page. */
const mostMarks = 8;
const marks = String.raw`[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]`;
const tooMany = new RegExp(`(${marks}{${mostMarks}})${marks}+`, 'gu');
const atStart = new RegExp(`^${marks}+`, 'u');
const atEnd = new RegExp(`${marks}*$`, 'u');
/** Where no run of signs is so long, no run of marks is: far cheaper to see than what a mark is. */
const longRun = new RegExp(`[^\\0-\\u02ff]{${mostMarks + 1}}`);
const mayBeMark = /^[^\0-\u02ff]|[^\0-\u02ff]$/;

/** Bytes of a terminal to text in which no sign carries more than a few marks, also across pieces. */
export function createTextFence(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder();
  let carried = 0;
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    if (text === '') return text;
    if (!mayBeMark.test(text) && !longRun.test(text)) {
      carried = 0;
      return text;
    }
    const head = atStart.exec(text)?.[0] ?? '';
    const kept = [...head].slice(0, mostMarks - carried).join('');
    const fenced = kept + text.slice(head.length).replace(tooMany, '$1');
    const tail = [...(atEnd.exec(fenced.slice(-4 * mostMarks))?.[0] ?? '')].length;
    carried = head === text ? Math.min(mostMarks, carried + tail) : tail;
    return fenced;
  };
}
