/**
 * One reader of a terminal's output and its flow: at most a bound of bytes is on its way unacknowledged, the rest waits in
 * the ring, which the reader never holds back. Who asks for a place that is not kept, or falls behind the ring, gets a
 * snapshot in place of what it missed, and nothing more until it has acknowledged that. A reader that never acknowledges
 * costs its bound.
 */
import type { TerminalChunk } from '../../../base/api/terminalChunk.ts';
import type { Snapshot } from './openMirror.ts';
import type { OutputRing } from './outputRing.ts';

export const flow = {
  pauseBytes: 512 * 1024,
  resumeBytes: 128 * 1024,
  chunkBytes: 64 * 1024,
  /** Given in one turn of the core. */
  turnBytes: 512 * 1024,
} as const;

/** `end`: the place behind the last byte of output that it accounts for. */
export type TerminalPiece = Omit<TerminalChunk, 'agentId'>;

export interface FollowerOptions {
  /** 0: from a snapshot. */
  readonly from: number;
  readonly ring: Pick<OutputRing, 'start' | 'end' | 'read'>;
  /** Of what is parsed, as soon as that reaches `notBefore`. Never rejects. */
  readonly snapshot: (notBefore: number) => Promise<Snapshot>;
  /** Never called within `createFollower` or `ack`. */
  readonly on: (piece: TerminalPiece) => void;
  /** There may be something to pump. */
  readonly wake: () => void;
}

export interface Follower extends Disposable {
  /** Gives what may be given now, within a turn's bound. True: there is more. */
  pump(): boolean;
  ack(end: number): void;
}

export function createFollower({ from, ring, snapshot, on, wake }: FollowerOptions): Follower {
  let place = from;
  let acked = from;
  let state: 'unplaced' | 'flowing' | 'paused' | 'asked' | 'shown' | 'ended' = 'unplaced';
  if (from > 0 && from >= ring.start && from <= ring.end) state = 'flowing';
  const show = async (notBefore: number): Promise<void> => {
    state = 'asked';
    const { end, bytes } = await snapshot(notBefore);
    if ((state as string) === 'ended') return;
    state = 'shown';
    place = end;
    acked = Math.min(acked, end);
    on({ kind: 'snapshot', end, bytes });
  };
  const give = (): void => {
    const room = flow.pauseBytes - (place - acked);
    const bytes = ring.read(place, Math.min(flow.chunkBytes, room));
    place += bytes.length;
    if (place - acked >= flow.pauseBytes) state = 'paused';
    on({ kind: 'output', end: place, bytes });
  };
  return {
    pump() {
      if (state === 'unplaced') void show(0);
      // One that goes on from the ring, and never back to before what was given.
      else if (state === 'flowing' && place < ring.start) void show(Math.max(place, ring.start));
      const most = place + flow.turnBytes;
      while (state === 'flowing' && place < Math.min(ring.end, most)) give();
      return state === 'flowing' && place < ring.end;
    },
    ack(end) {
      if (end > place || end < acked) return; // nothing that was given
      if (state === 'shown' && end < place) return;
      acked = end;
      if (state === 'shown' || (state === 'paused' && place - acked < flow.resumeBytes))
        state = 'flowing';
      if (state === 'flowing') wake();
    },
    [Symbol.dispose]() {
      state = 'ended';
    },
  };
}
