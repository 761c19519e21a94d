/**
 * Where a terminal's parser stands between two bytes: the bytes of a character or an escape sequence that has begun and
 * not ended. Whoever is shown a snapshot needs them too, or the sequence's rest would be printed as text. Follows
 * xterm.js 6 (`EscapeSequenceParser.ts`: C1 controls count in every state, C0 controls take effect within a sequence).
 */

/** More of a string (a title, a picture) is not kept: its rest means nothing to a screen. */
const maxTail = 4096;

type State = 'ground' | 'escape' | 'csi' | 'string';

export interface UnfinishedSequence {
  take(bytes: Uint8Array): void;
  /** Empty between sequences. */
  tail(): Uint8Array;
}

/** What a first byte after ESC, or a C1 control (less 0x40), begins. */
function begins(code: number): State {
  if (code === 0x5b) return 'csi';
  // DCS, SOS, OSC, PM, APC
  return code === 0x50 || code === 0x58 || (code >= 0x5d && code <= 0x5f) ? 'string' : 'ground';
}

/** The state after a character; `null`: it took effect or was ignored, and the sequence goes on without it. */
function next(state: State, code: number): State | null {
  if (code === 0x1b) return 'escape';
  if (code === 0x18 || code === 0x1a) return 'ground';
  if (code >= 0x80 && code < 0xa0) return begins(code - 0x40);
  if (state === 'ground') return 'ground';
  if (state === 'string') {
    if (code === 0x07) return 'ground';
    return code < 0x20 || code === 0x7f ? null : 'string';
  }
  if (code < 0x20 || code === 0x7f) return null;
  if (state === 'escape') {
    if (code < 0x30) return 'escape';
    return begins(code);
  }
  return code < 0x40 ? 'csi' : 'ground';
}

/** Bytes that follow a first byte in UTF-8. */
function followers(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return 0;
  if (byte < 0xe0) return 1;
  return byte < 0xf0 ? 2 : 3;
}

export function createUnfinishedSequence(): UnfinishedSequence {
  let state: State = 'ground';
  let kept: number[] = [];
  /** Of a character that has begun. */
  let character: number[] = [];
  let missing = 0;
  const finish = (code: number): void => {
    const then = next(state, code);
    const bytes = character;
    character = [];
    if (then === null) return;
    const starts = code === 0x1b || (code >= 0x80 && code < 0xa0);
    if (then === 'ground' || starts) kept = [];
    state = then;
    if (then !== 'ground' && kept.length < maxTail) kept.push(...bytes);
  };
  return {
    take(bytes) {
      for (const byte of bytes) {
        if (state === 'ground' && missing === 0 && byte < 0x80 && byte !== 0x1b) continue;
        if (missing > 0 && (byte & 0xc0) === 0x80) {
          character.push(byte);
          missing--;
          const [first = 0] = character;
          // Only two-byte characters can be controls.
          if (missing === 0) finish(first === 0xc2 ? byte : 0xa0);
          continue;
        }
        character = [byte];
        missing = followers(byte);
        if (missing === 0) {
          if (byte < 0x80) finish(byte);
          else character = []; // no character of UTF-8 begins so
        }
      }
    },
    tail: () => Uint8Array.from([...kept, ...character]),
  };
}
