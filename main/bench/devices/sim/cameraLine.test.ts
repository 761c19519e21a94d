/** The line of a simulated camera: whole and at once, torn, late and in order. */
import { expect, test } from 'vitest';
import { realClock } from '../../../base/lib/clock.ts';
import { createCameraLine } from './cameraLine.ts';
import type { SimCameraFrame } from './raster/openSimCameras.ts';

function openLine() {
  const due: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock = {
    ...realClock,
    after: (atMs: number, run: () => void) => {
      const timer = { atMs, run };
      due.push(timer);
      return { [Symbol.dispose]: () => void due.splice(due.indexOf(timer), 1) };
    },
  };
  const came: SimCameraFrame[] = [];
  const line = createCameraLine(clock, (frame) => came.push(frame));
  const send = (seq: number, role = 'front'): void =>
    line.send({ role, seq, tick: -1, capturedAtMs: seq, jpeg: Uint8Array.of(1, 2, 3, 4) });
  return { line, came, due, send };
}

test('passes what it gets, and tears it when it is torn', () => {
  const { line, came, send } = openLine();
  send(0);
  line.setTorn('front', true);
  send(1);
  send(2, 'overhead');
  line.setTorn('front', false);
  send(3);
  expect(came.map((frame) => frame.jpeg.byteLength)).toEqual([4, 2, 4, 4]);
});

test('a late line keeps its order, and gives all it holds when it is late no more', () => {
  const { line, came, due, send } = openLine();
  line.setDelay('front', 700);
  for (let seq = 0; seq < 3; seq++) send(seq);
  send(9, 'overhead');
  expect(came.map((frame) => frame.seq)).toEqual([9]);
  expect(due.map((timer) => timer.atMs)).toEqual([700, 700, 700]);
  due[0]?.run();
  line.setDelay('front', 0);
  send(3);
  expect(came.map((frame) => frame.seq)).toEqual([9, 0, 1, 2, 3]);
  expect(due).toEqual([]);
});

test('holds a bounded number, and none once it is gone', () => {
  const { line, came, due, send } = openLine();
  line.setDelay('front', 5000);
  for (let seq = 0; seq < 1000; seq++) send(seq);
  expect(due.length).toBe(160);
  line[Symbol.dispose]();
  expect([came.length, due.length]).toEqual([0, 0]);
});
