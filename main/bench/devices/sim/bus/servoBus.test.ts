/** The emulated bus against bytes made by hand, first without and then through the pseudo-terminal. */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLagPlant } from '../../../../../test/lib/lagPlant.ts';
import { openTestBus } from '../../../../../test/lib/openTestBus.ts';
import { realClock } from '../../../../base/lib/clock.ts';
import { createPacketParser, encodePacket, type Packet } from '../../../servo/packet.ts';
import type { ServoProtection } from '../servoPlant.ts';
import { answerPacket } from './servoBus.ts';
import { createServoMemory } from './servoMemory.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

function createDesk() {
  const plants = [1, 2, 3].map((id) => createLagPlant(id));
  const servos = plants.map(createServoMemory);
  const ask = (hex: string): string => {
    let answer = '';
    const parser = createPacketParser((packet: Packet) => {
      answer += answerPacket(servos, packet)
        .map((each) => each.bytes.toString('hex'))
        .join(' ');
    });
    parser.push(bytes(hex));
    return answer;
  };
  return { plants, servos, ask };
}

describe('answerPacket', () => {
  it('answers ping, and a broadcast ping by everybody', () => {
    const { ask } = createDesk();
    expect(ask('ff ff 01 02 01 fb')).toBe('ffff010200fc');
    expect(ask('ff ff fe 02 01 fe')).toBe('ffff010200fc ffff020200fb ffff030200fa');
    expect(ask('ff ff 09 02 01 f3')).toBe('');
  });

  it('keeps quiet on a bad checksum, an unknown instruction and a broadcast read', () => {
    const { ask } = createDesk();
    expect(ask('ff ff 01 02 01 fa')).toBe('');
    expect(ask(encodePacket(1, 0x77).toString('hex'))).toBe('');
    expect(ask(encodePacket(0xfe, 2, [56, 2]).toString('hex'))).toBe('');
  });

  it('reads the model number and the present position', () => {
    const { ask } = createDesk();
    expect(ask(encodePacket(1, 2, [3, 2]).toString('hex'))).toBe(
      encodePacket(1, 0, [0x09, 0x03]).toString('hex'),
    );
    expect(ask('ff ff 01 04 02 38 02 be')).toBe(encodePacket(1, 0, [0, 8]).toString('hex'));
  });

  it('acknowledges a write and does it', () => {
    const { ask, plants } = createDesk();
    expect(ask(encodePacket(2, 3, [42, 0xe8, 0x03]).toString('hex'))).toBe('ffff020200fb');
    expect(plants[1]?.facts.goalCounts).toBe(1000);
    expect(ask(encodePacket(0xfe, 3, [40, 1]).toString('hex'))).toBe('');
    expect(plants.every((plant) => plant.facts.torque)).toBe(true);
  });

  it('does a sync-write without a word, and ignores one of the wrong size', () => {
    const { ask, plants } = createDesk();
    ask(encodePacket(0xfe, 0x83, [42, 2, 1, 100, 0, 3, 200, 0]).toString('hex'));
    expect(plants.map((plant) => plant.facts.goalCounts)).toEqual([100, 2048, 200]);
    ask(encodePacket(0xfe, 0x83, [42, 2, 1, 7, 0, 3, 9]).toString('hex'));
    expect(plants.map((plant) => plant.facts.goalCounts)).toEqual([100, 2048, 200]);
  });

  it('answers a sync-read in the order asked, leaving out who is not there', () => {
    const { ask } = createDesk();
    const one = (id: number): string => encodePacket(id, 0, [0, 8]).toString('hex');
    expect(ask(encodePacket(0xfe, 0x82, [56, 2, 3, 9, 1]).toString('hex'))).toBe(
      `${one(3)} ${one(1)}`,
    );
  });

  it('keeps a reg-write until action', () => {
    const { ask, plants } = createDesk();
    expect(ask(encodePacket(1, 4, [42, 44, 1]).toString('hex'))).toBe('ffff010200fc');
    expect(plants[0]?.facts.goalCounts).toBe(2048);
    expect(ask(encodePacket(0xfe, 5).toString('hex'))).toBe('');
    expect(plants[0]?.facts.goalCounts).toBe(300);
  });

  it('protects read-only bytes, and forgets EEPROM written under lock at the next power-up', () => {
    const { ask, servos } = createDesk();
    ask(encodePacket(1, 3, [3, 1, 1]).toString('hex'));
    expect(servos[0]?.value('modelNumber')).toBe(777);
    ask(encodePacket(1, 3, [21, 99]).toString('hex'));
    expect(servos[0]?.value('pGain')).toBe(99);
    servos[0]?.powerCycle();
    expect(servos[0]?.value('pGain')).toBe(16);
    ask(encodePacket(1, 3, [55, 0]).toString('hex'));
    ask(encodePacket(1, 3, [21, 99]).toString('hex'));
    servos[0]?.powerCycle();
    expect(servos[0]?.value('pGain')).toBe(99);
    expect(servos[0]?.value('lock')).toBe(1);
  });

  it('clamps goals to the position limits and speaks counts after the homing offset', () => {
    const { ask, plants, servos } = createDesk();
    ask(encodePacket(1, 3, [9, 0xe8, 3, 0xb8, 0x0b]).toString('hex'));
    ask(encodePacket(1, 3, [42, 1, 0]).toString('hex'));
    expect(plants[0]?.facts.goalCounts).toBe(1000);
    const plant = plants[0];
    if (plant !== undefined) plant.facts.positionCounts = 1500;
    ask(encodePacket(1, 3, [40, 128]).toString('hex'));
    expect(servos[0]?.value('homingOffset')).toBe(-548);
    expect(ask('ff ff 01 04 02 38 02 be')).toBe(encodePacket(1, 0, [0, 8]).toString('hex'));
  });

  it('guards itself by what its registers say', () => {
    const told: ServoProtection[] = [];
    const setProtection = (each: ServoProtection): void => void told.push(each);
    const servo = createServoMemory({ ...createLagPlant(1), setProtection });
    const write = (address: number, ...data: number[]): void =>
      createPacketParser((packet) => void answerPacket([servo], packet)).push(
        encodePacket(1, 3, [address, ...data]),
      );
    write(36, 25); // overload torque, %
    write(35, 50); // protection time, 10 ms
    write(28, 250, 0); // protection current, 6.5 mA
    expect(told.at(-1)).toEqual({ overloadFraction: 0.25, currentA: 1.625, afterS: 0.5 });
    servo.powerCycle();
    expect(told.at(-1)).toEqual({ overloadFraction: 0.8, currentA: 2.015, afterS: 2 });
  });

  it('says overheat in the error byte and lets go', () => {
    const { ask, plants } = createDesk();
    ask(encodePacket(1, 3, [40, 1]).toString('hex'));
    const plant = plants[0];
    if (plant !== undefined) plant.facts.temperatureC = 71;
    expect(ask('ff ff 01 02 01 fb')).toBe(encodePacket(1, 4).toString('hex'));
    expect(plant?.facts.torque).toBe(false);
  });
});

