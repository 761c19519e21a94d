/**
 * What a terminal shows after the bytes so far, without a window: the headless xterm, and from it snapshots that bring
 * any other terminal to the same state, within a bound. It is also the one that answers a program's questions (where is
 * the cursor, what are you), so that a program runs with no window and is never answered twice. Runs in a thread of its
 * own; knows no file and no follower.
 */
import { createRequire } from 'node:module';
import type { Terminal as HeadlessTerminal } from '@xterm/headless';
import { createTextFence, guardTerminal } from '../../../base/lib/guardTerminal.ts';
import { createUnfinishedSequence } from './unfinishedSequence.ts';

/** Lines above the screen. */
export const mirrorLines = 5000;
/** Of these a snapshot brings so many: a window draws them in one go. */
const shownLines = 1000;
export const maxSnapshotBytes = 1 << 20;

export interface MirrorOptions {
  readonly cols: number;
  readonly rows: number;
  /** Where counting begins. */
  readonly from: number;
  /** An answer to be typed for the terminal. */
  readonly onReply: (text: string) => void;
}

export interface ScreenMirror extends Disposable {
  /** The place behind the last byte that was parsed. */
  readonly end: number;
  /** One at a time. */
  write(bytes: Uint8Array): Promise<void>;
  /** Output up to there will never come. */
  skipTo(end: number): Promise<void>;
  resize(cols: number, rows: number): void;
  /** All that another terminal must be given to stand where this one stands, at `end`. */
  snapshot(): Uint8Array<ArrayBuffer>;
  /** The newest lines as text, those of a full-screen program last. */
  text(limitLines: number): string;
}

// CommonJS bundles whose names Node cannot see from outside.
const load = createRequire(import.meta.url);
const { Terminal } = load('@xterm/headless') as typeof import('@xterm/headless');
const { SerializeAddon } = load(
  '@xterm/addon-serialize',
) as typeof import('@xterm/addon-serialize');

/** What the public interface of xterm 6.0.0 does not tell; read only here, and every field is in a test. */
interface Internals {
  readonly buffer: {
    readonly scrollTop: number;
    readonly scrollBottom: number;
    readonly savedX: number;
    readonly savedY: number;
    readonly x: number;
    readonly y: number;
    readonly ybase: number;
  };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle?: 'block' | 'underline' | 'bar';
      readonly cursorBlink?: boolean;
    };
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    readonly glevel: number;
    readonly _charsets: readonly (Readonly<Record<string, string>> | undefined)[];
  };
}

const mouseModes = { none: '', x10: '9', vt200: '1000', drag: '1002', any: '1003' } as const;
const csi = '\x1b[';
const set = (mode: string, on: boolean): string => (on ? `${csi}?${mode}h` : '');

/** Modes, margins, character sets and the cursor: what the serializer leaves out or would set in the wrong order. */
function stateOf(terminal: HeadlessTerminal): string {
  const { modes, rows, cols } = terminal;
  const internals = (terminal as unknown as { readonly _core: Internals })._core;
  const { buffer, coreService, coreMouseService, _charsetService } = internals;
  const at = (row: number, col: number): string =>
    `${csi}${row + 1};${Math.min(col, cols - 1) + 1}H`;
  const margins = buffer.scrollTop !== 0 || buffer.scrollBottom !== rows - 1;
  const saved = buffer.savedX !== 0 || buffer.savedY !== 0;
  let out = saved ? `${at(Math.max(0, buffer.savedY - buffer.ybase), buffer.savedX)}\x1b7` : '';
  if (margins) out += `${csi}${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r`;
  out += set('6', modes.originMode);
  if (saved || margins || modes.originMode)
    out += at(buffer.y - (modes.originMode ? buffer.scrollTop : 0), buffer.x);
  out += set('1', modes.applicationCursorKeysMode) + set('66', modes.applicationKeypadMode);
  out += set('2004', modes.bracketedPasteMode) + set('45', modes.reverseWraparoundMode);
  out += set('1004', modes.sendFocusMode) + (modes.insertMode ? `${csi}4h` : '');
  if (!modes.wraparoundMode) out += `${csi}?7l`;
  out += set(mouseModes[modes.mouseTrackingMode], modes.mouseTrackingMode !== 'none');
  out += set('1006', coreMouseService.activeEncoding === 'SGR');
  out += set('1016', coreMouseService.activeEncoding === 'SGR_PIXELS');
  if (coreService.isCursorHidden) out += `${csi}?25l`;
  const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
  if (cursorStyle !== undefined) {
    const steady = { block: 2, underline: 4, bar: 6 }[cursorStyle];
    out += `${csi}${cursorBlink === true ? steady - 1 : steady} q`;
  }
  for (const [index, name] of ['(', ')', '*', '+'].entries())
    if (_charsetService._charsets[index]?.q === '─') out += `\x1b${name}0`;
  return out + ['', '\x0e', '\x1bn', '\x1bo'][_charsetService.glevel];
}

