/** The order and the bounds of the recorder's queue, without a process around it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import type { FromRecorder, ToRecorder } from '../../base/wire/recorder.ts';
import { createRecorderServer } from './recorderServer.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-server-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function openServer() {
  const sent: FromRecorder[] = [];
  const send = (message: FromRecorder): void => void sent.push(message);
  const ports = { clock: realClock, log: silentLog, ffmpeg: '/nowhere/ffmpeg' };
  const server = createRecorderServer({ ...ports, send });
  const take = (header: ToRecorder, ...blobs: Uint8Array[]): void =>
    server.take({ header: { ...header }, blobs });
  return { sent, server, take };
}

const begin = (id: string): ToRecorder => ({
  type: 'begin',
  id,
  dir: path.join(base, id),
  provenance: {} as never,
  wallTime: 'now',
  roles: ['front'],
  videoRateHz: 10,
});
const frame = (seq: number): ToRecorder => ({
  type: 'frame',
  role: 'front',
  seq,
  capturedAtMs: seq * 100,
  judged: true,
});

it('tells what waits while it grows and when it is gone', async () => {
  const { sent, server, take } = openServer();
  take(begin('t-1'));
  const jpeg = new Uint8Array(700_000);
  for (let seq = 0; seq < 6; seq++) take(frame(seq), jpeg);
  const waiting = server.backlogBytes();
  expect(waiting).toBeGreaterThan(6 * jpeg.byteLength);
  await server.below(waiting / 2);
  expect(server.backlogBytes()).toBeLessThan(waiting / 2);
  await server[Symbol.asyncDispose]();
  expect(server.backlogBytes()).toBe(0);
  const told = sent.filter((message) => message.type === 'backlog').map(({ bytes }) => bytes);
  expect(Math.max(...told)).toBeGreaterThan(3_000_000);
  expect(told.at(-1)).toBeLessThan(1 << 20);
});

it('answers what makes no sense with a failure, and goes on', async () => {
  const { sent, server, take } = openServer();
  take({ type: 'finish' } as never);
  take({ type: 'nonsense' } as never);
  take(begin('t-1'));
  take({ type: 'frame', role: 'wrist', seq: 0, capturedAtMs: 0, judged: true }, new Uint8Array(3));
  take(frame(1), new Uint8Array(3));
  take(begin('t-2'));
  take(frame(0));
  take(begin('t-3'));
  take(begin('t-4'));
  await server[Symbol.asyncDispose]();
  expect(sent.map((message) => [message.type, 'id' in message ? message.id : ''])).toEqual([
    ['failed', ''],
    ['failed', ''],
    ['begun', 't-1'],
    ['failed', 't-1'],
    ['begun', 't-2'],
    ['failed', 't-2'],
    ['begun', 't-3'],
    ['begun', 't-4'],
  ]);
});
