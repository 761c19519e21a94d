/**
 * Copies an answer to the agent as it comes, byte for byte, and shows every piece to the meter before it goes on. It holds
 * no more than one piece: a slow agent slows the upstream. How it ended is a value; `watch` says when it hangs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { Clock } from '../../../base/lib/clock.ts';
import { limits } from './limits.ts';

export type PassEnd = 'whole' | 'upstream lost' | 'agent gone' | 'cut';

const decoders = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

/** The answer's own bytes: some servers compress although they are asked not to. Null: in a way nobody knows. */
export function plainAnswer(message: IncomingMessage): Readable | null {
  const encoding = (message.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return message;
  if (!Object.hasOwn(decoders, encoding)) return null;
  const decoder = decoders[encoding as keyof typeof decoders]();
  message.once('close', () => {
    if (!message.complete) decoder.destroy(new Error('the upstream broke off'));
  });
  decoder.once('close', () => message.destroy());
  return message.pipe(decoder);
}

export interface Passing {
  readonly ended: Promise<PassEnd>;
  /** Looks whether it hangs or never ends, and cuts it then. */
  check(): void;
  cut(): void;
}

export function startPassing(
  source: Readable,
  to: ServerResponse,
  clock: Clock,
  onPiece: (piece: Buffer) => void,
): Passing {
  const { promise: ended, resolve } = Promise.withResolvers<PassEnd>();
  const startedMs = clock.nowMs();
  let cameMs = startedMs;
  let stalledSinceMs: number | null = null;
  let bytes = 0;
  let over = false;
  const finish = (how: PassEnd): void => {
    if (over) return;
    over = true;
    if (how === 'whole') to.end();
    else {
      source.destroy();
      // Not an orderly end: whoever reads it must not take what came for all. What did come still gets there.
      if (how === 'upstream lost' && to.socket !== null) to.socket.destroySoon();
      else to.destroy();
    }
    resolve(how);
  };
  source.on('data', (piece: Buffer) => {
    if (over) return;
    cameMs = clock.nowMs();
    bytes += piece.length;
    onPiece(piece);
    if (bytes > limits.answerBytes) return finish('cut');
    if (to.write(piece)) return;
    source.pause();
    stalledSinceMs = cameMs;
  });
  to.on('drain', () => {
    stalledSinceMs = null;
    cameMs = clock.nowMs();
    source.resume();
  });
  source.once('end', () => finish('whole'));
  source.once('error', () => finish('upstream lost'));
  source.once('close', () => finish('upstream lost'));
  to.once('close', () => finish('agent gone'));
  to.once('error', () => finish('agent gone'));
  return {
    ended,
    cut: () => finish('cut'),
    check() {
      const nowMs = clock.nowMs();
      const stalled = stalledSinceMs !== null && nowMs - stalledSinceMs > limits.clientStalledMs;
      const silent = stalledSinceMs === null && nowMs - cameMs > limits.upstreamSilentMs;
      if (stalled) finish('agent gone');
      else if (silent || nowMs - startedMs > limits.exchangeMs) finish('cut');
    },
  };
}
