/**
 * The control table of the Feetech STS3215 (model 777, protocol 0, 4096 counts a turn), shared by driver and emulator.
 * Addresses and lengths: huggingface/lerobot src/lerobot/motors/feetech/tables.py (STS_SMS_SERIES), which follows the
 * vendor's STS memory table. Values are little-endian; signed ones are sign-magnitude with the sign in bit `signBit`.
 * Knows nothing of packets or timing.
 */
import { assert } from '../../base/lib/assert.ts';

export interface Register {
  readonly address: number;
  readonly length: 1 | 2;
  /** EEPROM keeps its value without power while `lock` is 0; live values are read-only. */
  readonly kind: 'eeprom' | 'eeprom-fixed' | 'ram' | 'live';
  readonly signBit?: number;
}

const eeprom = (address: number, length: 1 | 2, signBit?: number): Register =>
  signBit === undefined
    ? { address, length, kind: 'eeprom' }
    : { address, length, kind: 'eeprom', signBit };
const fixed = (address: number, length: 1 | 2): Register => ({
  address,
  length,
  kind: 'eeprom-fixed',
});
const ram = (address: number, length: 1 | 2, signBit?: number): Register =>
  signBit === undefined
    ? { address, length, kind: 'ram' }
    : { address, length, kind: 'ram', signBit };
const live = (address: number, length: 1 | 2, signBit?: number): Register =>
  signBit === undefined
    ? { address, length, kind: 'live' }
    : { address, length, kind: 'live', signBit };

export const registers = {
  firmwareMajor: fixed(0, 1),
  firmwareMinor: fixed(1, 1),
  modelNumber: fixed(3, 2),
  id: eeprom(5, 1),
  baudRate: eeprom(6, 1),
  /** 2 µs a step. */
  returnDelay: eeprom(7, 1),
  /** 0: only ping and read are answered; 1: every unicast packet is. */
  responseLevel: eeprom(8, 1),
  minPosition: eeprom(9, 2),
  maxPosition: eeprom(11, 2),
  maxTemperature: eeprom(13, 1),
  /** 0.1 V. */
  maxVoltage: eeprom(14, 1),
  minVoltage: eeprom(15, 1),
  /** 0.1 % of stall torque. */
  maxTorque: eeprom(16, 2),
  phase: eeprom(18, 1),
  /** Which error bits switch the torque off. */
  unloadingCondition: eeprom(19, 1),
  ledAlarm: eeprom(20, 1),
  pGain: eeprom(21, 1),
  dGain: eeprom(22, 1),
  iGain: eeprom(23, 1),
  /** 6.5 mA a step. */
  protectionCurrent: eeprom(28, 2),
  homingOffset: eeprom(31, 2, 11),
  operatingMode: eeprom(33, 1),
  protectiveTorque: eeprom(34, 1),
  /** 10 ms a step. */
  protectionTime: eeprom(35, 1),
  /** % of stall torque. */
  overloadTorque: eeprom(36, 1),
  torqueEnable: ram(40, 1),
  /** 100 counts/s² a step; 0 is as fast as it can. */
  acceleration: ram(41, 1),
  goalPosition: ram(42, 2, 15),
  goalTime: ram(44, 2),
  /** Counts/s; 0 is as fast as it can. */
  goalVelocity: ram(46, 2, 15),
  /** 0.1 % of stall torque. */
  torqueLimit: ram(48, 2),
  lock: ram(55, 1),
  presentPosition: live(56, 2, 15),
  /** Counts/s. */
  presentVelocity: live(58, 2, 15),
  /** 0.1 % of stall torque. */
  presentLoad: live(60, 2, 10),
  /** 0.1 V. */
  presentVoltage: live(62, 1),
  /** °C. */
  presentTemperature: live(63, 1),
  status: live(65, 1),
  moving: live(66, 1),
  /** 6.5 mA a step. */
  presentCurrent: live(69, 2, 15),
  maxAcceleration: ram(85, 1),
} as const satisfies Readonly<Record<string, Register>>;

export type RegisterName = keyof typeof registers;

export const sts3215 = {
  model: 777,
  baudRate: 1_000_000,
  countsPerTurn: 4096,
  ampPerStep: 0.0065,
  lastEepromAddress: 39,
  tableBytes: 128,
} as const;

/** Bits of a status packet's error byte and of the `status` register. */
export const errorBits = {
  voltage: 1 << 0,
  angle: 1 << 1,
  overheat: 1 << 2,
  overcurrent: 1 << 3,
  overload: 1 << 5,
} as const;

/** Sign-magnitude word of `length` bytes, little-endian. The value must fit (assertion). */
export function encodeValue(register: Register, value: number): Uint8Array {
  assert(Number.isSafeInteger(value), `a register holds whole numbers, not ${value}`);
  let word = value;
  if (register.signBit !== undefined) {
    assert(Math.abs(value) < 1 << register.signBit, `${value} does not fit its register`);
    word = value < 0 ? -value | (1 << register.signBit) : value;
  }
  assert(word >= 0 && word < 1 << (8 * register.length), `${value} does not fit its register`);
  return register.length === 1
    ? Uint8Array.of(word)
    : Uint8Array.of(word & 0xff, (word >> 8) & 0xff);
}

/** The value of a register whose first byte is at `bytes[at]`. */
export function decodeValue(register: Register, bytes: Uint8Array, at: number): number {
  assert(at + register.length <= bytes.length, 'a register lies outside its bytes');
  const low = bytes[at] ?? 0;
  const word = register.length === 1 ? low : low | ((bytes[at + 1] ?? 0) << 8);
  if (register.signBit === undefined) return word;
  const magnitude = word & ((1 << register.signBit) - 1);
  return (word >> register.signBit) & 1 ? -magnitude : magnitude;
}
