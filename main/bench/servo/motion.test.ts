/** The arm's intents on the simulated physics: how exactly it gets somewhere, and that a hold neither drops nor creeps. */
import { describe, expect, it } from 'vitest';
import { forwardKinematics, inverseKinematics } from '../../base/arm/kinematics.ts';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { Joints } from '../../base/model/arm.ts';
import type { SceneDef } from '../../base/model/scene.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import { openWorld } from '../devices/sim/physics/world.ts';
import { countRad } from './envelope.ts';
import { countsOfRad, radOfCounts } from './jointUnits.ts';
import { holdTorque, type Kinematic, Motion, type MotionOutput, parkRad } from './motion.ts';

const emptyTable: SceneDef = {
  objects: [],
  decals: [],
  cameras: [],
  tableRgb: [0.5, 0.5, 0.5],
  cameraRateHz: 10,
};

async function openArm() {
  const world = await openWorld(emptyTable);
  const motion = new Motion(simulatedBenchEnvelope, 50);
  const joint = (j: number) => must(simulatedCalibration[j]);
  let atMs = 0;
  const read = (): Kinematic & { readonly load: Joints } => {
    const all = world.servos.map((servo) => servo.read());
    return {
      positionRad: all.map((each, j) => radOfCounts(joint(j), each.positionCounts)),
      velocityRadS: all.map((each) => each.velocityCountsS * countRad),
      load: all.map((each) => each.loadFraction),
    };
  };
  const run = (ticks: number): MotionOutput => {
    let output: MotionOutput = { kind: 'nothing' };
    for (let i = 0; i < ticks; i++) {
      output = motion.step(read(), atMs);
      if (output.kind === 'goals') {
        for (const [j, servo] of world.servos.entries()) {
          servo.setTorqueLimit(output.torqueLimit);
          servo.setGoalCounts(countsOfRad(joint(j), must(output.goalRad[j])));
        }
      }
      atMs += 20;
      world.step(atMs);
    }
    return output;
  };
  for (const servo of world.servos) {
    servo.setGoalCounts(servo.read().positionCounts);
    servo.setTorque(true);
  }
  motion.rebase(read().positionRad);
  const trueRad = new Float64Array(6);
  const tip = (): ReturnType<typeof forwardKinematics> => {
    world.jointsRad(trueRad);
    return forwardKinematics([...trueRad]);
  };
  return {
    motion,
    run,
    read,
    tip,
    target: (rad: Joints, arriveInMs: number, expiresInMs: number) =>
      motion.target(rad, atMs, arriveInMs, expiresInMs),
    [Symbol.dispose]: () => world[Symbol.dispose](),
  };
}

const hereRad = [0, -1.2, 1.6, 1.1, 0, 0];
const still = [0, 0, 0, 0, 0, 0];

/** An arm without physics: it is where its last goal was, while it has torque. */
function rigidArm() {
  const motion = new Motion(simulatedBenchEnvelope, 50);
  motion.rebase(hereRad);
  let atMs = 0;
  let positionRad: Joints = hereRad;
  const now = (): Kinematic => ({ positionRad, velocityRadS: still });
  return {
    motion,
    now,
    nowMs: () => atMs,
    run(ticks: number, each?: () => void): MotionOutput {
      let output: MotionOutput = { kind: 'nothing' };
      for (let i = 0; i < ticks; i++) {
        output = motion.step(now(), atMs);
        if (output.kind === 'goals') positionRad = output.goalRad;
        atMs += 20;
        each?.();
      }
      return output;
    },
  };
}

/** Millimetres between two tips, level and upright. */
const apart = (a: { xM: number; yM: number; zM: number }, b: typeof a): [number, number] => [
  Math.hypot(a.xM - b.xM, a.yM - b.yM) * 1000,
  Math.abs(a.zM - b.zM) * 1000,
];

