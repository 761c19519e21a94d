/**
 * A piece of a terminal as a binary message. It begins with a zero, which no camera frame does (their first byte is the
 * length of a role):
 *
 *     u8 0 | u8 idLength | agent id (ASCII) | u8 kind | f64le end | bytes
 *
 * `kind` 0: output to be written after what came before. 1: a snapshot that replaces all that is shown; whoever asked for
 * a place that is no longer kept, or reads too slowly, gets one instead of what it missed. `end` is the offset behind the
 * last byte of output that the message accounts for: the client acknowledges it (`ack`), and asks for it again when it
 * comes back.
 */

export const terminalPrefix = 'terminal/';

export interface TerminalChunk {
  readonly agentId: string;
  readonly kind: 'output' | 'snapshot';
  readonly end: number;
  readonly bytes: Uint8Array;
}

export function encodeTerminalChunk(chunk: TerminalChunk): Uint8Array {
  const id = new TextEncoder().encode(chunk.agentId);
  const out = new Uint8Array(2 + id.length + 9 + chunk.bytes.byteLength);
  const view = new DataView(out.buffer);
  out[1] = id.length;
  out.set(id, 2);
  out[2 + id.length] = chunk.kind === 'snapshot' ? 1 : 0;
  view.setFloat64(3 + id.length, chunk.end, true);
  out.set(chunk.bytes, 11 + id.length);
  return out;
}

/** Null for bytes that are no terminal chunk. */
export function decodeTerminalChunk(bytes: Uint8Array): TerminalChunk | null {
  const idLength = bytes[1] ?? 0;
  if (bytes[0] !== 0 || bytes.byteLength < 11 + idLength) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    agentId: new TextDecoder().decode(bytes.subarray(2, 2 + idLength)),
    kind: bytes[2 + idLength] === 1 ? 'snapshot' : 'output',
    end: view.getFloat64(3 + idLength, true),
    bytes: bytes.subarray(11 + idLength),
  };
}
