/** The door over real sockets: who may come in, what it serves, the three deliveries, and what it refuses. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Door } from '../../main/entry/door/openDoor.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { fetchRaw, openPeer, type Peer } from '../lib/doorClient.ts';
import type { TinyCore } from '../lib/tinyCore.ts';
import { createTinyCore, trialRow } from '../lib/tinyCore.ts';

let dir: string;
let core: TinyCore;
let door: Door;
let bearer: Record<string, string>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nightbench-door-'));
  mkdirSync(join(dir, 'window/assets'), { recursive: true });
  mkdirSync(join(dir, 'trials/t-1-0'), { recursive: true });
  writeFileSync(join(dir, 'window/index.html'), '<!doctype html><title>Nightbench</title>');
  writeFileSync(join(dir, 'window/assets/a-1.js'), 'export {}');
  writeFileSync(join(dir, 'window/.env'), 'hidden');
  writeFileSync(join(dir, 'secret.json'), 'secret');
  writeFileSync(join(dir, 'trials/t-1-0/front.mp4'), '0123456789');
  writeFileSync(join(dir, 'trials/t-1-0/verdict.json'), '{}');
  symlinkSync(join(dir, 'secret.json'), join(dir, 'trials/t-1-0/trial.json'));
  core = createTinyCore({
    'trial.run': () => ({ batchId: 'b1' }),
    'bench.stop': () => ({ wroteAfterMs: 1.5 }),
    'core.verify': (_args, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      ),
  });
  door = await openDoor({
    api: core.api,
    clock: realClock,
    log: silentLog,
    version: '0.0.1',
    windowDir: join(dir, 'window'),
    trialsDir: join(dir, 'trials'),
    maxClients: 3,
  });
  bearer = { authorization: `Bearer ${door.token}` };
});

afterEach(async () => {
  await door[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

async function enter(): Promise<string> {
  const answer = await fetchRaw(door.port, pathOf(door.mintUrl()));
  return String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
}

describe('keys', () => {
  test('a one-time code becomes an HttpOnly, strict cookie and a redirect; used again it is 401', async () => {
    const link = pathOf(door.mintUrl());
    const first = await fetchRaw(door.port, link);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    expect((await fetchRaw(door.port, link)).status).toBe(401);
    const cookie = String(first.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect((await fetchRaw(door.port, '/', { cookie })).body.toString()).toContain('Nightbench');
    expect((await fetchRaw(door.port, link, { cookie })).status).toBe(303);
  });

  test.each(['/', '/assets/a-1.js', '/api', '/trials/t-1-0/front.mp4', '/nothing', '/?code=guess'])(
    '%s without a key is 401',
    async (path) => {
      const answer = await fetchRaw(door.port, path);
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body.toString()).error.code).toBe('refused');
    },
  );

  test('a ninth open code kills the oldest', async () => {
    const first = pathOf(door.mintUrl());
    for (let i = 0; i < 8; i++) door.mintUrl();
    expect((await fetchRaw(door.port, first)).status).toBe(401);
  });

  test('only the bearer may ask for another link', async () => {
    const cookie = await enter();
    expect((await fetchRaw(door.port, '/code', { cookie }, 'POST')).status).toBe(405);
    const answer = await fetchRaw(door.port, '/code', bearer, 'POST');
    const { url } = JSON.parse(answer.body.toString()) as { url: string };
    expect((await fetchRaw(door.port, pathOf(url))).status).toBe(303);
  });

  test('another host or origin is refused, with the right key too', async () => {
    const cookie = await enter();
    const at = (headers: Record<string, string>) =>
      fetchRaw(door.port, '/', { cookie, ...headers }).then((answer) => answer.status);
    expect(await at({ host: `evil.example:${door.port}` })).toBe(421);
    expect(await at({ origin: 'http://evil.example' })).toBe(403);
    expect(await at({ origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await at({ origin: 'null' })).toBe(403);
    expect(await at({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(await at({ origin: `http://127.0.0.1:${door.port}` })).toBe(200);
  });

  test('a socket with a cookie must come from our page; a bearer needs none', async () => {
    const cookie = await enter();
    const origin = `http://127.0.0.1:${door.port}`;
    await expect(openPeer(door.port, { cookie })).rejects.toThrow('403');
    await expect(openPeer(door.port, { cookie, origin: 'http://127.0.0.1:1' })).rejects.toThrow(
      '403',
    );
    await expect(openPeer(door.port, { origin })).rejects.toThrow('401');
    await using own = await openPeer(door.port, { cookie, origin });
    await using cli = await openPeer(door.port, bearer);
    expect((await own.next('welcome')).version).toBe('0.0.1');
    expect((await cli.next('welcome')).version).toBe('0.0.1');
  });
});

describe('files', () => {
  test('pages carry a policy without inline scripts', async () => {
    const answer = await fetchRaw(door.port, '/', bearer);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/assets/..%2f..%2fsecret.json',
    '//etc/passwd',
    '/.env',
    '/assets',
    '/trials/t-1-0/../../secret.json',
    '/trials/t-1-0/secret.json',
    '/trials/t-1-0/trial.json', // a link out of the folder
    '/trials/T/front.mp4',
    '/assets/a-1.js\\..',
  ])('%s is not found', async (path) => {
    const answer = await fetchRaw(door.port, path, bearer);
    expect([answer.status, answer.body.toString().includes('secret')]).toEqual([404, false]);
  });

  test('a video is served in ranges', async () => {
    const get = (range: string) =>
      fetchRaw(door.port, '/trials/t-1-0/front.mp4', { ...bearer, range });
    const middle = await get('bytes=2-5');
    expect([middle.status, middle.body.toString()]).toEqual([206, '2345']);
    expect(middle.headers['content-range']).toBe('bytes 2-5/10');
    expect((await get('bytes=-3')).body.toString()).toBe('789');
    expect((await get('bytes=8-')).body.toString()).toBe('89');
    expect((await get('bytes=10-')).status).toBe(416);
    expect((await get('bytes=x')).body.toString()).toBe('0123456789');
  });
});

describe('calls', () => {
  test('arguments are parsed at the door: nothing reaches the core otherwise', async () => {
    await using peer = await openPeer(door.port, bearer);
    const args = { task: 'touch', trials: 2, seed: 1, lockstep: true };
    peer.send({ type: 'call', id: 1, name: 'trial.run', args: { ...args, trials: 0 } });
    peer.send({ type: 'call', id: 2, name: 'trial.run', args: { ...args, sneaky: 1 } });
    peer.send({ type: 'call', id: 3, name: 'constructor', args: {} });
    peer.send({ type: 'call', id: 4, name: 'trial.run', args });
    const error = async (id: number) => (await peer.next('error', (m) => m.id === id)).error;
    expect(await error(1)).toMatchObject({ code: 'bad-input' });
    expect((await error(1)).message).toContain('trials');
    expect((await error(2)).message).toContain('sneaky');
    expect(await error(3)).toMatchObject({ code: 'not-found' });
    expect((await peer.next('result')).value).toEqual({ batchId: 'b1' });
    expect(core.calls).toEqual([{ name: 'trial.run', args }]);
  });

  test('a core that cannot says so with its code', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'call', id: 1, name: 'sim.port', args: {} });
    expect((await peer.next('error')).error.code).toBe('unavailable');
  });

  test('too many calls are busy, a stop never is', async () => {
    await using peer = await openPeer(door.port, bearer);
    for (let id = 0; id < 40; id++) peer.send({ type: 'call', id, name: 'core.verify', args: {} });
    peer.send({ type: 'call', id: 99, name: 'bench.stop', args: {} });
    expect((await peer.next('error', (m) => m.id === 32)).error.code).toBe('busy');
    expect((await peer.next('result', (m) => m.id === 99)).value).toEqual({ wroteAfterMs: 1.5 });
  });

  test('what a client held is let go when it leaves', async () => {
    const peer = await openPeer(door.port, bearer);
    peer.send({ type: 'hello', client: 'window' });
    peer.send({ type: 'hello', client: 'window' });
    peer.send({ type: 'subscribe', topic: 'bench' });
    peer.send({ type: 'subscribe', topic: 'trials' });
    peer.send({ type: 'subscribe', topic: 'camera/front' });
    peer.send({ type: 'subscribe', topic: 'terminal/agent-0001' });
    peer.send({ type: 'call', id: 1, name: 'sim.port', args: {} });
    await peer.next('error');
    expect(core.open).toEqual({ windows: 1, cameras: 1, logs: 1, states: 1, terminals: 1 });
    await peer[Symbol.asyncDispose]();
    const none = { windows: 0, cameras: 0, logs: 0, states: 0, terminals: 0 };
    await expect.poll(() => core.open).toEqual(none);
  });
});

const cursorsOf = (peer: Peer): readonly number[] =>
  peer.seen.flatMap((m) => (m.type === 'log' ? m.entries.map(([cursor]) => cursor) : []));

describe('deliveries', () => {
  test('state: the latest value on subscribing, then coalesced with the last one always sent', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'run' });
    expect((await peer.next('state')).value).toBe(null);
    for (let done = 1; done <= 500; done++) core.run.set({ done } as never);
    await peer.next('state', (m) => (m.value as { done?: number } | null)?.done === 500);
    expect(peer.seen.filter((m) => m.type === 'state').length).toBeLessThan(5);
  });

  test('log: everything after the cursor, in order', async () => {
    for (let i = 0; i < 5; i++) core.addTrial(trialRow(i));
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'trials', cursor: 3 });
    core.addTrial(trialRow(5));
    await peer.next('log', (m) => m.entries.at(-1)?.[0] === 6);
    const cursors = cursorsOf(peer);
    expect(cursors).toEqual([4, 5, 6]);
  });

  test('log: entries that come closely share messages; none is lost, one alone does not wait', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'trials' });
    core.addTrial(trialRow(0));
    await peer.next('log', (m) => m.entries.length === 1);
    for (let i = 1; i < 3000; i++) core.addTrial(trialRow(i));
    await peer.next('log', (m) => m.entries.at(-1)?.[0] === 3000);
    expect(cursorsOf(peer)).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
    expect(peer.seen.filter(({ type }) => type === 'log').length).toBeLessThan(60);
  });

  test('log: a reader that stalls gets every entry once it reads again', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'trials' });
    core.addTrial(trialRow(0));
    await peer.next('log');
    peer.socket.pause();
    const fat = { ...trialRow(1), stepHash: 'f'.repeat(64 * 1024) };
    for (let i = 1; i < 400; i++) core.addTrial(fat);
    await expect.poll(() => core.open.logs).toBe(0); // paused, not queued
    peer.socket.resume();
    await peer.next('log', (m) => m.entries.at(-1)?.[0] === 400);
    const cursors = cursorsOf(peer);
    expect(cursors).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  });

  test('log: a long past is replayed in pieces as the reader takes them', async () => {
    const fat = { ...trialRow(1), stepHash: 'f'.repeat(64 * 1024) };
    for (let i = 0; i < 400; i++) core.addTrial(fat);
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'trials' });
    await peer.next('log', (m) => m.entries.at(-1)?.[0] === 400);
    const cursors = cursorsOf(peer);
    expect(cursors).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  });

  test('stream: one frame a credit, and the newest wins', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'camera/front' });
    await expect.poll(() => core.open.cameras).toBe(1);
    for (let seq = 0; seq < 5; seq++) core.frame('front', seq, new Uint8Array([seq]));
    core.frame('overhead', 77, new Uint8Array([77]));
    peer.send({ type: 'credit', topic: 'camera/front', count: 1 });
    const first = await peer.next('frame');
    expect([first.frame.role, first.frame.seq, [...first.frame.jpeg]]).toEqual(['front', 4, [4]]);
    core.frame('front', 5, new Uint8Array([5]));
    core.frame('front', 6, new Uint8Array([6]));
    peer.send({ type: 'credit', topic: 'camera/front', count: 2 });
    await peer.next('frame', (m) => m.frame.seq === 6);
    core.frame('front', 7, new Uint8Array([7]));
    await peer.next('frame', (m) => m.frame.seq === 7);
    expect(peer.seen.flatMap((m) => (m.type === 'frame' ? [m.frame.seq] : []))).toEqual([4, 6, 7]);
  });
});

describe('bounds', () => {
  test('the fourth client of three is told to wait', async () => {
    const peers = await Promise.all([0, 1, 2].map(() => openPeer(door.port, bearer)));
    await expect(openPeer(door.port, bearer)).rejects.toThrow('503');
    for (const peer of peers) await peer[Symbol.asyncDispose]();
    await expect
      .poll(() => openPeer(door.port, bearer).then((peer) => peer[Symbol.asyncDispose]()))
      .toBe(undefined);
  });

  test('a message over the bound closes the socket', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.socket.send('x'.repeat(300 * 1024));
    expect(await peer.closed).toBe(1009);
  });

  test('a flood of messages closes the socket', async () => {
    await using peer = await openPeer(door.port, bearer);
    for (let i = 0; i < 3000; i++) peer.send({ type: 'unsubscribe', topic: 'bench' });
    expect(await peer.closed).toBe(1008);
  });

  test('too many headers are 431, a body is 413', async () => {
    const big = await fetchRaw(door.port, '/', { ...bearer, 'x-big': 'x'.repeat(20_000) });
    expect(big.status).toBe(431);
    const body = await fetchRaw(door.port, '/code', { ...bearer, 'content-length': '5' }, 'POST');
    expect(body.status).toBe(413);
  });
});
