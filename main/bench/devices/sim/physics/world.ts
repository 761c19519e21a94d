/**
 * The simulated world: physics, servos, objects, and the hand. Owns the engine's memory (dispose it). Time moves only
 * in `step`, in whole physics steps, so the same calls give the same bytes. Knows no bus, no cameras and no clock.
 */
import type { MainModule } from '@mujoco/mujoco';
import { simulatedCalibration, sts3215 } from '../../../../base/arm/so101.ts';
import { assert, must } from '../../../../base/lib/assert.ts';
import { jointCount } from '../../../../base/model/arm.ts';
import { BenchError } from '../../../../base/model/errors.ts';
import type {
  ObjectPose,
  PlanarPose,
  SceneDef,
  SceneSettings,
} from '../../../../base/model/scene.ts';
import type { ServoPlant } from '../servoPlant.ts';
import { type SnapshotGeom, snapshotStride } from '../snapshot.ts';
import { physicsStepMs } from './mjcf.ts';
import { createPersonHand } from './personHand.ts';
import { checkOnTable, checkSettings } from './sceneSettings.ts';
import { createServoModel, type ServoModel } from './servoModel.ts';
import { buildBody, deepestOverlapM, disposeBody, loadEngine, readPose } from './worldBody.ts';

/** Folded back over the base, out of both cameras' view of the table: where the arm rests in its cradle. */
export const cradleRad: readonly number[] = [0, -2.2, 2.2, 1.6, 0, 0];
/** A jammed gear: friction beyond the motor's torque, which the engine lets creep, and damping against the creep. */
const stuck = { frictionNm: 8, dampingNmSRad: 2000 };

export interface World {
  readonly servos: readonly ServoPlant[];
  readonly stepMs: number;
  /** Bench time of the physics. */
  nowMs(): number;
  /** Whole physics steps while they end at or before `untilMs`. Answers how many. */
  step(untilMs: number): number;
  /** True joint positions, not the encoders'. */
  jointsRad(out: Float64Array): void;
  tipM(out: Float64Array): void;
  /** Everything visible but the table; stays for good. */
  readonly geoms: readonly SnapshotGeom[];
  /** Fills `out` (`geoms.length × snapshotStride`) with the present poses. */
  snapshot(out: Float64Array): void;
  objectNames(): readonly string[];
  objectPose(name: string): ObjectPose;
  /** The hand: puts an object down, at rest. `refused` where something stands, `bad-input` off the table. */
  placeObject(name: string, pose: PlanarPose): void;
  /** Puts the arm there, at rest, without moving through anything: for pictures of a world that stands still. */
  poseArm(jointsRad: readonly number[]): void;
  /** A person takes the arm and moves it there; a limp one follows, one under torque yields a little. */
  pullArm(wantedRad: readonly number[]): void;
  settings(): SceneSettings;
  /** Settings not named stay. `bad-input` changes nothing. */
  applySettings(settings: SceneSettings): void;
  /** Fault switches; `servo` counts from 1. */
  stall(servo: number, on: boolean): void;
  overheat(servo: number, temperatureC: number | null): void;
  /** Everything that the future depends on; equal bytes mean equal futures. */
  state(): Float64Array;
  [Symbol.dispose](): void;
}

/** Builds the world with the arm in its cradle and every object at its start. */
export async function openWorld(scene: SceneDef, settings: SceneSettings = {}): Promise<World> {
  checkSettings(settings);
  return createWorld(await loadEngine(), scene, settings);
}

