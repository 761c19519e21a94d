/**
 * The servo bus's parser under anything: random, mutated and truncated streams cut at random places. It never throws,
 * gives the same packets however the stream is cut, keeps at most one packet's bytes, and finds what is whole.
 */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { fuzzRuns, fuzzTimeoutMs } from '../../../test/lib/fuzzRuns.ts';
import { busBlocks, decodeState } from './busBlocks.ts';
import { createPacketParser, encodePacket, maxParams, type Packet } from './packet.ts';

vi.setConfig({ testTimeout: fuzzTimeoutMs(60_000) });

const packet = fc
  .record({
    id: fc.integer({ min: 0, max: 254 }),
    code: fc.integer({ min: 0, max: 255 }),
    params: fc.uint8Array({ maxLength: maxParams }),
  })
  .map(({ id, code, params }) => encodePacket(id, code, params));

/** Whole packets, broken ones, headers that promise much, and noise rich in header bytes. */
const stream = fc
  .array(
    fc.oneof(
      packet,
      fc.tuple(packet, fc.nat(300)).map(([bytes, end]) => bytes.subarray(0, end)),
      fc.tuple(packet, fc.nat(300), fc.nat(255)).map(([bytes, at, value]) => {
        const spoilt = Buffer.from(bytes);
        spoilt[at % spoilt.length] = value;
        return spoilt;
      }),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .array(fc.constantFrom(0xff, 0xfe, 0xfd, 0x02, 0x00, 0x01))
        .map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces));

interface Heard {
  readonly packets: readonly Packet[];
  readonly skipped: number;
}

function hear(bytes: Buffer, cuts: readonly number[]): Heard {
  const packets: Packet[] = [];
  const parser = createPacketParser((each) => packets.push(each));
  let at = 0;
  for (const cut of cuts) {
    const end = Math.min(bytes.length, at + cut);
    parser.push(bytes.subarray(at, end));
    at = end;
  }
  parser.push(bytes.subarray(at));
  return { packets, skipped: parser.skippedBytes };
}

const total = ({ packets, skipped }: Heard): number =>
  packets.reduce((sum, { params }) => sum + params.length + 6, skipped);

it('hears the same however a stream is cut, and accounts for every byte', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(30), { maxLength: 60 }), (bytes, cuts) => {
      const whole = hear(bytes, []);
      expect(hear(bytes, cuts)).toEqual(whole);
      const waiting = bytes.length - total(whole);
      expect(waiting).toBeGreaterThanOrEqual(0);
      expect(waiting).toBeLessThan(maxParams + 6);
    }),
    fuzzRuns(3000),
  );
});

it('finds every packet between bytes that begin none', () => {
  const quiet = fc
    .array(fc.integer({ min: 0, max: 254 }), { maxLength: 30 })
    .map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(fc.tuple(quiet, packet), { maxLength: 8 }), (pieces) => {
      const { packets } = hear(Buffer.concat(pieces.flat()), []);
      const again = packets.map(({ id, code, params }) => encodePacket(id, code, params));
      expect(again).toEqual(pieces.map(([, bytes]) => bytes));
    }),
    fuzzRuns(1500),
  );
});

it('is well again after a reset, whatever came before', () => {
  fc.assert(
    fc.property(stream, packet, (noise, bytes) => {
      const packets: Packet[] = [];
      const parser = createPacketParser((each) => packets.push(each));
      parser.push(noise);
      parser.reset();
      packets.length = 0;
      parser.push(bytes);
      expect(packets.length).toBe(1);
    }),
    fuzzRuns(1500),
  );
});

it('reads a state of finite numbers from any bytes that are long enough', () => {
  const { length, lengths } = busBlocks.state;
  const params = fc.uint8Array({ minLength: length, maxLength: length + lengths });
  fc.assert(
    fc.property(params, fc.nat(255), (bytes, code) => {
      const state = decodeState({ id: 1, code, params: bytes });
      expect(Object.values(state).every(Number.isFinite)).toBe(true);
    }),
    fuzzRuns(1500),
  );
});
