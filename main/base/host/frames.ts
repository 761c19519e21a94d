/**
 * The stdio frame: how the core talks with every child process, in any language.
 *
 *     u32le bodyLength | u32le headerLength | header (UTF-8 JSON object) | payload (raw bytes)
 *
 * bodyLength counts everything after itself. A header that carries blobs lists their sizes in `blobs`; the payload
 * is their concatenation. Sample, `{"type":"ready"}` without payload: `14 00 00 00 10 00 00 00 7b 22 74 … 7d`.
 * Both ends are bounded: a peer that exceeds a bound is a protocol error, never a larger buffer.
 */
import { BenchError } from '../model/errors.ts';

export const maxHeaderBytes = 1 << 20;
export const maxBodyBytes = 16 << 20;

export interface WireFrame {
  readonly header: { readonly type: string; readonly [key: string]: unknown };
  readonly blobs: readonly Uint8Array[];
}

/** One frame as bytes. `header.blobs` is filled in here. */
export function encodeFrame(
  header: { readonly type: string },
  blobs: readonly Uint8Array[] = [],
): Buffer {
  const full =
    blobs.length === 0 ? header : { ...header, blobs: blobs.map((blob) => blob.byteLength) };
  const head = Buffer.from(JSON.stringify(full), 'utf8');
  const payload = blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
  const out = Buffer.allocUnsafe(8 + head.byteLength + payload);
  out.writeUInt32LE(4 + head.byteLength + payload, 0);
  out.writeUInt32LE(head.byteLength, 4);
  head.copy(out, 8);
  let at = 8 + head.byteLength;
  for (const blob of blobs) {
    out.set(blob, at);
    at += blob.byteLength;
  }
  return out;
}

function decodeBody(body: Buffer): WireFrame {
  const headLength = body.readUInt32LE(0);
  if (headLength > maxHeaderBytes || 4 + headLength > body.byteLength) {
    throw new BenchError(
      'protocol',
      `a frame header of ${headLength} bytes does not fit its frame`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(body.toString('utf8', 4, 4 + headLength));
  } catch (cause) {
    throw new BenchError('protocol', 'a frame header is not JSON', { cause });
  }
  if (
    typeof header !== 'object' ||
    header === null ||
    typeof (header as { type?: unknown }).type !== 'string'
  ) {
    throw new BenchError('protocol', 'a frame header is not an object with a type');
  }
  const sizes = (header as { blobs?: unknown }).blobs ?? [];
  if (!Array.isArray(sizes) || sizes.length > 64)
    throw new BenchError('protocol', 'a frame has malformed blobs');
  const blobs: Uint8Array[] = [];
  let at = 4 + headLength;
  for (const size of sizes) {
    if (!Number.isSafeInteger(size) || size < 0 || at + size > body.byteLength) {
      throw new BenchError('protocol', 'a blob does not fit its frame');
    }
    blobs.push(body.subarray(at, at + size));
    at += size;
  }
  return { header: header as WireFrame['header'], blobs };
}

/** Feeds chunks in, gets whole frames out. Throws `protocol` once; after that the peer must be dropped. */
export function createFrameDecoder(
  onFrame: (frame: WireFrame) => void,
): (chunk: Uint8Array) => void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  return (chunk) => {
    pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    pendingBytes += chunk.byteLength;
    while (pendingBytes >= 4) {
      let first = pending[0] as Buffer;
      if (first.byteLength < 4) {
        first = Buffer.concat(pending);
        pending = [first];
      }
      const bodyLength = first.readUInt32LE(0);
      if (bodyLength < 4 || bodyLength > maxBodyBytes) {
        throw new BenchError('protocol', `a frame of ${bodyLength} bytes is out of bounds`);
      }
      if (pendingBytes < 4 + bodyLength) return;
      const all = pending.length === 1 ? first : Buffer.concat(pending);
      const rest = all.subarray(4 + bodyLength);
      pending = rest.byteLength > 0 ? [rest] : [];
      pendingBytes = rest.byteLength;
      onFrame(decodeBody(all.subarray(4, 4 + bodyLength)));
    }
  };
}
