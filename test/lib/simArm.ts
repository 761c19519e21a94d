/**
 * Moves the simulated arm without a bus: goals at 50 Hz along straight lines of the tip, sag taken out by the known
 * weight of the arm. For tests of the physics and of scenes; knows the truth and is no policy.
 */
import { goalAgainstSag } from '../../main/base/arm/gravity.ts';
import {
  forwardKinematics,
  type HandTurn,
  inverseKinematics,
} from '../../main/base/arm/kinematics.ts';
import { simulatedCalibration, so101 } from '../../main/base/arm/so101.ts';
import { assert, must } from '../../main/base/lib/assert.ts';
import type { Joints, Point3 } from '../../main/base/model/arm.ts';
import type { World } from '../../main/bench/devices/sim/physics/world.ts';

const periodMs = 20;

export interface SimArm {
  /** The truth, by the joints. */
  joints(): number[];
  /** Straight in joint space. */
  moveJoints(to: Joints, seconds: number): void;
  /** Straight line of the tip; false when it leaves the reach. */
  line(to: Point3, turn: HandTurn, speedMS: number): boolean;
  jaw(rad: number, seconds: number): void;
  wait(seconds: number): void;
}

export function createSimArm(world: World): SimArm {
  const now = new Float64Array(6);
  const joints = (): number[] => {
    world.jointsRad(now);
    return [...now];
  };
  let asked = joints();
  const write = (rad: Joints): void => {
    asked = [...rad];
    for (const [index, goal] of goalAgainstSag(rad).entries()) {
      const joint = must(simulatedCalibration[index]);
      const counts = Math.round((goal * so101.countsPerTurn) / (2 * Math.PI)) + joint.zeroCounts;
      must(world.servos[index]).setGoalCounts(counts);
    }
    world.step(world.nowMs() + periodMs);
  };
  for (const servo of world.servos) servo.setTorque(true);
  const moveJoints = (to: Joints, seconds: number): void => {
    const from = asked;
    const rows = Math.max(1, Math.round((seconds * 1000) / periodMs));
    for (let row = 1; row <= rows; row++) {
      const share = (1 - Math.cos((Math.PI * row) / rows)) / 2;
      write(from.map((rad, index) => rad + share * (must(to[index]) - rad)));
    }
  };
  return {
    joints,
    moveJoints,
    line(to, turn, speedMS) {
      const from = forwardKinematics(asked);
      const gripperRad = must(asked[5]);
      const lengthM = Math.hypot(to.xM - from.xM, to.yM - from.yM, to.zM - from.zM);
      const rows = Math.max(1, Math.ceil((lengthM / speedMS) * (1000 / periodMs)));
      for (let row = 1; row <= rows; row++) {
        const share = row / rows;
        const rad = inverseKinematics(
          {
            xM: from.xM + share * (to.xM - from.xM),
            yM: from.yM + share * (to.yM - from.yM),
            zM: from.zM + share * (to.zM - from.zM),
          },
          turn,
          { gripperRad },
        );
        if (!rad) return false;
        write(rad);
      }
      return true;
    },
    jaw: (rad, seconds) => moveJoints([...asked.slice(0, 5), rad], seconds),
    wait(seconds) {
      assert(seconds >= 0, 'time goes on');
      for (let row = 0; row < (seconds * 1000) / periodMs; row++) write(asked);
    },
  };
}
