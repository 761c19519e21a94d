/**
 * The last moments of the simulated bench for crash tests: what was written to the bus and where the joints really
 * were, also after the core went away. Bounded. One JSON file, a `BlackBoxFile`. `atMs` is this process's monotonic
 * clock, `benchMs` the physics' time; `lostAtMs` is when the core was gone or the box was asked for.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { createRing } from '../../../base/lib/ring.ts';
import type { FaultSwitch } from '../../../base/model/scene.ts';

/** Every write to a servo, and a sample each `sampleEveryMs` of bench time: about three seconds. */
const maxWrites = 900;
const maxSamples = 400;
const maxSwitches = 20;
const sampleEveryMs = 8;

export interface BoxedWrite {
  readonly atMs: number;
  readonly benchMs: number;
  readonly id: number;
  readonly address: number;
  readonly data: readonly number[];
}

export interface BoxedJoints {
  readonly atMs: number;
  readonly benchMs: number;
  readonly positionRad: readonly number[];
}

/** A fault that was switched on or off. */
export interface BoxedSwitch extends FaultSwitch {
  readonly atMs: number;
  readonly benchMs: number;
}

export interface BlackBoxFile {
  readonly format: 1;
  readonly clock: 'real' | 'lockstep';
  readonly lostAtMs: number;
  readonly writes: readonly BoxedWrite[];
  readonly joints: readonly BoxedJoints[];
  readonly switches: readonly BoxedSwitch[];
}

export interface BlackBox {
  wrote(write: BoxedWrite): void;
  /** Call as often as you like; keeps one sample per 8 ms of bench time. */
  moved(atMs: number, benchMs: number, positionRad: Float64Array): void;
  switched(fault: BoxedSwitch): void;
  /** Whole or not at all. */
  save(path: string, clock: 'real' | 'lockstep', lostAtMs: number): void;
}

export function createBlackBox(): BlackBox {
  const writes = createRing<BoxedWrite>(maxWrites);
  const joints = createRing<BoxedJoints>(maxSamples);
  const switches = createRing<BoxedSwitch>(maxSwitches);
  let nextSampleMs = 0;
  return {
    wrote: (write) => writes.push(write),
    moved(atMs, benchMs, positionRad) {
      if (benchMs < nextSampleMs) return;
      nextSampleMs = benchMs + sampleEveryMs;
      joints.push({ atMs, benchMs, positionRad: [...positionRad] });
    },
    switched: (fault) => switches.push(fault),
    save(path, clock, lostAtMs) {
      const file: BlackBoxFile = {
        format: 1,
        clock,
        lostAtMs,
        writes: writes.items(),
        joints: joints.items(),
        switches: switches.items(),
      };
      writeFileSync(`${path}.part`, JSON.stringify(file));
      renameSync(`${path}.part`, path);
    },
  };
}
