/** A row of the control loop as the core is told it, rounded to what the servos resolve: the message stays small. Pure. */
import type { ArmState, Joints } from '../../base/model/arm.ts';
import { jointCount } from '../../base/model/arm.ts';
import type { FromServo, LoopSections } from '../../base/wire/servo.ts';
import type { ArmReading } from './armReading.ts';
import { rounded } from './jointUnits.ts';

export interface RowFacts extends Pick<ArmState, 'mode' | 'limitedBy'> {
  readonly tick: number;
  readonly atMs: number;
  readonly missedTicks: number;
  readonly periodMs: number;
  readonly busMs: number;
  readonly busBytes: number;
  readonly sections: LoopSections;
  readonly wantedRad: Joints | null;
  readonly appliedRad: Joints;
}

const none = new Array<number>(jointCount).fill(0);

export function stateMessage(reading: ArmReading | null, facts: RowFacts): FromServo {
  const { wantedRad } = facts;
  return {
    type: 'state',
    state: {
      tick: facts.tick,
      atMs: facts.atMs,
      mode: facts.mode,
      positionRad: rounded(reading?.positionRad ?? none, 5),
      velocityRadS: rounded(reading?.velocityRadS ?? none, 4),
      load: reading?.load ?? none,
      temperatureC: reading?.temperatureC ?? none,
      voltageV: reading?.voltageV ?? none,
      wantedRad: wantedRad === null ? null : rounded(wantedRad, 5),
      appliedRad: rounded(facts.appliedRad, 5),
      limitedBy: facts.limitedBy,
    },
    busBytes: facts.busBytes,
    missedTicks: facts.missedTicks,
    periodMs: Math.round(facts.periodMs * 1000) / 1000,
    busMs: Math.round(facts.busMs * 1000) / 1000,
    sections: facts.sections,
  };
}
