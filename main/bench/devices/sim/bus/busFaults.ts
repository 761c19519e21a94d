/**
 * The fault switches of the emulated servo bus. unplug: the data line is open from one servo on (the whole bus without
 * one), power stays, so that cut-off servos keep their last goal. mute-servo: one servo neither hears nor answers.
 * corrupt: a share of packets, either way, has a flipped bit. delay: answers come late. half-rate: every other read stays
 * unanswered. Knows nothing of timing; the bus asks.
 */
import type { Rng } from '../../../../base/lib/rng.ts';
import { BenchError } from '../../../../base/model/errors.ts';
import { defaultFaultServo, type FaultSwitch } from '../../../../base/model/scene.ts';
import { instructions, type Packet } from '../../../servo/packet.ts';

export interface BusFaults {
  /** Milliseconds every answer is late. */
  readonly delayMs: number;
  /** False: this servo is cut off. */
  reaches(id: number): boolean;
  /** False: no servo takes this packet as valid. Called once per packet: it counts and draws. */
  hears(packet: Packet): boolean;
  /** The answer as it arrives. */
  spoil(answer: Buffer): Buffer;
  set(fault: FaultSwitch): void;
}

const defaultShare = 0.3;
/** Requests are short: noise meets answers four times as often. */
const requestShare = 0.25;
const defaultDelayMs = 15;

export function createBusFaults(rng: Rng): BusFaults {
  const noise = rng.fork('bus-noise');
  let cutFrom = Number.POSITIVE_INFINITY;
  const mute = new Set<number>();
  let share = 0;
  let delayMs = 0;
  let halfRate = false;
  let reads = 0;
  return {
    get delayMs() {
      return delayMs;
    },
    reaches: (id) => id < cutFrom && !mute.has(id),
    hears: (packet) => {
      if (share > 0 && noise.uniform() < share * requestShare) return false;
      if (!halfRate) return true;
      if (packet.code !== instructions.read && packet.code !== instructions.syncRead) return true;
      return reads++ % 2 === 1;
    },
    spoil: (answer) => {
      if (share === 0 || noise.uniform() >= share) return answer;
      const spoilt = Buffer.from(answer);
      const at = noise.below(spoilt.length);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << noise.below(8));
      return spoilt;
    },
    set: (fault) => {
      const { kind, on, amount } = fault;
      if (kind === 'unplug') cutFrom = on ? (fault.servo ?? 0) : Number.POSITIVE_INFINITY;
      else if (kind === 'mute-servo') {
        const servo = fault.servo ?? defaultFaultServo;
        if (on) mute.add(servo);
        else mute.delete(servo);
      } else if (kind === 'corrupt')
        share = on ? Math.min(1, Math.max(0, amount ?? defaultShare)) : 0;
      else if (kind === 'delay')
        delayMs = on ? Math.min(1000, Math.max(0, amount ?? defaultDelayMs)) : 0;
      else if (kind === 'half-rate') {
        halfRate = on;
        reads = 0;
      } else throw new BenchError('bad-input', `${kind} is not a fault of the servo bus`);
    },
  };
}
