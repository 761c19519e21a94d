/** Terminals through the door: pieces, acknowledgements, room for pictures, and one whoever reads nothing. */
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TerminalChunk } from '../../main/base/api/terminalChunk.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { pressure } from '../../main/entry/door/outbox.ts';
import { openPty } from '../../main/entry/openPty.ts';
import { openTerminal } from '../../main/evolution/agent/terminal/openTerminal.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { openPeer, type Peer } from '../lib/doorClient.ts';
import { createTinyCore, type TinyCore } from '../lib/tinyCore.ts';

let core: TinyCore;
let door: Door;
let bearer: Record<string, string>;
const topic = 'terminal/agent-0001';

async function openFor(api: TinyCore['api']): Promise<void> {
  const nowhere = { windowDir: tmpdir(), trialsDir: tmpdir() };
  door = await openDoor({ api, clock: realClock, log: silentLog, version: '0', ...nowhere });
  bearer = { authorization: `Bearer ${door.token}` };
}

beforeEach(async () => {
  core = createTinyCore();
  await openFor(core.api);
});
afterEach(() => door[Symbol.asyncDispose]());

const chunksOf = (peer: Peer): TerminalChunk[] =>
  peer.seen.flatMap((message) => (message.type === 'terminal' ? [message.chunk] : []));

async function follow(peer: Peer, cursor?: number): Promise<void> {
  peer.send({ type: 'subscribe', topic, ...(cursor === undefined ? {} : { cursor }) });
  const before = core.followed.length;
  await expect.poll(() => core.followed.length).toBe(before + 1);
}

describe('a terminal at the door', () => {
  test('is followed from the cursor, acknowledged, and let go', async () => {
    await using peer = await openPeer(door.port, bearer);
    await follow(peer, 4096);
    core.print({ kind: 'output', end: 4101, bytes: Buffer.from('hello') });
    const { chunk } = await peer.next('terminal');
    expect({ ...chunk, bytes: Buffer.from(chunk.bytes).toString() }).toEqual({
      agentId: 'agent-0001',
      kind: 'output',
      end: 4101,
      bytes: 'hello',
    });
    peer.send({ type: 'ack', topic, end: 4101 });
    await expect.poll(() => core.followed).toEqual([{ from: 4096, acks: [4101] }]);
    peer.send({ type: 'unsubscribe', topic });
    await expect.poll(() => core.open.terminals).toBe(0);
    peer.send({ type: 'ack', topic, end: 4101 }); // nobody's: no error either
    peer.send({ type: 'subscribe', topic: 'bench' });
    await peer.next('state');
    expect(peer.seen.some(({ type }) => type === 'error')).toBe(false);
  });

  test('a large snapshot comes in pieces, of which only the last has a place to come back to', async () => {
    await using peer = await openPeer(door.port, bearer);
    await follow(peer);
    const bytes = Buffer.alloc(150_000, 'picture ');
    core.print({ kind: 'snapshot', end: 9_000_000, bytes });
    await peer.next('terminal', ({ chunk }) => chunk.end === 9_000_000);
    const chunks = chunksOf(peer);
    expect(chunks.map(({ kind, end }) => [kind, end])).toEqual([
      ['snapshot', 0],
      ['output', 0],
      ['output', 9_000_000],
    ]);
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).equals(bytes)).toBe(true);
  });

  test('what was not sent cannot be acknowledged', async () => {
    await using peer = await openPeer(door.port, bearer);
    await follow(peer, 10);
    core.print({ kind: 'output', end: 20, bytes: Buffer.alloc(10) });
    await peer.next('terminal');
    for (const end of [21, Number.MAX_SAFE_INTEGER, 20]) peer.send({ type: 'ack', topic, end });
    await expect.poll(() => core.followed[0]?.acks).toEqual([20]);
  });

  test.each([
    ['of an agent that is not there', 'terminal/agent-0002'],
    ['without a name', 'terminal/'],
    ['with another shape', 'terminal/../agent-0001'],
  ])('%s is not found', async (_name, wrong) => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: wrong });
    expect((await peer.next('error')).error.code).toBe('not-found');
    expect(core.open.terminals).toBe(0);
  });

  test('leaves room for pictures and states when the client reads nothing, and goes on when it reads', async () => {
    await using peer = await openPeer(door.port, bearer);
    await follow(peer, 1);
    peer.send({ type: 'subscribe', topic: 'camera/front' });
    peer.send({ type: 'credit', topic: 'camera/front', count: 1 });
    await expect.poll(() => core.open.cameras).toBe(1);
    peer.socket.pause();
    const piece = 64 * 1024;
    const count = 400;
    for (let n = 1; n <= count; n++)
      core.print({ kind: 'output', end: n * piece, bytes: Buffer.alloc(piece, n) });
    // More than the kernel takes waits, and yet no more of it in the socket than its bound.
    const outboxBytes = (): number => door.clients()[0]?.outboxBytes ?? 0;
    expect(outboxBytes()).toBeLessThan(pressure.terminals + piece + 100);
    expect(outboxBytes()).toBeGreaterThan(0);
    core.frame('front', 1, new Uint8Array(1000));
    expect(door.clients()[0]?.streams[0]).toMatchObject({ sent: 1, waiting: false });
    peer.socket.resume();
    await peer.next('terminal', ({ chunk }) => chunk.end === count * piece);
    const chunks = chunksOf(peer);
    expect(chunks.map(({ end }) => end)).toEqual(chunks.map((_, n) => (n + 1) * piece));
    const places = peer.seen.map(({ type }) => type);
    expect(places.indexOf('frame')).toBeLessThan(places.lastIndexOf('terminal'));
  });
});

test('a real terminal through the door: all of a burst for who acknowledges, nothing lost by who does not', async () => {
  using dir = tempDir('terminal-door');
  const size = 3_000_000;
  await using terminal = openTerminal({
    openPty,
    command: {
      file: '/bin/sh',
      args: ['-c', `stty raw -echo; head -c 1 >/dev/null; head -c ${size} /dev/zero; printf end`],
      env: { PATH: process.env.PATH ?? '' },
      cwd: dir.path,
    },
    scrollbackPath: `${dir.path}/scrollback`,
    clock: realClock,
    log: silentLog,
  });
  await door[Symbol.asyncDispose]();
  await openFor({
    ...core.api,
    terminal: (agentId, from, on) => terminal.follow(from, (piece) => on({ agentId, ...piece })),
  });
  await using frozen = await openPeer(door.port, bearer);
  await using reader = await openPeer(door.port, bearer);
  for (const peer of [frozen, reader]) {
    peer.send({ type: 'subscribe', topic });
    await peer.next('terminal');
  }
  frozen.socket.pause();
  reader.socket.on('message', () => {
    const end = chunksOf(reader).at(-1)?.end ?? 0;
    reader.send({ type: 'ack', topic, end });
  });
  reader.send({ type: 'ack', topic, end: 0 });
  await expect.poll(() => chunksOf(reader).length).toBeGreaterThan(0);
  terminal.write('x');
  expect(await terminal.exited).toEqual({ code: 0, signal: null });
  await reader.next('terminal', ({ chunk }) => chunk.end === size + 3);
  expect(Buffer.from(chunksOf(reader).at(-1)?.bytes ?? []).toString()).toMatch(/end/);
});
