/** What an encoder of one turn does to positions and goals at the end of its scale. */
import { expect, it } from 'vitest';
import { createLagPlant } from '../../../../../test/lib/lagPlant.ts';
import { encodeValue, type RegisterName, registers } from '../../../servo/sts3215.ts';
import { createServoMemory } from './servoMemory.ts';

function openServo(startCounts: number) {
  const plant = createLagPlant(1, startCounts);
  const servo = createServoMemory(plant);
  const write = (name: RegisterName, value: number): void =>
    servo.write(registers[name].address, encodeValue(registers[name], value));
  const shown = (): number => {
    servo.errorByte();
    return servo.value('presentPosition');
  };
  return { plant, servo, write, shown };
}

it('answers 0…4095, however the shaft was turned', () => {
  const { plant, shown } = openServo(4090);
  expect(shown()).toBe(4090);
  plant.facts.positionCounts = 4100;
  expect(shown()).toBe(4);
  plant.facts.positionCounts = -1;
  expect(shown()).toBe(4095);
});

it('subtracts its homing offset, and wraps after that', () => {
  const { plant, write, shown } = openServo(100);
  write('homingOffset', 200);
  expect(shown()).toBe(3996);
  plant.facts.positionCounts = 200;
  expect(shown()).toBe(0);
  write('homingOffset', -2047);
  expect(shown()).toBe(2247);
});

it('turns by the difference of the numbers: the long way from 4000 to 100', () => {
  const { plant, write } = openServo(4000);
  write('torqueEnable', 1);
  write('goalPosition', 100);
  expect(plant.facts.goalCounts).toBe(100);
  plant.facts.positionCounts = 4196; // it shows 100, and is there
  write('goalPosition', 100);
  expect(plant.facts.goalCounts).toBe(4196);
});

it('goes to the goal by its own numbers with an offset too', () => {
  const { plant, write, shown } = openServo(4196);
  write('homingOffset', 2047);
  expect(shown()).toBe(2149);
  write('goalPosition', 2249);
  expect(plant.facts.goalCounts).toBe(4296);
});

it('makes any position the middle when the vendor says so', () => {
  const { write, shown, servo } = openServo(4196);
  write('torqueEnable', 128);
  expect(shown()).toBe(2048);
  expect(servo.value('homingOffset')).toBe(100 - 2048);
});

it('counts turns without limits', () => {
  const { plant, write, shown } = openServo(4200);
  write('minPosition', 0);
  write('maxPosition', 0);
  expect(shown()).toBe(4200);
  write('goalPosition', 5000);
  expect(plant.facts.goalCounts).toBe(5000);
});
