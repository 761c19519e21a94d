/**
 * Packets of the Feetech servo bus, protocol 0 (the Dynamixel 1.0 form), for both ends of the wire:
 *
 *     FF FF id length code params… checksum      length = params + 2, checksum = ~(sum from id on) & FF
 *
 * `code` is an instruction from the host and the error byte from a servo. Samples: ping servo 1 is
 * `FF FF 01 02 01 FB`, its answer `FF FF 01 02 00 FC`; read 2 bytes at 56 is `FF FF 01 04 02 38 02 BE`.
 * The parser resynchronises after any garbage, is bounded, and never throws. Source: shared facts on the wire.
 */
import { assert } from '../../base/lib/assert.ts';

export const broadcastId = 0xfe;

export const instructions = {
  ping: 0x01,
  read: 0x02,
  write: 0x03,
  regWrite: 0x04,
  action: 0x05,
  syncRead: 0x82,
  syncWrite: 0x83,
} as const;

/** The longest parameter list that fits the length byte. */
export const maxParams = 250;

export interface Packet {
  readonly id: number;
  /** Instruction (host → servo) or error byte (servo → host). */
  readonly code: number;
  readonly params: Uint8Array;
}

function checksum(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += bytes[i] ?? 0;
  return ~sum & 0xff;
}

/** One packet as bytes. */
export function encodePacket(id: number, code: number, params: ArrayLike<number> = []): Buffer {
  assert(id >= 0 && id <= broadcastId, `${id} is not a servo id`);
  assert(params.length <= maxParams, `${params.length} parameters do not fit a packet`);
  const out = Buffer.alloc(params.length + 6);
  out[0] = 0xff;
  out[1] = 0xff;
  out[2] = id;
  out[3] = params.length + 2;
  out[4] = code;
  for (let i = 0; i < params.length; i++) out[5 + i] = params[i] ?? 0;
  out[out.length - 1] = checksum(out, 2, out.length - 1);
  return out;
}

export interface PacketParser {
  push(chunk: Uint8Array): void;
  /** Forget a half-received packet. */
  reset(): void;
  /** Headers whose checksum did not fit, since creation. */
  readonly badChecksums: number;
  /** Bytes that belonged to no packet, since creation. */
  readonly skippedBytes: number;
}

/**
 * Calls `onPacket` for each whole packet. After a wrong checksum or an impossible length the search for a header
 * starts again one byte later, so a real packet behind garbage is still found. Holds at most one packet's bytes.
 */
export function createPacketParser(
  onPacket: (packet: Packet) => void,
  onBadChecksum?: () => void,
): PacketParser {
  let pending: Buffer = Buffer.alloc(0);
  let badChecksums = 0;
  let skippedBytes = 0;

  /** Bytes used up at `at`: a packet, one skipped byte, or 0 when more must come. */
  const step = (at: number): number => {
    const left = pending.length - at;
    if (pending[at] !== 0xff) return skip();
    if (left < 2) return 0;
    if (pending[at + 1] !== 0xff) return skip();
    if (left < 3) return 0;
    if ((pending[at + 2] ?? 0xff) > broadcastId) return skip();
    if (left < 4) return 0;
    const length = pending[at + 3] ?? 0;
    if (length < 2 || length > maxParams + 2) return skip();
    const total = length + 4;
    if (left < total) return 0;
    if (checksum(pending, at + 2, at + total - 1) !== pending[at + total - 1]) {
      badChecksums++;
      onBadChecksum?.();
      return skip();
    }
    const params = Uint8Array.from(pending.subarray(at + 5, at + total - 1));
    onPacket({ id: pending[at + 2] ?? 0, code: pending[at + 4] ?? 0, params });
    return total;
  };
  const skip = (): number => {
    skippedBytes++;
    return 1;
  };

  return {
    push: (chunk) => {
      pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
      let at = 0;
      while (at < pending.length) {
        const used = step(at);
        if (used === 0) break;
        at += used;
      }
      pending = pending.subarray(at);
    },
    reset: () => {
      pending = Buffer.alloc(0);
    },
    get badChecksums() {
      return badChecksums;
    },
    get skippedBytes() {
      return skippedBytes;
    },
  };
}
