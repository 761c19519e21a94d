/**
 * One emulated STS3215: its 128 bytes of control table, what a write to them does, and how the plant behind it shows
 * in them. Read-only bytes ignore writes; EEPROM bytes survive a power cycle only if written while `lock` was 0;
 * an error bit named by `unloadingCondition` switches the torque off. Knows nothing of packets, timing or faults.
 */
import {
  decodeValue,
  encodeValue,
  errorBits,
  type Register,
  type RegisterName,
  registers,
  sts3215,
} from '../../../servo/sts3215.ts';
import type { ServoPlant } from '../servoPlant.ts';

export interface ServoMemory {
  readonly id: number;
  /** 0: answers ping and read only. */
  readonly responseLevel: number;
  readonly returnDelayMs: number;
  /** The error byte of a status packet. */
  errorByte(): number;
  read(address: number, length: number): Uint8Array;
  write(address: number, data: Uint8Array): void;
  /** Kept until `action`. */
  regWrite(address: number, data: Uint8Array): void;
  action(): void;
  /** Power off and on: RAM at its start values, EEPROM as saved, torque off. */
  powerCycle(): void;
  value(name: RegisterName): number;
}

/**
 * EEPROM with the id and torque limits of an SO-101 follower (source: lerobot so_follower.py). What that writes when it
 * connects is the host's to write: a gripper that trips at 25 % of overload torque could not hold a knob at a third.
 */
function factoryTable(id: number): Uint8Array {
  const table = new Uint8Array(sts3215.tableBytes);
  const set = (name: RegisterName, value: number): void => {
    table.set(encodeValue(registers[name], value), registers[name].address);
  };
  const gripper = id === 6;
  set('firmwareMajor', 3);
  set('firmwareMinor', 10);
  set('modelNumber', sts3215.model);
  set('id', id);
  set('responseLevel', 1);
  set('maxPosition', sts3215.countsPerTurn - 1);
  set('maxTemperature', 70);
  set('maxVoltage', 140);
  set('minVoltage', 40);
  set('maxTorque', gripper ? 500 : 1000);
  set('phase', 12);
  set('unloadingCondition', errorBits.overheat | errorBits.overcurrent | errorBits.overload);
  set('ledAlarm', errorBits.overheat | errorBits.overcurrent | errorBits.overload);
  set('pGain', 16);
  set('dGain', 32);
  set('protectionCurrent', 310);
  set('protectiveTorque', 20);
  set('protectionTime', 200);
  set('overloadTorque', 80);
  set('torqueLimit', gripper ? 500 : 1000);
  set('lock', 1);
  set('maxAcceleration', 254);
  set('goalPosition', 2048);
  return table;
}

/** Which bytes a host may write. */
const writable = new Uint8Array(sts3215.tableBytes);
for (const register of Object.values<Register>(registers)) {
  if (register.kind === 'live' || register.kind === 'eeprom-fixed') continue;
  for (let i = 0; i < register.length; i++) writable[register.address + i] = 1;
}

/** The encoder knows one turn: what it answers lies in 0…4095. */
const inTurn = (counts: number): number =>
  ((counts % sts3215.countsPerTurn) + sts3215.countsPerTurn) % sts3215.countsPerTurn;

const clampWord = (value: number, limit: number): number =>
  Math.max(-limit, Math.min(limit, Math.round(value)));

