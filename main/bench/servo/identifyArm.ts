/**
 * Who is on the bus, and the settings that must be right before an arm is moved. Reads first: EEPROM is written only
 * where it differs, for its cells wear. Knows no motion.
 */
import { must } from '../../base/lib/assert.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ServoDriver } from './bus.ts';
import { decodeValue, type RegisterName, registers, sts3215 } from './sts3215.ts';

/** What an arm must be before it is moved. */
export interface ArmIdentity {
  readonly models: readonly number[];
  readonly firmware: readonly string[];
  /** What each servo subtracts from its encoder before it answers. */
  readonly homingCounts: readonly number[];
}

/** Settings of an SO-101 follower (source: lerobot so_follower.py): position mode, soft P, no I, no answer delay. */
const wantedSettings = {
  returnDelay: 0,
  operatingMode: 0,
  pGain: 16,
  iGain: 0,
  dGain: 32,
} as const;

async function readTable(driver: ServoDriver, id: number): Promise<(name: RegisterName) => number> {
  const table = await driver.readBlock(id, 0, sts3215.lastEepromAddress + 1);
  return (name) => decodeValue(registers[name], table, registers[name].address);
}

/** EEPROM of one servo, through its lock. */
async function writeSetting(
  driver: ServoDriver,
  id: number,
  name: RegisterName,
  value: number,
): Promise<void> {
  await driver.writeRegister(id, 'lock', 0);
  await driver.writeRegister(id, name, value);
  await driver.writeRegister(id, 'lock', 1);
}

/**
 * Who is on the bus; writes nothing. Rejects `unavailable` when a servo is missing, of another model, or of another
 * firmware than the first.
 */
export async function readIdentity(
  driver: ServoDriver,
  ids: readonly number[],
  each: (id: number, value: (name: RegisterName) => number) => Promise<void> = async () => {},
): Promise<ArmIdentity> {
  const models: number[] = [];
  const firmware: string[] = [];
  const homingCounts: number[] = [];
  for (const id of ids) {
    const value = await readTable(driver, id);
    const model = value('modelNumber');
    models.push(model);
    firmware.push(`${value('firmwareMajor')}.${value('firmwareMinor')}`);
    homingCounts.push(value('homingOffset'));
    if (model !== sts3215.model) {
      throw new BenchError('unavailable', `servo ${id} is model ${model}, not an STS3215 (777)`);
    }
    if (firmware.at(-1) !== must(firmware[0])) {
      const text = `servo ${id} has firmware ${firmware.at(-1)}, the others ${firmware[0]}`;
      throw new BenchError('unavailable', text, { hint: 'bring all servos to one firmware' });
    }
    await each(id, value);
  }
  return { models, firmware, homingCounts };
}

/** As `readIdentity`, and brings the settings that matter to the wanted ones, where they differ. */
export function identifyArm(driver: ServoDriver, ids: readonly number[]): Promise<ArmIdentity> {
  return readIdentity(driver, ids, async (id, value) => {
    for (const [name, wanted] of Object.entries(wantedSettings) as [RegisterName, number][]) {
      if (value(name) !== wanted) await writeSetting(driver, id, name, wanted);
    }
  });
}

/**
 * Writes homing offsets. Under torque the goal would keep its number and change its place: the arm would jump. Rejects
 * `refused` for a servo that has torque, `unavailable` for one that does not answer; those before it are written.
 */
export async function writeHoming(
  driver: ServoDriver,
  wanted: readonly { readonly id: number; readonly homingCounts: number }[],
): Promise<void> {
  for (const { id, homingCounts } of wanted) {
    const at = registers.torqueEnable.address;
    const torque = decodeValue(registers.torqueEnable, await driver.readBlock(id, at, 1), 0);
    if (torque !== 0) {
      throw new BenchError('refused', `servo ${id} has torque: its homing offset cannot change`, {
        hint: 'hold the arm, switch its power off and on, and open the bench again',
      });
    }
    await writeSetting(driver, id, 'homingOffset', homingCounts);
  }
}
