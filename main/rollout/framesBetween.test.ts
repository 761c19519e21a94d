/** Pictures between two trials: all of them while somebody keeps them, the newest eight megabytes, once. */
import { expect, it } from 'vitest';
import { createSignal } from '../base/lib/topic.ts';
import type { LinkFrame } from '../bench/link.ts';
import { keepFramesBetween } from './framesBetween.ts';

const jpeg = new Uint8Array(1 << 16);
const frame = (seq: number): LinkFrame => ({ role: 'front', seq, jpeg }) as LinkFrame;

it('are those since the trial before ended, at most eight megabytes of them, and are given once', () => {
  const frames = createSignal<LinkFrame>();
  using between = keepFramesBetween({ onFrame: (on) => frames.on(on) });
  const taken = () => between.take().map(({ seq }) => seq);
  frames.emit(frame(1));
  expect(taken()).toEqual([]);
  between.open();
  for (const seq of [2, 3]) frames.emit(frame(seq));
  expect(taken()).toEqual([2, 3]);
  // The next trial records its own.
  frames.emit(frame(4));
  expect(taken()).toEqual([]);
  between.open();
  for (let seq = 0; seq < 500; seq++) frames.emit(frame(seq));
  const newest = taken();
  expect([newest.length, newest[0], newest.at(-1)]).toEqual([128, 372, 499]);
});

it('are kept no more once the bench is gone', () => {
  const frames = createSignal<LinkFrame>();
  const between = keepFramesBetween({ onFrame: (on) => frames.on(on) });
  between.open();
  between[Symbol.dispose]();
  frames.emit(frame(1));
  expect(between.take()).toEqual([]);
});
