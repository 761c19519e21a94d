/**
 * Cuts a stream of bytes into JPEGs by their markers (ITU-T T.81, Annex B): FF D8 begins, segments carry their length,
 * entropy-coded data ends at a marker other than a stuffed zero or a restart, FF D9 ends. Lengths are followed, so a
 * thumbnail inside a segment doesn't end its picture. Bounded; bytes that fit nowhere are counted and dropped.
 */

export interface JpegSplitter {
  push(chunk: Uint8Array): void;
  readonly droppedBytes: number;
}

type Place =
  /** Looking for the next FF D8. */
  | 'between'
  /** At a marker. */
  | 'marker'
  /** In entropy-coded data. */
  | 'scan';

/** How far one step got: to `at` in a place, at the end of a picture, or nowhere until more bytes come. */
type Step =
  | { readonly kind: 'went'; readonly at: number; readonly place: Place }
  | { readonly kind: 'whole'; readonly end: number }
  | { readonly kind: 'broken' }
  | { readonly kind: 'short' };

const short: Step = { kind: 'short' };

function stepMarker(bytes: Buffer, at: number): Step {
  if (at + 2 > bytes.length) return short;
  if (bytes[at] !== 0xff) return { kind: 'broken' };
  const code = bytes[at + 1] as number;
  if (code === 0xff) return { kind: 'went', at: at + 1, place: 'marker' };
  if (code === 0xd9) return { kind: 'whole', end: at + 2 };
  if (code === 0xd8 || code === 0) return { kind: 'broken' };
  if (code === 0x01 || (code >= 0xd0 && code <= 0xd7)) {
    return { kind: 'went', at: at + 2, place: 'marker' };
  }
  if (at + 4 > bytes.length) return short;
  const length = bytes.readUInt16BE(at + 2);
  if (length < 2) return { kind: 'broken' };
  const next = at + 2 + length;
  if (next > bytes.length) return short;
  return { kind: 'went', at: next, place: code === 0xda ? 'scan' : 'marker' };
}

function stepScan(bytes: Buffer, at: number): Step {
  const found = bytes.indexOf(0xff, at);
  if (found < 0) return { kind: 'went', at: bytes.length, place: 'scan' };
  if (found + 1 >= bytes.length) return short;
  const code = bytes[found + 1] as number;
  const data = code === 0 || (code >= 0xd0 && code <= 0xd7);
  if (data) return { kind: 'went', at: found + 2, place: 'scan' };
  return { kind: 'went', at: found, place: 'marker' };
}

/** `onJpeg` gets a copy of its own. A picture larger than `maxBytes` is dropped. */
export function createJpegSplitter(
  onJpeg: (jpeg: Uint8Array) => void,
  maxBytes = 8 << 20,
): JpegSplitter {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let place: Place = 'between';
  let droppedBytes = 0;

  /** Forgets `count` bytes at the front. */
  const drop = (count: number, lost: boolean): void => {
    if (lost) droppedBytes += count;
    bytes = bytes.subarray(count);
    at = 0;
  };

  /** To the next FF D8; false when more bytes are needed. */
  const seek = (): boolean => {
    const found = bytes.indexOf('\xff\xd8', 0, 'latin1');
    if (found < 0) {
      const keep = bytes[bytes.length - 1] === 0xff ? 1 : 0;
      drop(bytes.length - keep, true);
      return false;
    }
    drop(found, true);
    at = 2;
    place = 'marker';
    return true;
  };

  const advance = (): boolean => {
    if (place === 'between') return seek();
    const step = place === 'marker' ? stepMarker(bytes, at) : stepScan(bytes, at);
    switch (step.kind) {
      case 'short':
        return false;
      case 'went': {
        const moved = step.at > at || step.place !== place;
        at = step.at;
        place = step.place;
        return moved;
      }
      case 'whole':
        onJpeg(Uint8Array.from(bytes.subarray(0, step.end)));
        drop(step.end, false);
        place = 'between';
        return true;
      case 'broken':
        drop(2, true);
        place = 'between';
        return true;
    }
  };

  return {
    push(chunk) {
      bytes = bytes.length === 0 ? Buffer.from(chunk) : Buffer.concat([bytes, chunk]);
      while (advance());
      if (bytes.length > maxBytes) {
        drop(bytes.length, true);
        place = 'between';
      }
    },
    get droppedBytes() {
      return droppedBytes;
    },
  };
}
