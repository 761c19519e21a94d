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
}

/** Settings of an SO-101 follower (source: lerobot so_follower.py): position mode, soft P, no I, no answer delay. */
const wantedSettings = {
  returnDelay: 0,
  operatingMode: 0,
  pGain: 16,
  iGain: 0,
  dGain: 32,
} as const;

/**
 * Reads who is on the bus and brings the settings that matter to the wanted ones (EEPROM is written only where it
 * differs). Rejects `unavailable` when a servo is missing, of another model, or of another firmware than the first.
 */
export async function identifyArm(
  driver: ServoDriver,
  ids: readonly number[],
): Promise<ArmIdentity> {
  const models: number[] = [];
  const firmware: string[] = [];
  for (const id of ids) {
    const table = await driver.readBlock(id, 0, sts3215.lastEepromAddress + 1);
    const value = (name: RegisterName): number =>
      decodeValue(registers[name], table, registers[name].address);
    const model = value('modelNumber');
    models.push(model);
    firmware.push(`${value('firmwareMajor')}.${value('firmwareMinor')}`);
    if (model !== sts3215.model) {
      throw new BenchError('unavailable', `servo ${id} is model ${model}, not an STS3215 (777)`);
    }
    if (firmware.at(-1) !== must(firmware[0])) {
      const text = `servo ${id} has firmware ${firmware.at(-1)}, the others ${firmware[0]}`;
      throw new BenchError('unavailable', text, { hint: 'bring all servos to one firmware' });
    }
    for (const [name, wanted] of Object.entries(wantedSettings) as [RegisterName, number][]) {
      if (value(name) === wanted) continue;
      await driver.writeRegister(id, 'lock', 0);
      await driver.writeRegister(id, name, wanted);
      await driver.writeRegister(id, 'lock', 1);
    }
  }
  return { models, firmware };
}