/** Reads without blocking the test's own event loop, which also runs the emulator. */
async function exchange(path: string, out: Buffer, want: number, tries = 400): Promise<Buffer> {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  try {
    writeSync(fd, out);
    const got: Buffer[] = [];
    for (let i = 0; i < tries && Buffer.concat(got).length < want; i++) {
      await realClock.sleep(1);
      const chunk = Buffer.alloc(512);
      try {
        got.push(chunk.subarray(0, readSync(fd, chunk)));
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw cause;
      }
    }
    return Buffer.concat(got);
  } finally {
    closeSync(fd);
  }
}

describe('openServoBus', () => {
  it('is a raw terminal that any program can open, again and again', async () => {
    using desk = openTestBus({ realTime: false });
    for (let round = 0; round < 2; round++) {
      const answer = await exchange(desk.bus.path, bytes('ff ff 01 04 02 0a 0d e1'), 19);
      expect(answer.subarray(0, 5).toString('hex')).toBe('ffff010f00');
    }
    expect(desk.bus.bytesRead()).toBe(16);
  });

  it('counts what it has acted upon, for the barrier of lockstep', async () => {
    using desk = openTestBus({ realTime: false });
    const all = desk.bus.whenBytesRead(9, new AbortController().signal);
    await exchange(desk.bus.path, encodePacket(1, 3, [42, 44, 1]), 6);
    await all;
    expect(desk.plants[0]?.facts.goalCounts).toBe(300);
    await expect(desk.bus.whenBytesRead(10, AbortSignal.abort())).rejects.toThrow();
  });

  it('forgets a packet that broke off', async () => {
    using desk = openTestBus({ realTime: true });
    expect(await exchange(desk.bus.path, bytes('ff ff 01 fa 02'), 1, 40)).toHaveLength(0);
    expect(await exchange(desk.bus.path, bytes('ff ff 01 02 01 fb'), 6)).toHaveLength(6);
  });

  it('cuts servos off from the unplugged one on, and refuses faults of others', async () => {
    using desk = openTestBus({ realTime: true });
    desk.bus.setFault({ kind: 'unplug', on: true, servo: 3 });
    const request = encodePacket(0xfe, 0x82, [56, 2, 1, 2, 3, 4]);
    const answer = await exchange(desk.bus.path, request, 16);
    expect(answer.length).toBe(16);
    expect(() => desk.bus.setFault({ kind: 'freeze-camera', on: true })).toThrow(/not a fault/);
  });
});
