/** The packet codec: known bytes, and resynchronisation under seeded garbage. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import { createPacketParser, encodePacket, type Packet } from './packet.ts';
import { decodeValue, encodeValue, type Register, registers } from './sts3215.ts';

function collect(): { readonly packets: Packet[]; parser: ReturnType<typeof createPacketParser> } {
  const packets: Packet[] = [];
  return { packets, parser: createPacketParser((packet) => packets.push(packet)) };
}

describe('encodePacket', () => {
  it('gives the bytes of the documentation', () => {
    expect(encodePacket(1, 0x01).toString('hex')).toBe('ffff010201fb');
    expect(encodePacket(1, 0x02, [0x38, 0x02]).toString('hex')).toBe('ffff0104023802be');
  });

  it('refuses what does not fit', () => {
    expect(() => encodePacket(255, 1)).toThrow(/servo id/);
    expect(() => encodePacket(1, 1, new Uint8Array(251))).toThrow(/do not fit/);
  });
});

describe('createPacketParser', () => {
  it('finds a packet cut at every byte', () => {
    const bytes = encodePacket(3, 0, [1, 2, 3]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { packets, parser } = collect();
      parser.push(bytes.subarray(0, cut));
      parser.push(bytes.subarray(cut));
      expect(packets).toEqual([{ id: 3, code: 0, params: Uint8Array.of(1, 2, 3) }]);
    }
  });

  it('drops a packet with a wrong checksum and takes the next', () => {
    const { packets, parser } = collect();
    const bad = encodePacket(1, 0, [9]);
    bad[5] = 8;
    parser.push(Buffer.concat([bad, encodePacket(2, 0, [7])]));
    expect(packets.map((packet) => packet.id)).toEqual([2]);
    expect(parser.badChecksums).toBe(1);
    expect(parser.skippedBytes).toBe(bad.length);
  });

  it('never throws, never invents and always recovers under seeded garbage', () => {
    const rng = createRng(11).fork('packet-fuzz');
    for (let round = 0; round < 300; round++) {
      const { packets, parser } = collect();
      const noise = Buffer.from(Array.from({ length: rng.below(80) }, () => rng.below(256)));
      const wanted = encodePacket(1 + rng.below(6), 0, [rng.below(256), rng.below(256)]);
      // A false header in the noise may wait for up to 256 bytes; quiet bytes let it run out.
      parser.push(noise);
      parser.push(wanted);
      for (let i = 0; i < 27; i++) parser.push(Buffer.alloc(10));
      const found = packets.filter((packet) =>
        encodePacket(packet.id, packet.code, packet.params).equals(wanted),
      );
      expect(found.length, `round ${round}`).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('register values', () => {
  it('come back as they went, sign-magnitude included', () => {
    const rng = createRng(12).fork('registers');
    for (const register of Object.values<Register>(registers)) {
      for (let i = 0; i < 20; i++) {
        const limit = 1 << (register.signBit ?? 8 * register.length);
        const value = rng.below(limit) * (register.signBit !== undefined && i % 2 === 1 ? -1 : 1);
        const bytes = encodeValue(register, value);
        expect(decodeValue(register, bytes, 0)).toBe(value === 0 ? 0 : value);
      }
    }
  });

  it('carry the signs of the vendor', () => {
    expect([...encodeValue(registers.presentLoad, -5)]).toEqual([5, 4]);
    expect([...encodeValue(registers.presentVelocity, -5)]).toEqual([5, 128]);
    expect([...encodeValue(registers.homingOffset, -5)]).toEqual([5, 8]);
    expect(() => encodeValue(registers.torqueLimit, -1)).toThrow(/does not fit/);
    expect(() => encodeValue(registers.goalPosition, Number.NaN)).toThrow(/whole numbers/);
  });
});
