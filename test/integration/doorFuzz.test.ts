/**
 * Seeded noise against the door: raw bytes, almost-HTTP, almost-messages, almost-frames. Nothing crashes, nothing
 * reaches the core that does not fit, every refusal is typed, and an honest client is served afterwards.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rng } from '../../main/base/lib/rng.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { errorCodes } from '../../main/base/model/errors.ts';
import type { Door } from '../../main/entry/door/openDoor.ts';
import { openPeer } from '../lib/doorClient.ts';
import { handshakeOf, openWatchedDoor } from '../lib/openWatchedDoor.ts';
import { createTinyCore } from '../lib/tinyCore.ts';

const seed = 20_260_101;
const core = createTinyCore();
let door: Door;
let errorsLogged: readonly unknown[];

beforeAll(async () => {
  ({ door, errorsLogged } = await openWatchedDoor(core.api));
});
afterAll(() => door[Symbol.asyncDispose]());

const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.below(items.length)] as T;

function noise(rng: Rng, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => rng.below(256)));
}

function word(rng: Rng): string {
  const words = [
    '',
    'a',
    '/',
    '..',
    '%00',
    '%',
    '"',
    '\\',
    '{',
    '}',
    'é',
    '?',
    '#',
    ':',
    ' ',
    '\t',
    '-1',
    '1e999',
  ];
  return Array.from({ length: rng.below(6) }, () => pick(rng, words)).join('');
}

/** Writes bytes, half-closes, and reads what comes until the socket ends. */
function exchange(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(door.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.end(bytes);
  });
}

function expectTyped(answer: string): void {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  expect([400, 401, 403, 404, 405, 408, 413, 416, 421, 431, 503]).toContain(status);
  const { error } = JSON.parse(body) as { error: { code: never; message: string } };
  expect(errorCodes).toContain(error.code);
  expect(error.message.length).toBeGreaterThan(5);
}

test('raw bytes get a typed refusal or silence', async () => {
  const rng = createRng(seed).fork('bytes');
  for (let i = 0; i < 150; i++) {
    const answer = await exchange(noise(rng, 1 + rng.below(400)));
    if (answer !== '') expectTyped(answer);
  }
});

function almostRequest(rng: Rng): Buffer {
  const method = pick(rng, ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'TRACE']);
  const path = pick(rng, [
    '/',
    '/api',
    '/?code=',
    '/trials/',
    '/trials/a/',
    '/code',
    '*',
    'http://x/',
    '//',
  ]);
  const host = pick(rng, [`127.0.0.1:${door.port}`, 'localhost', '', 'evil.example', '127.0.0.1']);
  const lines = [
    `${method} ${path}${word(rng).replace(/[\t ]/g, '')} HTTP/1.1`,
    `Host: ${host}`,
    pick(rng, ['', `Authorization: Bearer ${word(rng)}`, `Authorization: Bearer ${door.token}`]),
    pick(rng, ['', `Cookie: nightbench-${door.port}=${word(rng)}`, 'Cookie: ;;=;']),
    pick(rng, [
      '',
      `Range: bytes=${word(rng)}`,
      'Connection: Upgrade\r\nUpgrade: websocket',
      'Expect: 100-continue',
    ]),
    pick(rng, [
      '',
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
      'Origin: null',
      'Sec-WebSocket-Key: x',
    ]),
    'Connection: close',
  ];
  const text = lines.filter((line) => line !== '').join('\r\n');
  const tail = rng.uniform() < 0.8 ? '\r\n\r\n' : '';
  return Buffer.from(`${text}${tail}${word(rng)}`, 'utf8');
}

test('almost-HTTP gets a typed refusal', async () => {
  const rng = createRng(seed).fork('http');
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    const answer = await exchange(almostRequest(rng));
    const body = answer.split('\r\n\r\n').slice(1).join('');
    const head = /^(HTTP\/1\.1 \d{3})/.exec(answer)?.[1] ?? '';
    if (answer === '' || body === '') continue; // cut off, or the answer to a HEAD
    if (head === 'HTTP/1.1 200') expect(body).toMatch(/^\{"url":/);
    else if (answer.includes('"error"')) {
      expectTyped(answer.slice(answer.lastIndexOf('HTTP/1.1 ')));
      refused++;
    } else expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/); // the socket library's own word on a handshake
  }
  expect(refused).toBeGreaterThan(100);
});

function almostMessage(rng: Rng): string | Buffer {
  const value = (depth: number): unknown => {
    const kind = rng.below(depth > 3 ? 5 : 7);
    if (kind === 0) return null;
    if (kind === 1) return rng.between(-1e9, 1e9);
    if (kind === 2) return word(rng);
    if (kind === 3) return rng.below(2) === 0;
    if (kind === 4)
      return pick(rng, [
        '__proto__',
        'trial.run',
        'sim.set',
        'bench',
        'camera/front',
        1e308,
        -1,
        0,
      ]);
    if (kind === 5) return Array.from({ length: rng.below(4) }, () => value(depth + 1));
    const keys = [
      'task',
      'trials',
      'seed',
      'settings',
      'fault',
      'object',
      'pose',
      'id',
      '__proto__',
      'reason',
    ];
    return Object.fromEntries(
      Array.from({ length: rng.below(4) }, () => [pick(rng, keys), value(depth + 1)]),
    );
  };
  if (rng.below(8) === 0) return noise(rng, rng.below(60));
  if (rng.below(8) === 0) return word(rng);
  return JSON.stringify({
    type: pick(rng, ['call', 'call', 'subscribe', 'unsubscribe', 'credit', 'hello', 'x']),
    id: pick(rng, [1, -1, 1.5, 'a', value(2)]),
    name: pick(rng, [
      'trial.run',
      'sim.set',
      'sim.hand',
      'sim.fault',
      'trial.show',
      'toString',
      value(2),
    ]),
    args: value(0),
    topic: pick(rng, ['bench', 'trials', 'camera/front', 'camera/../x', value(2)]),
    ...(rng.below(2) === 0 ? { count: value(2) } : {}),
  });
}

test('almost-messages get a typed error each, and the socket lives', async () => {
  const rng = createRng(seed).fork('messages');
  await using peer = await openPeer(door.port, { authorization: `Bearer ${door.token}` });
  for (let i = 0; i < 600; i++) peer.socket.send(almostMessage(rng));
  peer.send({ type: 'call', id: 123_456, name: 'sim.port', args: {} });
  await peer.next('error', (message) => message.id === 123_456);
  for (const message of peer.seen) {
    if (message.type === 'error') expect(errorCodes).toContain(message.error.code);
  }
  expect(peer.seen.filter((message) => message.type === 'error').length).toBeGreaterThan(300);
});

test('broken WebSocket frames end their socket only', async () => {
  const rng = createRng(seed).fork('frames');
  const handshake = handshakeOf(door);
  for (let i = 0; i < 60; i++) {
    const answer = await exchange(
      Buffer.concat([Buffer.from(handshake), noise(rng, 2 + rng.below(80))]),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  }
});

test('after all that, an honest client is served and nothing failed inside', async () => {
  await using peer = await openPeer(door.port, { authorization: `Bearer ${door.token}` });
  peer.send({ type: 'subscribe', topic: 'bench' });
  expect((await peer.next('state')).value).toEqual({ benchId: 'sim-1' });
  expect(errorsLogged).toEqual([]);
  await expect.poll(() => core.open.states).toBe(1);
});
