/**
 * The door below its messages: WebSocket frames that no library sends, headers without end, requests that never end,
 * paths of any kind. Each is refused in a typed way or cut off; an honest client is served all the while and afterwards.
 */
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { errorCodes } from '../../main/base/model/errors.ts';
import type { Door } from '../../main/entry/door/openDoor.ts';
import { fetchRaw, openPeer } from '../lib/doorClient.ts';
import { fuzzRuns, fuzzTimeoutMs } from '../lib/fuzzRuns.ts';
import { handshakeOf, openWatchedDoor } from '../lib/openWatchedDoor.ts';
import { createTinyCore } from '../lib/tinyCore.ts';

vi.setConfig({ testTimeout: fuzzTimeoutMs(60_000) });

const core = createTinyCore({ 'core.info': () => ({}) });
let door: Door;
let errorsLogged: readonly unknown[];

beforeAll(async () => {
  ({ door, errorsLogged } = await openWatchedDoor(core.api));
});
afterAll(() => door[Symbol.asyncDispose]());

const keyed = () => ({ authorization: `Bearer ${door.token}` });

async function isServed(): Promise<void> {
  await using peer = await openPeer(door.port, keyed());
  peer.send({ type: 'call', id: 1, name: 'core.info', args: {} });
  expect(await peer.next('result')).toMatchObject({ id: 1, value: {} });
}

interface Raw {
  readonly socket: Socket;
  readonly answer: () => string;
  readonly closed: Promise<void>;
}

function raw(bytes: string | Buffer): Raw {
  const socket = connect(door.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(bytes);
  return { socket, answer: () => answer, closed };
}

const handshake = () => handshakeOf(door);

/** A frame with any bits set, any claimed length, masked or not. */
const frame = fc
  .record({
    first: fc.nat(255),
    masked: fc.boolean(),
    claim: fc.oneof(fc.nat(125), fc.constantFrom(126, 127)),
    long: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ first, masked, claim, long, body }) => {
    const head = Buffer.from([first, (masked ? 0x80 : 0) | claim]);
    const length = Buffer.alloc(claim === 127 ? 8 : claim === 126 ? 2 : 0);
    if (claim === 127) length.writeBigUInt64BE(long);
    if (claim === 126) length.writeUInt16BE(Number(long & 0xffffn));
    return Buffer.concat([
      head,
      length,
      masked ? Buffer.from([1, 2, 3, 4]) : Buffer.alloc(0),
      body,
    ]);
  });

it('ends a socket whose frames break the rules, and no other', async () => {
  await using honest = await openPeer(door.port, keyed());
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (frames) => {
      const { socket, answer, closed } = raw(handshake());
      socket.end(Buffer.concat(frames));
      await closed;
      expect(answer()).toMatch(/^HTTP\/1\.1 101 /);
    }),
    fuzzRuns(150),
  );
  honest.send({ type: 'call', id: 7, name: 'core.info', args: {} });
  await honest.next('result', ({ id }) => id === 7);
  await isServed();
  await expect.poll(() => door.clients().length).toBeLessThanOrEqual(1);
});

it('bounds fragments, pings and messages', async () => {
  const mask = Buffer.from([0, 0, 0, 0]);
  const ping = Buffer.concat([Buffer.from([0x89, 0x80]), mask]);
  const piece = Buffer.concat([Buffer.from([0x01, 0x81]), mask, Buffer.from('x')]);
  const more = Buffer.concat([Buffer.from([0x00, 0x81]), mask, Buffer.from('x')]);
  const said = '{"type":"unsubscribe","topic":"bench"}';
  const text = Buffer.concat([Buffer.from([0x81, 0x80 | said.length]), mask, Buffer.from(said)]);
  const many = (one: Buffer, count: number): Buffer => Buffer.concat(Array(count).fill(one));
  for (const flood of [
    Buffer.concat([piece, many(more, 100)]),
    many(text, 2000),
    Buffer.concat([many(ping, 5000), Buffer.from([0xff, 0xff])]),
  ]) {
    const { socket, closed } = raw(handshake());
    socket.write(flood);
    await closed;
  }
  await isServed();
});

function expectTyped(status: number, body: string): void {
  expect([400, 401, 403, 404, 405, 408, 413, 421, 431]).toContain(status);
  const { error } = JSON.parse(body) as { error: { code: never; message: string } };
  expect(errorCodes).toContain(error.code);
  expect(body).not.toMatch(/\n\s+at |node:|\.ts/);
}

const path = fc.oneof(
  fc.webPath(),
  fc.string({ maxLength: 60 }).map((text) => `/${encodeURI(text.toWellFormed())}`),
  fc
    .array(
      fc.constantFrom(
        'trials',
        '..',
        '.',
        'run-1',
        '%2e%2e',
        '%00',
        'steps.ndjson',
        'frames',
        '',
        '~',
      ),
      { maxLength: 8 },
    )
    .map((parts) => `/${parts.join('/')}`),
  fc
    .tuple(fc.constantFrom('/trials/run-1', '/trials/run-1-0001', '/'), fc.webQueryParameters())
    .map(([at, query]) => `${at}?${query}`),
);
const header = fc.dictionary(
  fc.constantFrom(
    'range',
    'cookie',
    'origin',
    'accept',
    'if-none-match',
    'expect',
    'sec-fetch-site',
  ),
  fc.stringMatching(/^[ -~]{0,60}$/),
  { maxKeys: 3 },
);

it('refuses every path that is nothing here, in words and without its insides', async () => {
  await fc.assert(
    fc.asyncProperty(path, header, fc.boolean(), async (at, headers, withKey) => {
      const key = withKey ? keyed() : {};
      const { status, body } = await fetchRaw(door.port, at, { ...headers, ...key });
      expectTyped(
        status,
        headers.accept?.includes('text/html') ? '{"error":{"code":"refused"}}' : `${body}`,
      );
    }),
    fuzzRuns(200),
  );
});

it('refuses headers without end, one large or very many', async () => {
  const line = `Host: 127.0.0.1:${door.port}\r\n`;
  for (const head of [
    `GET / HTTP/1.1\r\n${line}X: ${'a'.repeat(40_000)}`,
    `GET / HTTP/1.1\r\n${line}${'X: a\r\n'.repeat(10_000)}`,
    `GET /${'a'.repeat(40_000)} HTTP/1.1\r\n${line}\r\n`,
  ]) {
    const { answer, closed } = raw(head);
    await closed;
    const [, body = ''] = answer().split('\r\n\r\n');
    expect(answer()).toMatch(/^HTTP\/1\.1 431 /);
    expectTyped(431, body);
  }
});

it('cuts off those who never finish, and serves the honest meanwhile', async () => {
  const slow = Array.from({ length: 40 }, () => raw('GET / HTTP/1.1\r\nHost: x\r\nX-'));
  using _drip = realClock.every(500, () => {
    for (const { socket } of slow) if (socket.writable) socket.write('a');
  });
  await isServed();
  await Promise.all(slow.map(({ closed }) => closed));
  for (const { answer } of slow) expect(answer()).toMatch(/^HTTP\/1\.1 408 .*"timeout"/s);
  await isServed();
});

it('lets somebody in again when all places were taken by people who say nothing', async () => {
  const silent = Array.from({ length: 140 }, () => raw('G'));
  await Promise.all(silent.map(({ closed }) => closed));
  await isServed();
});

it('failed nowhere inside', () => {
  expect(errorsLogged).toEqual([]);
});
