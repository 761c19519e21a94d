/**
 * The scripted operator's motions, by the wishes that a person's inputs become too: to a place, over the T, a push that is
 * watched until the T lies where it shall. It looks at the simulator's truth, which is allowed to it alone because it
 * plays the person who sees the table. Everything ends after so many periods, whatever the arm does.
 */
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import type { Joints } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ObjectPose, PlanarPose } from '../../base/model/scene.ts';
import type { TeleopScript } from '../teleop/openTeleopScript.ts';
import type { JogWish } from '../teleop/planJog.ts';
import { comfortable, hoverHeightM, type PlannedPush, pushHeightM } from './planPush.ts';
import type { ArmSpot } from './planSession.ts';

export interface Seen {
  readonly pose: ObjectPose;
  readonly success: boolean;
  /** Within the guard of a bound. */
  readonly edge: boolean;
}

export interface OperatorHand {
  /** What lies on the table now. */
  look(): Promise<Seen>;
  wait(seconds: number): Promise<void>;
  /** Over everything that stands on the table, where it is not already. */
  rise(): Promise<void>;
  goTo(spot: ArmSpot, tee: PlanarPose): Promise<void>;
  put(pose: PlanarPose): Promise<void>;
  /** Pushes until the T lies at `final` along the way, lets go and rises. */
  push(push: PlannedPush, final: PlanarPose): Promise<void>;
}

const longestPeriods = 300;
const arrivedM = 0.0025;
const arrivedRad = 0.03;
const pushSpeed = 0.35;
/** Looks while it pushes, in periods. */
const lookEvery = 2;
/** A servo follows its goal; the T goes on a little when the push is called off. */
const earlyM = 0.0006;
/** So much lower is still over everything. */
const lowM = 0.006;
const besideM = { xM: 0.2, yM: 0.135, zM: 0.1 };

/** `object`: the simulator's name of the thing. */
export function createOperatorHand(script: TeleopScript, object: string): OperatorHand {
  const { manifest, link, envelope } = script;
  const simulator = link.simulator;
  if (simulator === null)
    throw new BenchError('refused', 'the scripted operator works on the simulated bench alone');
  const maxTiltRad = Math.min(envelope.maxTiltRad ?? 0.36, 0.36);

  const look = async (): Promise<Seen> => {
    const { truth, objects } = await simulator.truth(manifest.success);
    const pose = objects[object];
    if (pose === undefined) throw new BenchError('refused', `there is no ${object} on the table`);
    return { pose, success: truth.success, edge: truth.edge };
  };

  /** The same wish until it is met, or for so many periods. */
  const until = async (
    wish: JogWish,
    met: (positionRad: Joints) => boolean | Promise<boolean>,
    speed = 1,
  ): Promise<void> => {
    for (let n = 0; n < longestPeriods; n++) {
      const { state } = await script.step(wish, speed);
      if (await met(state.positionRad)) return;
    }
  };
  const toJoints = (jointsRad: Joints): Promise<void> =>
    until({ kind: 'joints', jointsRad }, (at) =>
      at.every((rad, j) => Math.abs(rad - (jointsRad[j] ?? rad)) < arrivedRad),
    );
  const toPoint = (point: { xM: number; yM: number; zM: number }, speed = 1): Promise<void> =>
    until(
      { kind: 'goTo', ...point },
      (at) => {
        const tip = forwardKinematics(at);
        return Math.hypot(tip.xM - point.xM, tip.yM - point.yM, tip.zM - point.zM) < arrivedM;
      },
      speed,
    );
  const rise = async (): Promise<void> => {
    const tip = forwardKinematics(script.now.state.positionRad);
    if (tip.zM < hoverHeightM - lowM) await toPoint({ xM: tip.xM, yM: tip.yM, zM: hoverHeightM });
  };
  const reach = (point: { xM: number; yM: number; zM: number }): Joints | null =>
    comfortable(point, { rollRad: 0 }, maxTiltRad);

  return {
    look,
    rise,
    async wait(seconds) {
      const at = script.now.state.positionRad;
      await script.steps(Math.round(seconds * link.rateHz), { kind: 'joints', jointsRad: at });
    },
    async goTo(spot, tee) {
      await rise();
      if (spot === 'away') return await toJoints(manifest.clearViewRad);
      const side = tee.yM > 0 ? -1 : 1;
      const over = { xM: tee.xM - 0.012, yM: tee.yM + side * 0.01, zM: hoverHeightM + 0.012 };
      const beside = { ...besideM, yM: side * besideM.yM };
      const joints = reach(spot === 'over' ? over : beside);
      await toJoints(joints ?? manifest.clearViewRad);
    },
    put: (pose) => script.place(object, pose),
    async push({ overRad, down, end, back, alongX, alongY }, final) {
      await rise();
      await toJoints(overRad);
      await toPoint({ ...down, zM: pushHeightM });
      const beyond = { xM: end.xM + alongX * 0.01, yM: end.yM + alongY * 0.01, zM: pushHeightM };
      let periods = 0;
      await until(
        { kind: 'goTo', ...beyond },
        async () => {
          if (++periods % lookEvery !== 0) return false;
          const { pose } = await look();
          const leftM = (final.xM - pose.xM) * alongX + (final.yM - pose.yM) * alongY;
          return leftM < earlyM;
        },
        pushSpeed,
      );
      await toPoint({ ...back, zM: pushHeightM });
      await toPoint({ ...back, zM: hoverHeightM });
    },
  };
}
