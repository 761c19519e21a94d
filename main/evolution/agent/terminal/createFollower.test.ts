/** The flow to one reader: order, the bound, the snapshot after a gap, and what acknowledgements cannot do. */
import { describe, expect, it } from 'vitest';
import { createFollower, flow, type TerminalPiece } from './createFollower.ts';
import type { Snapshot } from './openMirror.ts';
import { createOutputRing } from './outputRing.ts';

const ringBytes = 1 << 20;

/** Snapshots are answered by hand: `picture` is given to the oldest that asked. */
function openReader(from: number, printed = 0) {
  const ring = createOutputRing(ringBytes);
  const print = (length: number): void => ring.push(new Uint8Array(length));
  print(printed);
  const pieces: TerminalPiece[] = [];
  const asked: { notBefore: number; resolve: (snapshot: Snapshot) => void }[] = [];
  let woken = 0;
  const follower = createFollower({
    from,
    ring,
    snapshot: (notBefore) => {
      const { promise, resolve } = Promise.withResolvers<Snapshot>();
      asked.push({ notBefore, resolve });
      return promise;
    },
    on: (piece) => pieces.push(piece),
    wake: () => woken++,
  });
  const pumpAll = (): void => {
    while (follower.pump());
  };
  const picture = async (end: number): Promise<void> => {
    asked.shift()?.resolve({ end, bytes: new Uint8Array(3) });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { ring, print, pieces, asked, follower, pumpAll, picture, woken: () => woken };
}

describe('a follower', () => {
  it('from a place in the ring gets the output from there, in order, in pieces', () => {
    const reader = openReader(100, 200_000);
    reader.pumpAll();
    expect(reader.pieces.map(({ kind, end }) => [kind, end])).toEqual([
      ['output', 100 + flow.chunkBytes],
      ['output', 100 + 2 * flow.chunkBytes],
      ['output', 100 + 3 * flow.chunkBytes],
      ['output', 200_000],
    ]);
    expect(reader.asked).toEqual([]);
  });

  it('gets no more than the bound until it has acknowledged most of it', () => {
    const reader = openReader(1, 1);
    reader.print(900_000);
    reader.pumpAll();
    expect(reader.pieces.at(-1)?.end).toBe(1 + flow.pauseBytes);
    reader.follower.ack(1 + flow.pauseBytes - flow.resumeBytes);
    expect(reader.follower.pump()).toBe(false);
    expect(reader.woken()).toBe(0);
    reader.follower.ack(2 + flow.pauseBytes - flow.resumeBytes);
    expect(reader.woken()).toBe(1);
    reader.pumpAll();
    expect(reader.pieces.at(-1)?.end).toBe(900_001);
  });

  it('from the beginning gets a snapshot, and output only after it has acknowledged that', async () => {
    const reader = openReader(0, 500);
    reader.pumpAll();
    expect(reader.asked.map(({ notBefore }) => notBefore)).toEqual([0]);
    reader.print(10);
    await reader.picture(490);
    reader.pumpAll();
    reader.follower.ack(480);
    reader.pumpAll();
    expect(reader.pieces.map(({ kind }) => kind)).toEqual(['snapshot']);
    reader.follower.ack(490);
    reader.pumpAll();
    expect(reader.pieces.map(({ kind, end }) => [kind, end])).toEqual([
      ['snapshot', 490],
      ['output', 510],
    ]);
  });

  it('that is behind the ring gets a snapshot that goes on from the ring', async () => {
    const reader = openReader(1, 1);
    reader.print(900_000);
    reader.pumpAll();
    reader.print(2 * ringBytes);
    reader.follower.ack(1 + flow.pauseBytes);
    reader.pumpAll();
    expect(reader.asked.map(({ notBefore }) => notBefore)).toEqual([reader.ring.start]);
    const { end } = reader.ring;
    await reader.picture(end - 5);
    reader.follower.ack(end - 5);
    reader.pumpAll();
    expect(reader.pieces.slice(-2).map(({ kind, end }) => [kind, end])).toEqual([
      ['snapshot', end - 5],
      ['output', end],
    ]);
  });

  it('from a place that never was gets a snapshot', () => {
    const reader = openReader(10_000, 500);
    reader.pumpAll();
    expect(reader.asked).toHaveLength(1);
  });

  it('is not moved by acknowledging what was not given, or twice, or backwards', () => {
    const reader = openReader(1, 1);
    reader.print(900_000);
    reader.pumpAll();
    for (const end of [900_001, Number.MAX_SAFE_INTEGER, 0, 1]) reader.follower.ack(end);
    expect(reader.follower.pump()).toBe(false);
    expect(reader.pieces.at(-1)?.end).toBe(1 + flow.pauseBytes);
  });

  it('gets nothing after it was disposed, also not the snapshot on its way', async () => {
    const reader = openReader(0, 500);
    reader.pumpAll();
    reader.follower[Symbol.dispose]();
    await reader.picture(500);
    reader.follower.ack(500);
    reader.pumpAll();
    expect(reader.pieces).toEqual([]);
  });
});
