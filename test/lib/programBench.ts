/**
 * A closed loop without the core: a task program's logic on one side, the simulated world on the other, between them
 * a plain 50 Hz servo loop that interpolates joint targets. For tests and measurements of policies and resets;
 * envelope, bus, jail and recorder are not in it.
 */
import { simulatedCalibration, so101 } from '../../main/base/arm/so101.ts';
import type { CameraFrame } from '../../main/base/model/camera.ts';
import type { World } from '../../main/bench/devices/sim/world.ts';
import type { Action, Observed } from '../../main/environment/sdk/program.ts';

const tickMs = 20;
const radPerCount = (2 * Math.PI) / so101.countsPerTurn;
/** A written goal never leads the present position by more than this, as in the servo process. */
const leadRad = 0.12;

export interface ProgramBench {
  readonly world: World;
  nowMs(): number;
  /** Runs a program until it is done or `limitS` have passed; true when it was done. */
  run(program: (observed: Observed) => Promise<Action>, options: RunOptions): Promise<RunEnd>;
  /** Drives the arm to `jointsRad` as the bench does between attempts. */
  drive(jointsRad: readonly number[], seconds?: number): void;
  observe(attempt?: number): Observed;
}

export interface RunOptions {
  readonly rateHz: number;
  readonly limitS: number;
  readonly attempt?: number;
  /** Called after every control tick. */
  readonly onTick?: () => void;
}

export interface RunEnd {
  readonly done: boolean;
  readonly note: string | undefined;
  readonly seconds: number;
}

/** `capture` makes the pictures of a moment, at 10 Hz; without it frames are empty and only tell their time. */
export function createProgramBench(
  world: World,
  capture: (atMs: number) => readonly CameraFrame[] = emptyFrames,
): ProgramBench {
  let goal = readJoints(world, 'position');
  let frames = capture(world.nowMs());
  for (const servo of world.servos) servo.setTorque(true);

  const tick = (to: readonly number[]): void => {
    const present = readJoints(world, 'position');
    goal = to.map((angle, joint) => {
      const at = present[joint] ?? 0;
      return Math.min(at + leadRad, Math.max(at - leadRad, angle));
    });
    world.servos.forEach((servo, joint) => {
      const calibration = simulatedCalibration[joint];
      if (calibration === undefined) return;
      servo.setGoalCounts(
        Math.round((calibration.sign * (goal[joint] ?? 0)) / radPerCount) + calibration.zeroCounts,
      );
    });
    world.step(world.nowMs() + tickMs);
    if (Math.round(world.nowMs() / tickMs) % 5 === 0) frames = capture(world.nowMs());
  };

  const observe = (attempt = 1): Observed => ({
    attempt,
    observation: {
      atMs: world.nowMs(),
      positionRad: readJoints(world, 'position'),
      velocityRadS: readJoints(world, 'velocity'),
      load: world.servos.map((servo) => servo.read().loadFraction),
    },
    frames,
  });

  return {
    world,
    nowMs: () => world.nowMs(),
    observe,
    async run(program, { rateHz, limitS, attempt = 1, onTick }) {
      const startMs = world.nowMs();
      const ticks = Math.round(1000 / rateHz / tickMs);
      let target = readJoints(world, 'position');
      const seconds = (): number => (world.nowMs() - startMs) / 1000;
      while (seconds() < limitS) {
        const action = await program(observe(attempt));
        if (action.type === 'done') return { done: true, note: action.note, seconds: seconds() };
        const from = target;
        if (action.type === 'act') target = [...action.jointsRad];
        for (let k = 1; k <= ticks; k++) {
          tick(from.map((angle, joint) => angle + (k / ticks) * ((target[joint] ?? 0) - angle)));
          onTick?.();
        }
      }
      return { done: false, note: undefined, seconds: seconds() };
    },
    drive(jointsRad, seconds = 1.2) {
      const from = readJoints(world, 'position');
      const count = Math.round((seconds * 1000) / tickMs);
      for (let k = 1; k <= count + 15; k++) {
        const u = Math.min(1, k / count);
        const eased = u * u * (3 - 2 * u);
        tick(from.map((angle, joint) => angle + eased * ((jointsRad[joint] ?? 0) - angle)));
      }
    },
  };
}

function readJoints(world: World, what: 'position' | 'velocity'): number[] {
  return world.servos.map((servo, joint) => {
    const calibration = simulatedCalibration[joint];
    const reading = servo.read();
    const sign = calibration?.sign ?? 1;
    if (what === 'velocity') return sign * reading.velocityCountsS * radPerCount;
    return sign * (reading.positionCounts - (calibration?.zeroCounts ?? 0)) * radPerCount;
  });
}

function emptyFrames(atMs: number): readonly CameraFrame[] {
  return ['overhead', 'front'].map((role) => ({
    role,
    seq: Math.round(atMs),
    capturedAtMs: atMs,
    jpeg: new Uint8Array(0),
  }));
}