export function createServoMemory(plant: ServoPlant): ServoMemory {
  let saved = factoryTable(plant.id);
  const table = Uint8Array.from(saved);
  let pending: { readonly address: number; readonly data: Uint8Array } | null = null;

  const value = (name: RegisterName): number =>
    decodeValue(registers[name], table, registers[name].address);
  const set = (name: RegisterName, to: number): void =>
    table.set(encodeValue(registers[name], to), registers[name].address);
  const touches = (name: RegisterName, address: number, length: number): boolean =>
    address < registers[name].address + registers[name].length &&
    address + length > registers[name].address;

  /** Both limits zero: the servo counts turns. */
  const countsTurns = (): boolean => value('minPosition') === 0 && value('maxPosition') === 0;
  /** What the servo calls the plant's position. */
  const shown = (positionCounts: number): number => {
    const counts = Math.round(positionCounts) - value('homingOffset');
    return countsTurns() ? counts : inTurn(counts);
  };

  /** Brings the live bytes up to date with the plant, and the protection that follows from them. */
  const refresh = (): number => {
    const now = plant.read();
    let error = now.faultBits & 0xff;
    const tenthV = clampWord(now.voltageV * 10, 255);
    if (tenthV > value('maxVoltage') || tenthV < value('minVoltage')) error |= errorBits.voltage;
    if (now.temperatureC >= value('maxTemperature')) error |= errorBits.overheat;
    if ((error & value('unloadingCondition')) !== 0 && value('torqueEnable') !== 0) {
      set('torqueEnable', 0);
      plant.setTorque(false);
    }
    set('presentPosition', clampWord(shown(now.positionCounts), 32767));
    set('presentVelocity', clampWord(now.velocityCountsS, 32767));
    set('presentLoad', clampWord(now.loadFraction * 1000, 1000));
    set('presentVoltage', Math.max(0, tenthV));
    set('presentTemperature', Math.max(0, clampWord(now.temperatureC, 255)));
    set('presentCurrent', clampWord(now.currentA / sts3215.ampPerStep, 32767));
    set('moving', now.moving ? 1 : 0);
    set('status', error);
    return error;
  };

  const protect = (): void =>
    plant.setProtection({
      overloadFraction: value('overloadTorque') / 100,
      currentA: value('protectionCurrent') * sts3215.ampPerStep,
      afterS: value('protectionTime') / 100,
    });

  /** Hands the plant what the bytes just written mean. Order matters: limits before goal before torque. */
  const apply = (address: number, length: number): void => {
    if (touches('torqueLimit', address, length) || touches('maxTorque', address, length)) {
      plant.setTorqueLimit(Math.min(value('torqueLimit'), value('maxTorque'), 1000) / 1000);
    }
    const guards = ['overloadTorque', 'protectionCurrent', 'protectionTime'] as const;
    if (guards.some((name) => touches(name, address, length))) protect();
    if (touches('goalVelocity', address, length) || touches('acceleration', address, length)) {
      plant.setProfile({
        speedCountsS: Math.abs(value('goalVelocity')),
        accelerationCountsS2: value('acceleration') * 100,
      });
    }
    if (touches('goalPosition', address, length)) {
      const goal = value('goalPosition');
      const low = value('minPosition');
      const high = value('maxPosition');
      const inside = countsTurns() ? goal : Math.max(low, Math.min(high, goal));
      // It turns by the difference of the numbers: never the short way across the end of its scale.
      const raw = Math.round(plant.read().positionCounts);
      plant.setGoalCounts(raw + inside - shown(raw));
    }
    if (!touches('torqueEnable', address, length)) return;
    if (value('torqueEnable') === 128) {
      // The vendor's "this is the middle": the present position becomes 2048.
      const raw = plant.read().positionCounts;
      set('homingOffset', clampWord(inTurn(raw) - sts3215.countsPerTurn / 2, 2047));
      set('torqueEnable', 1);
    }
    plant.setTorque(value('torqueEnable') === 1);
  };

  const write = (address: number, data: Uint8Array): void => {
    const unlocked = value('lock') === 0;
    for (const [i, byte] of data.entries()) {
      const at = address + i;
      if (at >= sts3215.tableBytes || writable[at] === 0) continue;
      table[at] = byte;
      if (unlocked && at <= sts3215.lastEepromAddress) saved[at] = byte;
    }
    apply(address, data.length);
  };

  return {
    get id() {
      return value('id');
    },
    get responseLevel() {
      return value('responseLevel');
    },
    get returnDelayMs() {
      return value('returnDelay') * 0.002;
    },
    errorByte: refresh,
    read: (address, length) => {
      refresh();
      const out = new Uint8Array(length);
      out.set(table.subarray(address, Math.min(address + length, sts3215.tableBytes)));
      return out;
    },
    write,
    regWrite: (address, data) => {
      pending = { address, data };
    },
    action: () => {
      if (pending !== null) write(pending.address, pending.data);
      pending = null;
    },
    powerCycle: () => {
      const start = factoryTable(plant.id);
      start.set(saved.subarray(0, sts3215.lastEepromAddress + 1));
      saved = start;
      table.set(start);
      pending = null;
      plant.setTorque(false);
      protect();
      refresh();
      set('goalPosition', value('presentPosition'));
      plant.setGoalCounts(plant.read().positionCounts);
    },
    value,
  };
}
