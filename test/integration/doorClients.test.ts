/** What the door says of its clients, over real sockets: who they are, their streams' credits and losses, and their end. */
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { StreamView } from '../../main/base/model/view.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { openPeer } from '../lib/doorClient.ts';
import { createTinyCore, type TinyCore } from '../lib/tinyCore.ts';

let core: TinyCore;
let door: Door;
let bearer: Record<string, string>;

beforeEach(async () => {
  core = createTinyCore();
  door = await openDoor({
    api: core.api,
    clock: realClock,
    log: silentLog,
    version: '0.0.1',
    windowDir: tmpdir(),
    trialsDir: tmpdir(),
  });
  bearer = { authorization: `Bearer ${door.token}` };
});
afterEach(() => door[Symbol.asyncDispose]());

const stream = (): StreamView | undefined => door.clients()[0]?.streams[0];
const picture = new Uint8Array([1]);

describe('the door’s clients', () => {
  test('are nobody, then one that has not said its name, then a window, then nobody', async () => {
    expect(door.clients()).toEqual([]);
    const peer = await openPeer(door.port, bearer);
    await peer.next('welcome');
    expect(must(door.clients()[0])).toMatchObject({ kind: 'unnamed', streams: [] });
    peer.send({ type: 'hello', client: 'window' });
    peer.send({ type: 'subscribe', topic: 'bench' });
    await peer.next('state');
    const [client] = door.clients();
    expect(client).toMatchObject({ kind: 'window', subscriptions: { held: 1 } });
    expect(client?.outboxBytes).toBeLessThan(must(client).bounds.frames);
    await peer[Symbol.asyncDispose]();
    await expect.poll(() => door.clients().length).toBe(0);
  });

  test('pay a credit a picture, and what gave way to a newer one is counted', async () => {
    await using peer = await openPeer(door.port, bearer);
    peer.send({ type: 'subscribe', topic: 'camera/front' });
    await expect.poll(() => core.open.cameras).toBe(1);
    for (let seq = 0; seq < 5; seq++) core.frame('front', seq, picture);
    const before = { role: 'front', credits: 0, waiting: true, sent: 0, dropped: 4 };
    expect(stream()).toEqual(before);
    peer.send({ type: 'credit', topic: 'camera/front', count: 3 });
    await peer.next('frame');
    expect(stream()).toEqual({ ...before, credits: 2, waiting: false, sent: 1 });
    core.frame('front', 5, picture);
    core.frame('overhead', 5, picture);
    expect(stream()).toEqual({ ...before, credits: 1, waiting: false, sent: 2 });
    peer.send({ type: 'unsubscribe', topic: 'camera/front' });
    await expect.poll(() => door.clients()[0]?.streams.length).toBe(0);
  });
});