describe('Motion on the physics', () => {
  it('settles within 1 mm level and 3 mm upright, and a hold keeps it there', async () => {
    using arm = await openArm();
    const rng = createRng(4).fork('settle');
    for (let i = 0; i < 8; i++) {
      const at = {
        xM: rng.between(0.16, 0.28),
        yM: rng.between(-0.1, 0.1),
        zM: rng.between(0.02, 0.1),
      };
      const goalRad = must(inverseKinematics(at, { rollRad: 0 }));
      expect(arm.target(goalRad, 800, 2500)).toBe(true);
      arm.run(110);
      const [level, upright] = apart(arm.tip(), at);
      expect(level).toBeLessThan(1);
      expect(upright).toBeLessThan(3);
      arm.run(30);
      expect(arm.motion.mode).toBe('holding');
      const held = arm.tip();
      const load = Math.max(...arm.read().load.map(Math.abs));
      expect(load).toBeLessThan(holdTorque * 0.6);
      arm.run(150);
      const [crept, sunk] = apart(arm.tip(), held);
      expect(Math.max(crept, sunk)).toBeLessThan(1);
    }
  });

  it('stops where it is when stopped at speed, and stays stopped', async () => {
    using arm = await openArm();
    const fromRad = must(inverseKinematics({ xM: 0.22, yM: -0.1, zM: 0.05 }, { rollRad: 0 }));
    arm.target(fromRad, 1000, 3000);
    arm.run(90);
    const toRad = must(inverseKinematics({ xM: 0.22, yM: 0.1, zM: 0.05 }, { rollRad: 0 }));
    arm.target(toRad, 500, 3000);
    arm.run(14);
    const now = arm.read();
    arm.motion.stop(now, 0, 0);
    expect(arm.target(toRad, 100, 1000)).toBe(false);
    arm.run(100);
    expect(arm.motion.mode).toBe('stopped');
    for (const [j, rad] of arm.read().positionRad.entries()) {
      expect(Math.abs(rad - must(now.positionRad[j]))).toBeLessThan(0.06);
    }
    arm.motion.resume();
    expect(arm.motion.mode).toBe('holding');
    expect(arm.target(fromRad, 100, 1000)).toBe(true);
  });

  it('folds and lets go gently when it must rest', async () => {
    using arm = await openArm();
    arm.target(must(inverseKinematics({ xM: 0.2, yM: 0, zM: 0.06 }, { rollRad: 0 })), 1000, 2000);
    arm.run(80);
    arm.motion.park(arm.read(), 0, 80 * 20);
    let lowestM = 1;
    for (let i = 0; i < 600 && arm.motion.mode !== 'limp'; i++) {
      arm.run(1);
      lowestM = Math.min(lowestM, arm.tip().zM);
    }
    expect(arm.motion.mode).toBe('limp');
    expect(lowestM).toBeGreaterThan(0);
  });

  it('goes on folding and fading whatever hold is asked for', () => {
    const arm = rigidArm();
    const { motion, run } = arm;
    motion.park({ positionRad: hereRad, velocityRadS: still }, 0, 0);
    let torque = 1;
    const seen = new Set<string>();
    for (let i = 0; i < 800 && !motion.limp; i++) {
      const output = run(1, () => motion.hold(arm.now(), 0.02, null));
      if (output.kind !== 'goals') continue;
      seen.add(output.torqueLimit === 1 ? 'folds' : 'fades');
      torque = output.torqueLimit;
    }
    expect([...seen]).toEqual(['folds', 'fades']);
    expect(torque).toBeLessThan(0.05);
    expect(motion.mode).toBe('limp');
    for (const [j, rad] of parkRad.entries()) expect(arm.now().positionRad[j]).toBeCloseTo(rad, 2);
  });

  it('keeps a hold that is there, and yields when pushed far', () => {
    const { motion } = rigidArm();
    const near = hereRad.map((rad, j) => (j === 0 ? rad + 0.05 : rad));
    motion.hold({ positionRad: near, velocityRadS: still }, 0, null);
    const kept = motion.step({ positionRad: near, velocityRadS: still }, 0);
    expect(kept.kind === 'goals' && Math.abs(must(kept.goalRad[0]))).toBeLessThan(0.01);
    const far = hereRad.map((rad, j) => (j === 0 ? rad + 0.5 : rad));
    const yielded = motion.step({ positionRad: far, velocityRadS: still }, 20);
    expect(yielded.kind === 'goals' && must(yielded.goalRad[0])).toBeCloseTo(0.5, 2);
  });
});

