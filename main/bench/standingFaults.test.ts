/** Which switches are on after each acknowledged one, as the simulator acts on them. */
import { describe, expect, it } from 'vitest';
import type { FaultSwitch } from '../base/model/scene.ts';
import { foldFault } from './standingFaults.ts';

const roles = ['overhead', 'front'];
const folded = (...faults: readonly FaultSwitch[]) =>
  faults.reduce<readonly FaultSwitch[]>((on, fault) => foldFault(on, fault, roles), []);

describe('the switches that are on', () => {
  it('are one of each of the bus, the newest amount counts', () => {
    const on = folded(
      { kind: 'delay', on: true, amount: 5 },
      { kind: 'corrupt', on: true, amount: 0.2 },
      { kind: 'delay', on: true, amount: 9 },
      { kind: 'unplug', on: true, servo: 3 },
      { kind: 'unplug', on: false },
    );
    expect(on).toEqual([
      { kind: 'corrupt', on: true, amount: 0.2 },
      { kind: 'delay', on: true, amount: 9 },
    ]);
  });

  it('are one of each servo, number 2 when none is named', () => {
    const stalls = folded({ kind: 'stall', on: true }, { kind: 'stall', on: true, servo: 4 });
    expect(folded({ kind: 'mute-servo', on: true })[0]?.servo).toBe(2);
    expect(stalls.map(({ servo }) => servo)).toEqual([2, 4]);
    expect(foldFault(stalls, { kind: 'stall', on: false, servo: 2 }, roles)).toHaveLength(1);
    expect(foldFault(stalls, { kind: 'stall', on: false }, roles)[0]?.servo).toBe(4);
  });

  it('are one of each camera, all when none is named; half rate without one is the bus', () => {
    const frozen = folded({ kind: 'freeze-camera', on: true });
    expect(frozen.map(({ role }) => role)).toEqual(roles);
    expect(foldFault(frozen, { kind: 'freeze-camera', on: false, role: 'front' }, roles)).toEqual([
      { kind: 'freeze-camera', on: true, role: 'overhead' },
    ]);
    const half = folded(
      { kind: 'half-rate', on: true },
      { kind: 'half-rate', on: true, role: 'front' },
    );
    expect(half).toHaveLength(2);
    const late = folded(
      { kind: 'delay', on: true, amount: 20 },
      { kind: 'delay', on: true, role: 'front', amount: 300 },
      { kind: 'delay', on: false },
    );
    expect(late.map(({ role }) => role)).toEqual(['front']);
    expect(foldFault(half, { kind: 'half-rate', on: false }, roles)).toEqual([
      { kind: 'half-rate', on: true, role: 'front' },
    ]);
  });
});
