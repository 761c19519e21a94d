/**
 * The newest bytes of a terminal's output, each at its place counted from the beginning of the session. One fixed buffer:
 * writing never allocates, the oldest bytes give way. Knows no sequence and no follower.
 */
import { assert } from '../../../base/lib/assert.ts';

export interface OutputRing {
  push(bytes: Uint8Array): void;
  /** The place of the oldest byte that is kept. */
  readonly start: number;
  /** The place behind the newest byte. */
  readonly end: number;
  /** A copy of at most `most` bytes from `from` on, which must be kept. */
  read(from: number, most: number): Uint8Array<ArrayBuffer>;
}

/** `end` is where the counting begins: 0 for a new session. */
export function createOutputRing(capacity: number, end = 0): OutputRing {
  const buffer = new Uint8Array(capacity);
  let start = end;
  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    push(all) {
      const bytes = all.subarray(Math.max(0, all.length - capacity));
      const at = (end + all.length - bytes.length) % capacity;
      const before = Math.min(bytes.length, capacity - at);
      buffer.set(bytes.subarray(0, before), at);
      buffer.set(bytes.subarray(before), 0);
      end += all.length;
      start = Math.max(start, end - capacity);
    },
    read(from, most) {
      assert(from >= start && from <= end, 'a place that is not in the ring');
      const length = Math.min(most, end - from);
      const at = from % capacity;
      const before = Math.min(length, capacity - at);
      const out = new Uint8Array(length);
      out.set(buffer.subarray(at, at + before));
      out.set(buffer.subarray(0, length - before), before);
      return out;
    },
  };
}
