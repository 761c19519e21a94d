/**
 * The two blocks of the control table that a control period moves: the state that is read and the goals that are
 * written, as packets and as values. Pure.
 */
import { broadcastId, encodePacket, instructions, type Packet } from './packet.ts';
import { decodeValue, encodeValue, type RegisterName, registers } from './sts3215.ts';

/**
 * `state`: 56…63, and up to seven bytes more that nobody needs: consecutive reads differ in length, so that a late
 * answer can never pass for the answer to a later question (old positions would look fresh). `goals`: 42…49.
 */
export const busBlocks = {
  state: { from: registers.presentPosition.address, length: 8, lengths: 8 },
  goals: { from: registers.goalPosition.address, length: 8 },
} as const;

/** The block 56…63 of one servo. */
export interface ServoReadout {
  readonly positionCounts: number;
  readonly velocityCountsS: number;
  /** Signed fraction of stall torque. */
  readonly load: number;
  readonly voltageV: number;
  readonly temperatureC: number;
  readonly errorByte: number;
}

export interface GoalWrite {
  readonly id: number;
  readonly goalCounts: number;
  /** 0…1 of stall torque. */
  readonly torqueLimit: number;
}

export function decodeState(packet: Packet): ServoReadout {
  const value = (name: RegisterName): number =>
    decodeValue(registers[name], packet.params, registers[name].address - busBlocks.state.from);
  return {
    positionCounts: value('presentPosition'),
    velocityCountsS: value('presentVelocity'),
    load: value('presentLoad') / 1000,
    voltageV: value('presentVoltage') / 10,
    temperatureC: value('presentTemperature'),
    errorByte: packet.code,
  };
}

/** Goal, time 0 (unused), speed 0 (unlimited: the loop shapes it) and torque limit, for all servos at once. */
export function encodeGoals(goals: readonly GoalWrite[]): Buffer {
  const params: number[] = [busBlocks.goals.from, busBlocks.goals.length];
  for (const goal of goals) {
    const limit = Math.round(Math.max(0, Math.min(1, goal.torqueLimit)) * 1000);
    params.push(goal.id, ...encodeValue(registers.goalPosition, goal.goalCounts));
    params.push(0, 0, 0, 0, ...encodeValue(registers.torqueLimit, limit));
  }
  return encodePacket(broadcastId, instructions.syncWrite, params);
}