/** Answers that carry no text of the asker's choosing: device, status, cursor, mode. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const replyShape = /^\x1b\[[?>=]?[0-9;]{0,40}\$?[cnRy]$/;

/** The newest rows of a buffer as lines, those that were wrapped as one; empty ones at the end do not count. */
function linesOf(buffer: HeadlessTerminal['buffer']['active'], limitRows: number): string[] {
  const textAt = (y: number, trim: boolean): string =>
    buffer.getLine(y)?.translateToString(trim) ?? '';
  let end = buffer.length;
  while (end > 0 && textAt(end - 1, true) === '') end--;
  const lines: string[] = [];
  for (let y = Math.max(0, end - limitRows); y < end; y++) {
    const text = textAt(y, buffer.getLine(y + 1)?.isWrapped !== true);
    if (buffer.getLine(y)?.isWrapped === true && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines;
}

export function createScreenMirror({ cols, rows, from, onReply }: MirrorOptions): ScreenMirror {
  const terminal = new Terminal({
    cols,
    rows,
    scrollback: mirrorLines,
    allowProposedApi: true,
    logLevel: 'off',
  });
  const serializer = new SerializeAddon();
  terminal.loadAddon(serializer as unknown as Parameters<typeof terminal.loadAddon>[0]);
  terminal.onData((text) => {
    if (replyShape.test(text)) onReply(text);
  });
  guardTerminal(terminal);
  const fence = createTextFence();
  const unfinished = createUnfinishedSequence();
  let end = from;
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      unfinished.take(bytes);
      terminal.write(fence(bytes), resolve);
    });
  const encoder = new TextEncoder();
  const screen = (): string => {
    for (const scrollback of [shownLines, 200, 0]) {
      const text = serializer.serialize({ scrollback, excludeModes: true });
      if (text.length * 3 < maxSnapshotBytes || encoder.encode(text).length < maxSnapshotBytes)
        return text;
    }
    return '[this screen holds more than can be shown again]\r\n';
  };
  return {
    get end() {
      return end;
    },
    async write(bytes) {
      await write(bytes);
      end += bytes.length;
    },
    async skipTo(place) {
      const lost = ((place - end) / 1e6).toFixed(1);
      await write(encoder.encode(`\x18\r\n${csi}0m[${lost} MB of output came too fast]\r\n`));
      end = place;
    },
    resize: (nextCols, nextRows) => terminal.resize(nextCols, nextRows),
    snapshot() {
      const head = `\x1bc${csi}8;${terminal.rows};${terminal.cols}t`;
      const text = encoder.encode(head + screen() + stateOf(terminal));
      const tail = unfinished.tail();
      const out = new Uint8Array(text.length + tail.length);
      out.set(text);
      out.set(tail, text.length);
      return out;
    },
    text(limitLines) {
      const { normal, active } = terminal.buffer;
      const lines = linesOf(normal, limitLines);
      if (active.type === 'alternate') lines.push(...linesOf(active, limitLines));
      return lines.slice(-limitLines).join('\n');
    },
    [Symbol.dispose]: () => terminal.dispose(),
  };
}
