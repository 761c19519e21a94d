/**
 * A follower of a terminal for tests: keeps what it is given, acknowledges at once unless told not to, and waits for
 * places and words. Nothing here sleeps.
 */
import { createHash } from 'node:crypto';
import type { TerminalFollowing } from '../../main/base/api/contract.ts';
import type { TerminalPiece } from '../../main/evolution/agent/terminal/createFollower.ts';

interface Followed {
  follow(from: number, on: (piece: TerminalPiece) => void): TerminalFollowing;
}

export interface FollowedTerminal extends Disposable {
  readonly pieces: readonly TerminalPiece[];
  /** Of output alone. */
  readonly bytes: number;
  sha256(): string;
  /** Resolves when a piece that `fits` has come, with all of them. */
  until(fits: (piece: TerminalPiece) => boolean): Promise<readonly TerminalPiece[]>;
  ack(end: number): void;
}

export function followTerminal(
  terminal: Followed,
  from: number,
  acknowledges = true,
): FollowedTerminal {
  const pieces: TerminalPiece[] = [];
  const hash = createHash('sha256');
  const waiting = new Set<() => void>();
  let bytes = 0;
  const following = terminal.follow(from, (piece) => {
    pieces.push(piece);
    if (piece.kind === 'output') {
      hash.update(piece.bytes);
      bytes += piece.bytes.length;
    }
    if (acknowledges) following.ack(piece.end);
    for (const check of waiting) check();
  });
  return {
    pieces,
    get bytes() {
      return bytes;
    },
    sha256: () => hash.copy().digest('hex'),
    ack: following.ack,
    until: (fits) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!pieces.some(fits)) return;
          waiting.delete(check);
          resolve(pieces);
        };
        waiting.add(check);
        check();
      }),
    [Symbol.dispose]: () => following[Symbol.dispose](),
  };
}
