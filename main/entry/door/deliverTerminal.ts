/**
 * The delivery of a terminal to one client. What the core gives waits here until the socket has room for terminals, which
 * is before it has none for pictures: the core gives no more than a client has acknowledged, so what waits is bounded.
 * A snapshot goes out in pieces too; those before its last say `end` 0, so that a client that is cut off in between asks
 * for a whole one again. Knows no agent.
 */
import type { CoreApi } from '../../base/api/contract.ts';
import { encodeTerminalChunk, type TerminalChunk } from '../../base/api/terminalChunk.ts';
import type { Subscription } from './deliveries.ts';
import type { Outbox } from './outbox.ts';

const pieceBytes = 64 * 1024;

function* pieces(chunk: TerminalChunk): Generator<TerminalChunk> {
  const { agentId, bytes, end } = chunk;
  for (let at = 0; at === 0 || at < bytes.length; at += pieceBytes) {
    const last = at + pieceBytes >= bytes.length;
    const kind = at === 0 ? chunk.kind : 'output';
    const whole = last || chunk.kind === 'output' ? end : 0;
    yield { agentId, kind, end: whole, bytes: bytes.subarray(at, at + pieceBytes) };
  }
}

/** @throws BenchError `not-found`. */
export function subscribeTerminal(
  api: CoreApi,
  agentId: string,
  from: number,
  outbox: Pick<Outbox, 'sendFrame' | 'takesTerminals'>,
): Subscription {
  const waiting: TerminalChunk[] = [];
  /** Nobody can have written what was not sent: an acknowledgement of more would let `waiting` grow. */
  let sentEnd = 0;
  let ended = false;
  const flush = (): void => {
    while (!ended && outbox.takesTerminals) {
      const chunk = waiting.shift();
      if (chunk === undefined) return;
      sentEnd = chunk.end;
      outbox.sendFrame(encodeTerminalChunk(chunk));
    }
  };
  const source = api.terminal(agentId, from, (chunk) => {
    waiting.push(...pieces(chunk));
    flush();
  });
  return {
    resume: flush,
    credit: () => undefined,
    ack(end) {
      if (end <= sentEnd) source.ack(end);
    },
    [Symbol.dispose]() {
      ended = true;
      waiting.length = 0;
      source[Symbol.dispose]();
    },
  };
}
