/**
 * A closed loop without the core: a task program's logic on one side, the simulated world on the other, between them
 * the servo process's own motion law and envelope at 50 Hz. For tests and measurements of policies and resets; bus,
 * jail, recorder and judge are not in it.
 */
import {
  forwardKinematics,
  inverseKinematics,
  type ToolPose,
} from '../../main/base/arm/kinematics.ts';
import { simulatedCalibration, so101 } from '../../main/base/arm/so101.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { Envelope, Joints } from '../../main/base/model/arm.ts';
import type { CameraFrame } from '../../main/base/model/camera.ts';
import type { TaskLimits, TaskManifest } from '../../main/base/model/task.ts';
import { narrowEnvelope, simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import type { World } from '../../main/bench/devices/sim/physics/world.ts';
import { Motion } from '../../main/bench/servo/motion.ts';
import type { Action, Observed } from '../../main/environment/sdk/program.ts';

const rateHz = 50;
const tickMs = 1000 / rateHz;
const radPerCount = (2 * Math.PI) / so101.countsPerTurn;
/** As the bench drives between phases. */
const cruiseRadS = 1.4;
const clearHeightM = 0.1;

export interface RunEnd {
  readonly kind: 'done' | 'timeout' | 'limit';
  /** What the program said, or which limit refused a target. */
  readonly note: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly limits: TaskLimits;
  readonly limitS: number;
  readonly attempt?: number;
  /** Called after every control tick. */
  readonly onTick?: () => void;
}

export interface ProgramBench {
  readonly world: World;
  readonly task: TaskManifest;
  /** Runs a program until it is done, its time is up, or the envelope refuses a target. */
  run(program: (observed: Observed) => Promise<Action>, options: RunOptions): Promise<RunEnd>;
  /** Drives the arm to the clear view, up first, as the bench does. */
  clear(): void;
  observe(attempt?: number): Observed;
  /** Where the tip is by the joints as measured. */
  tip(): ToolPose;
}

/** `capture` makes the pictures of a moment, at 10 Hz; without it frames are empty and only tell their time. */
export function createProgramBench(
  world: World,
  task: TaskManifest,
  capture: (atMs: number) => readonly CameraFrame[] = emptyFrames,
): ProgramBench {
  const bench: Envelope = simulatedBenchEnvelope;
  const motion = new Motion(bench, rateHz);
  let frames = capture(world.nowMs());
  for (const servo of world.servos) servo.setTorque(true);
  motion.rebase(read(world, 'position'));

  /** Between two ticks the servo process knows the time of the last one. */
  const lastTickMs = (): number => world.nowMs() - tickMs;
  /** One control period; what the envelope refused, or null. */
  const tick = (): string | null => {
    const now = {
      positionRad: read(world, 'position'),
      velocityRadS: read(world, 'velocity'),
    };
    const out = motion.step(now, world.nowMs());
    if (out.kind === 'goals') {
      for (const [joint, goal] of out.goalRad.entries()) {
        const { zeroCounts } = must(simulatedCalibration[joint]);
        must(world.servos[joint]).setGoalCounts(Math.round(goal / radPerCount) + zeroCounts);
      }
    }
    world.step(world.nowMs() + tickMs);
    if (Math.round(world.nowMs() / tickMs) % 5 === 0) frames = capture(world.nowMs());
    return out.kind === 'goals' ? out.refused : null;
  };
  const observe = (attempt = 1): Observed => ({
    attempt,
    observation: {
      atMs: world.nowMs(),
      positionRad: read(world, 'position'),
      velocityRadS: read(world, 'velocity'),
      load: world.servos.map((servo) => servo.read().loadFraction),
    },
    frames,
  });
  const leg = (to: Joints): void => {
    const from = read(world, 'position');
    const far = Math.max(...to.map((angle, joint) => Math.abs(angle - must(from[joint]))));
    const ticks = Math.max(1, Math.ceil((far / cruiseRadS) * (Math.PI / 2) * rateHz));
    for (let k = 1; k <= ticks + 15; k++) {
      const share = (1 - Math.cos(Math.PI * Math.min(1, k / ticks))) / 2;
      const target = from.map((angle, joint) => angle + share * (must(to[joint]) - angle));
      motion.target(target, lastTickMs(), tickMs, 10 * tickMs);
      tick();
    }
  };

  return {
    world,
    task,
    observe,
    tip: () => forwardKinematics(read(world, 'position')),
    async run(program, { limits, limitS, attempt = 1, onTick }) {
      const startMs = world.nowMs();
      const every = Math.round(rateHz / task.rateHz);
      const seconds = (): number => (world.nowMs() - startMs) / 1000;
      motion.envelope = narrowEnvelope(bench, limits);
      try {
        while (seconds() < limitS) {
          const action = await program(observe(attempt));
          if (action.type === 'done')
            return { kind: 'done', note: action.note ?? '', seconds: seconds() };
          for (let k = 0; k < every; k++) {
            // Answers act one tick after their observation.
            if (k === 1 % every && action.type === 'act')
              motion.target(action.jointsRad, lastTickMs(), every * tickMs, 500);
            const refused = tick();
            onTick?.();
            if (refused !== null) return { kind: 'limit', note: refused, seconds: seconds() };
          }
        }
        return { kind: 'timeout', note: '', seconds: seconds() };
      } finally {
        motion.envelope = bench;
      }
    },
    clear() {
      const at = read(world, 'position');
      const { xM, yM, zM } = forwardKinematics(at);
      const turn = { rollRad: must(at[4]) };
      const up = inverseKinematics({ xM, yM, zM: clearHeightM }, turn, { maxTiltRad: 0.6 });
      const far = Math.max(
        ...at.map((angle, joint) => Math.abs(angle - must(task.clearViewRad[joint]))),
      );
      if (zM < clearHeightM && far > 0.04 && up !== null) leg(up.with(5, must(at[5])));
      leg(task.clearViewRad);
    },
  };
}

function read(world: World, what: 'position' | 'velocity'): number[] {
  return world.servos.map((servo, joint) => {
    const reading = servo.read();
    if (what === 'velocity') return reading.velocityCountsS * radPerCount;
    return (reading.positionCounts - must(simulatedCalibration[joint]).zeroCounts) * radPerCount;
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
