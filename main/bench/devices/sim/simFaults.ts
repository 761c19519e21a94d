/**
 * The fault switches of the simulated bench, each to the part that it breaks: bus, servo or camera. `half-rate`, `unplug`,
 * `corrupt` and `delay` break a camera when one is named and the bus when not; named `leader`, the leader's bus. Bad
 * words change nothing.
 */
import { never } from '../../../base/lib/assert.ts';
import { jointCount } from '../../../base/model/arm.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { defaultFaultServo, type FaultSwitch, type SceneDef } from '../../../base/model/scene.ts';
import type { ServoBus } from './bus/servoBus.ts';
import type { CameraLine } from './cameraLine.ts';
import type { CameraPace } from './cameraPace.ts';
import type { World } from './physics/world.ts';
import type { SimCameras } from './raster/openSimCameras.ts';

/** In place of a camera's role: what is broken is the leader arm's bus. */
const leaderRole = 'leader';
const busKinds: ReadonlySet<FaultSwitch['kind']> = new Set([
  'unplug',
  'corrupt',
  'delay',
  'half-rate',
]);
const defaultOverheatC = 75;
const defaultLateMs = 1000;
const maxLateMs = 5000;

export interface SimFaultParts {
  readonly scene: SceneDef;
  readonly world: World;
  readonly bus: ServoBus;
  readonly leader: ServoBus;
  readonly cameras: SimCameras;
  readonly shutter: CameraPace;
  readonly line: CameraLine;
}

/** @throws BenchError `bad-input` for a servo, camera or amount that cannot be. */
export function createSimFaults(parts: SimFaultParts): (fault: FaultSwitch) => void {
  const { world, bus, leader, cameras, shutter, line } = parts;
  const roles = parts.scene.cameras.map((camera) => camera.role);
  return (fault) => {
    const servo = servoOf(fault);
    if (fault.role === leaderRole && busKinds.has(fault.kind)) return leader.setFault(fault);
    switch (fault.kind) {
      case 'freeze-camera':
        for (const role of rolesOf(roles, fault)) cameras.freeze(role, fault.on);
        return;
      case 'half-rate':
        if (fault.role === undefined) return bus.setFault(fault);
        for (const role of rolesOf(roles, fault)) shutter.setHalfRate(role, fault.on);
        return;
      case 'overheat':
        return world.overheat(servo, fault.on ? heatOf(fault) : null);
      case 'stall':
        return world.stall(servo, fault.on);
      case 'mute-servo':
        return bus.setFault({ ...fault, servo });
      case 'unplug':
        if (fault.role === undefined) return bus.setFault(fault);
        for (const role of rolesOf(roles, fault)) shutter.setUnplugged(role, fault.on);
        return;
      case 'corrupt':
        if (fault.role === undefined) return bus.setFault(fault);
        for (const role of rolesOf(roles, fault)) line.setTorn(role, fault.on);
        return;
      case 'delay':
        if (fault.role === undefined) return bus.setFault(fault);
        for (const role of rolesOf(roles, fault)) line.setDelay(role, fault.on ? lateMs(fault) : 0);
        return;
      default:
        return never(fault.kind);
    }
  };
}

function servoOf({ servo = defaultFaultServo }: FaultSwitch): number {
  if (Number.isInteger(servo) && servo >= 1 && servo <= jointCount) return servo;
  throw new BenchError('bad-input', `there is no servo ${servo}`);
}

/** One camera, or all when none is named. */
function rolesOf(roles: readonly string[], { role }: FaultSwitch): readonly string[] {
  if (role === undefined) return roles;
  if (roles.includes(role)) return [role];
  throw new BenchError('bad-input', `there is no camera "${role}"`);
}

function heatOf({ amount }: FaultSwitch): number {
  const temperatureC = amount ?? defaultOverheatC;
  if (temperatureC >= 0 && temperatureC <= 120) return temperatureC;
  throw new BenchError('bad-input', 'a servo can be 0 … 120 °C hot');
}

function lateMs({ amount = defaultLateMs }: FaultSwitch): number {
  return Math.min(maxLateMs, Math.max(0, amount));
}
