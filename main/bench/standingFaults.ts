/**
 * Which switches of the simulated bench are on, after one more was acknowledged. Mirrors what the simulator makes of a
 * switch that leaves its servo or camera out (`devices/sim/simFaults.ts`). Pure.
 */
import { defaultFaultServo, type FaultKind, type FaultSwitch } from '../base/model/scene.ts';

/** Each acts on one servo, `defaultFaultServo` when none is named. */
const servoKinds: readonly FaultKind[] = ['stall', 'overheat', 'mute-servo'];

/** A switch as it acts: with its servo or camera where it has one. */
function actsOn(fault: FaultSwitch, roles: readonly string[]): readonly FaultSwitch[] {
  const { kind } = fault;
  if (servoKinds.includes(kind)) {
    return [{ ...fault, servo: fault.servo ?? defaultFaultServo }];
  }
  if (kind === 'freeze-camera' && fault.role === undefined) {
    return roles.map((role) => ({ ...fault, role }));
  }
  return [fault];
}

/** The bus has one of each of its faults; servos and cameras have one each. */
function keyOf({ kind, role, servo }: FaultSwitch): string {
  return servoKinds.includes(kind) ? `${kind} ${servo}` : `${kind} ${role ?? 'bus'}`;
}

export function foldFault(
  standing: readonly FaultSwitch[],
  fault: FaultSwitch,
  roles: readonly string[],
): readonly FaultSwitch[] {
  return actsOn(fault, roles).reduce<readonly FaultSwitch[]>((on, each) => {
    const others = on.filter((other) => keyOf(other) !== keyOf(each));
    return each.on ? [...others, each] : others;
  }, standing);
}
