/**
 * The text of one JSON token while its bytes go by, kept up to a bound in one buffer, however many pieces it comes in. What
 * is longer is counted and not kept.
 */

export interface KeptToken {
  begin(): void;
  add(piece: Buffer): void;
  readonly bytes: number;
  /** As JSON; undefined when it was too long, or is none. */
  value(): unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createKeptToken(maxBytes: number): KeptToken {
  let kept = Buffer.alloc(0);
  let bytes = 0;
  return {
    begin() {
      bytes = 0;
    },
    add(piece: Buffer) {
      const end = bytes + piece.length;
      if (end <= maxBytes) {
        if (end > kept.length) {
          const wider = Buffer.alloc(Math.min(maxBytes, Math.max(256, end * 2)));
          kept.copy(wider, 0, 0, bytes);
          kept = wider;
        }
        piece.copy(kept, bytes);
      }
      bytes = end;
    },
    get bytes() {
      return bytes;
    },
    value: () => (bytes > maxBytes ? undefined : parsed(kept.toString('utf8', 0, bytes))),
  };
}
