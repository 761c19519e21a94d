/**
 * The address of the wire, and one camera frame as a binary message (layout in `wire.ts`). A file of its own, without
 * schemas, so that the window can read frames without carrying a schema library.
 */

export const wirePath = '/api';

export interface StreamFrame {
  readonly role: string;
  readonly seq: number;
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}

export function encodeStreamFrame(frame: StreamFrame): Uint8Array {
  const role = new TextEncoder().encode(frame.role);
  const out = new Uint8Array(1 + role.length + 12 + frame.jpeg.byteLength);
  const view = new DataView(out.buffer);
  out[0] = role.length;
  out.set(role, 1);
  view.setUint32(1 + role.length, frame.seq >>> 0, true);
  view.setFloat64(5 + role.length, frame.capturedAtMs, true);
  out.set(frame.jpeg, 13 + role.length);
  return out;
}

/** Null for bytes that are no stream frame. */
export function decodeStreamFrame(bytes: Uint8Array): StreamFrame | null {
  const roleLength = bytes[0] ?? 0;
  if (bytes.byteLength < 13 + roleLength) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    role: new TextDecoder().decode(bytes.subarray(1, 1 + roleLength)),
    seq: view.getUint32(1 + roleLength, true),
    capturedAtMs: view.getFloat64(5 + roleLength, true),
    jpeg: bytes.subarray(13 + roleLength),
  };
}