function createWorld(mj: MainModule, scene: SceneDef, first: SceneSettings): World {
  const stepS = physicsStepMs / 1000;
  let settings = first;
  let steps = 0;
  let body = buildBody(mj, scene, settings);
  const supply = { currentA: 0.3 };
  const servos: readonly ServoModel[] = simulatedCalibration.map((joint, index) =>
    createServoModel(joint, must(cradleRad[index]), supply),
  );

  const hand = createPersonHand();

  const poke = (qpos: ArrayLike<number>, qvel: ArrayLike<number>): void => {
    body.data.qpos.set(qpos);
    body.data.qvel.set(qvel);
    mj.mj_forward(body.model, body.data);
  };
  const objectAt = (name: string): { readonly qpos: number; readonly dof: number } => {
    const at = body.objectAt.get(name);
    if (!at) throw new BenchError('not-found', `the scene has no object called "${name}"`);
    return at;
  };

  function pull(qpos: Float64Array, qvel: Float64Array, applied: Float64Array): void {
    hand.step(
      stepS,
      servos.every((servo) => servo.isHeld),
    );
    for (let i = 0; i < jointCount; i++) {
      const { isHeld } = servos[i] as ServoModel;
      applied[i] = hand.torque(i, qpos[i] as number, qvel[i] as number, isHeld);
    }
  }

  function oneStep(): void {
    const { model, data } = body;
    const ctrl: Float64Array = data.ctrl;
    const limits: Float64Array = model.actuator_forcerange;
    const before: Float64Array = data.qpos;
    for (let i = 0; i < jointCount; i++) {
      const servo = servos[i] as ServoModel;
      ctrl[i] = servo.before(before[i] as number, stepS);
      const limit = servo.limitNm();
      limits[2 * i] = -limit;
      limits[2 * i + 1] = limit;
    }
    pull(data.qpos, data.qvel, data.qfrc_applied);
    mj.mj_step(model, data);
    const qpos: Float64Array = data.qpos;
    const qvel: Float64Array = data.qvel;
    const force: Float64Array = data.actuator_force;
    for (let i = 0; i < jointCount; i++) {
      const servo = servos[i] as ServoModel;
      servo.after(qpos[i] as number, qvel[i] as number, force[i] as number, stepS);
    }
    steps++;
  }

  function place(name: string, pose: PlanarPose): void {
    const at = objectAt(name);
    checkOnTable(pose);
    const qpos: Float64Array = body.data.qpos.slice();
    const qvel: Float64Array = body.data.qvel.slice();
    const wanted = qpos.slice();
    const half = pose.yawRad / 2;
    wanted.set([pose.xM, pose.yM, 0, Math.cos(half), 0, 0, Math.sin(half)], at.qpos);
    const still = qvel.slice().fill(0, at.dof, at.dof + 6);
    poke(wanted, still);
    if (deepestOverlapM(mj, body, name) >= -0.0005) return;
    poke(qpos, qvel);
    throw new BenchError('refused', `"${name}" cannot be put there: something stands in the way`, {
      hint: 'move the arm away or choose another place',
    });
  }

  function apply(next: SceneSettings): void {
    checkSettings(next);
    const heavy = ['friction', 'mass'] as const;
    const same = heavy.every((key) => (next[key] ?? settings[key]) === settings[key]);
    const named = Object.entries(next).filter(([, value]) => value !== undefined);
    settings = { ...settings, ...Object.fromEntries(named) };
    for (const servo of servos) servo.setSlackRad(settings.slackRad ?? 0);
    if (same) return;
    const qpos: Float64Array = body.data.qpos.slice();
    const qvel: Float64Array = body.data.qvel.slice();
    const friction: Float64Array = body.model.dof_frictionloss.slice();
    const damping: Float64Array = body.model.dof_damping.slice();
    disposeBody(body);
    body = buildBody(mj, scene, settings);
    body.model.dof_frictionloss.set(friction);
    body.model.dof_damping.set(damping);
    poke(qpos, qvel);
  }

  const start: Float64Array = body.data.qpos.slice();
  start.set(cradleRad);
  poke(start, body.data.qvel.slice());
  for (const servo of servos) servo.setSlackRad(settings.slackRad ?? 0);

  return {
    servos: servos.map((servo) => servo.plant),
    stepMs: physicsStepMs,
    nowMs: () => steps * physicsStepMs,
    step(untilMs) {
      const before = steps;
      while ((steps + 1) * physicsStepMs <= untilMs + 1e-6) oneStep();
      return steps - before;
    },
    jointsRad(out) {
      out.set(body.data.qpos.subarray(0, jointCount));
    },
    tipM(out) {
      mj.mj_kinematics(body.model, body.data);
      out.set(body.data.site_xpos.subarray(3 * body.tipSite, 3 * body.tipSite + 3));
    },
    geoms: body.solids,
    snapshot(out) {
      mj.mj_kinematics(body.model, body.data);
      const at: Float64Array = body.data.geom_xpos;
      const turn: Float64Array = body.data.geom_xmat;
      for (const [index, id] of body.solidIds.entries()) {
        const to = index * snapshotStride;
        for (let k = 0; k < 3; k++) out[to + k] = at[3 * id + k] as number;
        for (let k = 0; k < 9; k++) out[to + 3 + k] = turn[9 * id + k] as number;
      }
    },
    objectNames: () => scene.objects.map((object) => object.name),
    objectPose: (name) => readPose(body.data.qpos, objectAt(name).qpos),
    placeObject: place,
    poseArm(jointsRad) {
      assert(jointsRad.length === jointCount, 'an arm has six joints');
      const qpos: Float64Array = body.data.qpos.slice();
      qpos.set(jointsRad);
      poke(qpos, body.data.qvel.slice().fill(0, 0, jointCount));
    },
    pullArm(wantedRad) {
      hand.move(wantedRad, [...body.data.qpos.subarray(0, jointCount)]);
    },
    settings: () => settings,
    applySettings: apply,
    stall(servo, on) {
      assert(servo >= 1 && servo <= jointCount, `no servo ${servo}`);
      const { model } = body;
      model.dof_frictionloss[servo - 1] = on ? stuck.frictionNm : sts3215.frictionNm;
      model.dof_damping[servo - 1] = on ? stuck.dampingNmSRad : sts3215.dampingNmSRad;
    },
    overheat(servo, temperatureC) {
      must(servos[servo - 1], `no servo ${servo}`).forceTemperatureC(temperatureC);
    },
    state() {
      const kind = mj.mjtState.mjSTATE_INTEGRATION.value;
      const size = mj.mj_stateSize(body.model, kind);
      const buffer = new mj.DoubleBuffer(size);
      mj.mj_getState(body.model, body.data, buffer, kind);
      const own = servos.flatMap((servo) => [...servo.state()]);
      own.push(...hand.state());
      const out = new Float64Array(size + own.length);
      out.set(buffer.GetView());
      out.set(own, size);
      buffer.delete();
      return out;
    },
    [Symbol.dispose]: () => disposeBody(body),
  };
}