describe('Motion stopped', () => {
  const toRad = [0.6, -1.2, 1.6, 1.1, 0, 0];
  const stoppedAtSpeed = () => {
    const arm = rigidArm();
    arm.motion.target(toRad, 0, 1000, 5000);
    arm.run(10);
    arm.motion.stop(arm.now(), 0, arm.nowMs());
    return arm;
  };
  type Arm = ReturnType<typeof rigidArm>;
  const narrow = { ...simulatedBenchEnvelope, floorM: 0.1 };
  it.each<readonly [string, (arm: Arm) => void, 'limp' | 'torque']>([
    ['heat', (arm) => arm.motion.park(arm.now(), 0, arm.nowMs()), 'limp'],
    [
      'heat after the bus was away',
      (arm) => arm.motion.fade(arm.now().positionRad, arm.nowMs()),
      'limp',
    ],
    ['a hold', (arm) => arm.motion.hold(arm.now(), 0.02, 'load'), 'torque'],
    ['the bus back again', (arm) => arm.motion.rebase(arm.now().positionRad), 'torque'],
    ['another envelope', (arm) => (arm.motion.envelope = narrow), 'torque'],
    ['another stop', (arm) => arm.motion.stop(arm.now(), 0.02, arm.nowMs()), 'torque'],
  ])('stays so and where it is through %s', (_name, happen, ends) => {
    const arm = stoppedAtSpeed();
    const before = arm.now().positionRad;
    happen(arm);
    for (let i = 0; i < 300; i++) {
      arm.run(1);
      expect(arm.motion.mode).toBe('stopped');
      expect(arm.motion.target(toRad, arm.nowMs(), 400, 2000)).toBe(false);
    }
    // What a joint at speed is carried on by; no more.
    for (const [j, rad] of arm.now().positionRad.entries()) {
      expect(Math.abs(rad - must(before[j]))).toBeLessThan(0.05);
    }
    expect(arm.motion.limp).toBe(ends === 'limp');
    arm.motion.resume();
    expect(arm.motion.mode).toBe(ends === 'limp' ? 'limp' : 'holding');
  });

  it('ends the folding of a hot arm at once: its torque fades there', () => {
    const arm = rigidArm();
    arm.motion.park(arm.now(), 0, 0);
    arm.run(30);
    const before = arm.now().positionRad;
    expect(Math.abs(must(before[1]) - must(hereRad[1]))).toBeGreaterThan(0.05);
    arm.motion.stop(arm.now(), 0, arm.nowMs());
    arm.run(200);
    expect(arm.motion.limp).toBe(true);
    for (const [j, rad] of arm.now().positionRad.entries()) {
      expect(Math.abs(rad - must(before[j]))).toBeLessThan(0.02);
    }
  });

  it('leaves a limp arm limp', () => {
    const arm = rigidArm();
    arm.motion.park(arm.now(), 0, 0);
    arm.run(800);
    expect(arm.motion.mode).toBe('limp');
    arm.motion.stop(arm.now(), 0, arm.nowMs());
    expect(arm.motion.mode).toBe('stopped');
    expect(arm.run(50)).toEqual({ kind: 'nothing' });
    arm.motion.resume();
    expect(arm.motion.mode).toBe('limp');
  });
});

describe('Motion relaxed', () => {
  it('fades where it is, whatever moved it, and is limp', () => {
    const arm = rigidArm();
    arm.motion.target([0.6, -1.2, 1.6, 1.1, 0, 0], 0, 1000, 5000);
    arm.run(10);
    const before = arm.now().positionRad;
    expect(arm.motion.relax(arm.now(), 0, arm.nowMs())).toBe(true);
    let torque = 1;
    for (let i = 0; i < 160; i++) {
      const output = arm.run(1);
      if (output.kind === 'goals') {
        expect(output.torqueLimit).toBeLessThanOrEqual(torque);
        torque = output.torqueLimit;
      }
    }
    expect(torque).toBeLessThan(0.02);
    expect(arm.motion.limp).toBe(true);
    for (const [j, rad] of arm.now().positionRad.entries())
      expect(Math.abs(rad - must(before[j]))).toBeLessThan(0.05);
    expect(arm.motion.relax(arm.now(), 0, arm.nowMs())).toBe(true);
  });

  it('is caught by a hold and by a stop while it fades; heat then has it fade on', () => {
    for (const catches of ['hold', 'stop'] as const) {
      const arm = rigidArm();
      arm.motion.relax(arm.now(), 0, arm.nowMs());
      arm.run(100);
      if (catches === 'hold') arm.motion.hold(arm.now(), 0, null);
      else arm.motion.stop(arm.now(), 0, arm.nowMs());
      const caught = arm.run(100);
      expect(caught).toMatchObject({ kind: 'goals', torqueLimit: holdTorque });
      expect(arm.motion.limp).toBe(false);
    }
    const hot = rigidArm();
    hot.motion.relax(hot.now(), 0, hot.nowMs());
    hot.run(20);
    hot.motion.park(hot.now(), 0, hot.nowMs());
    hot.motion.hold(hot.now(), 0, null);
    hot.run(160);
    expect(hot.motion.limp).toBe(true);
  });

  it('is refused while stopped', () => {
    const arm = rigidArm();
    arm.motion.stop(arm.now(), 0, arm.nowMs());
    expect(arm.motion.relax(arm.now(), 0, arm.nowMs())).toBe(false);
    expect(arm.run(200)).toMatchObject({ kind: 'goals', torqueLimit: holdTorque });
  });
});
