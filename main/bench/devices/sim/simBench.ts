/**
 * The simulated bench as one device: world, servo bus and cameras under one of two clocks. Lockstep: time moves only in
 * `advance`. Real time: the physics follow the wall clock every few milliseconds and before each read of the bus, and
 * what cannot be caught up is dropped. Knows its world's truth and gives it to nobody but who asks `truth`.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { createRng } from '../../../base/lib/rng.ts';
import { jointCount } from '../../../base/model/arm.ts';
import { BenchError } from '../../../base/model/errors.ts';
import type { ArmName } from '../../../base/model/phaseOne.ts';
import type {
  FaultSwitch,
  ObjectPose,
  PlanarPose,
  SceneSettings,
} from '../../../base/model/scene.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import type { FromSim } from '../../../base/wire/sim.ts';
import { createBlackBox } from './blackBox.ts';
import { openServoBus } from './bus/servoBus.ts';
import { createCameraLine } from './cameraLine.ts';
import { createCameraPace } from './cameraPace.ts';
import { createLeaderArm } from './leaderArm.ts';
import type { TaskScene } from './loadScene.ts';
import { openMotionJournal } from './motionJournal.ts';
import { openWorld } from './physics/world.ts';
import { openSimCameras, type SimCameras } from './raster/openSimCameras.ts';
import { createRealTimePace } from './realTimePace.ts';
import { createSimFaults } from './simFaults.ts';

/** How often the physics follow the wall clock. */
const pumpEveryMs = 4;
/** In real time, when the scene settings don't say otherwise. */
const realFrameRateHz = 30;
const maxFramesUnderWay = 4;
/** Bytes that the core says it wrote are on their way already; longer than this and the bus is broken. */
const busTimeoutMs = 5000;
/** How long the arm is watched after the core went away; shorter than a parent's patience. */
const aftermathMs = 350;

export interface SimBenchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly taskScene: TaskScene;
  readonly pace: 'real' | 'lockstep';
  readonly seed: number;
  readonly settings: SceneSettings;
  readonly blackBoxPath?: string | undefined;
  readonly emit: (message: FromSim, blobs?: readonly Uint8Array[]) => void;
}

export interface SimBench {
  readonly opened: Extract<FromSim, { type: 'opened' }>;
  /** Lockstep only. Resolves when the physics stand at `untilMs`, with the number of frames that will come. */
  advance(tick: number, untilMs: number, busBytes: number, pipelined: boolean): Promise<number>;
  /** Answers reads as they come until an `advance` says otherwise. */
  ungate(): void;
  seed(seed: number, trialIndex: number): void;
  set(settings: SceneSettings): void;
  fault(fault: FaultSwitch): void;
  hand(object: string, pose: PlanarPose): void;
  /** A person's hand moves an arm. */
  arm(arm: ArmName, jointsRad: readonly number[]): void;
  truth(
    success: TaskManifest['success'],
  ): Omit<Extract<FromSim, { type: 'truth' }>, 'type' | 'call'>;
  /** Writes the black box, if one was asked for, as it is now. */
  saveBox(): void;
  /** The core is gone: watches the arm for a moment when a black box was asked for, and writes it. */
  lost(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Of a bench whose arm a test watches; both null else. */
function openWitnesses(blackBoxPath: string | undefined, { wallTime }: Clock) {
  if (blackBoxPath === undefined) return { box: null, journal: null };
  const journal = openMotionJournal(`${blackBoxPath}.motion`, wallTime);
  journal.mark('opened', 0);
  return { box: createBlackBox(), journal };
}

export async function openSimBench(options: SimBenchOptions): Promise<SimBench> {
  const { clock, log, pace, settings, blackBoxPath, emit } = options;
  const { scene } = options.taskScene;
  const real = pace === 'real';
  const world = await openWorld(scene, settings);
  const { box, journal } = openWitnesses(blackBoxPath, clock);
  const joints = new Float64Array(jointCount);
  let rated = createRealTimePace(clock);

  const cameras = openSimCameras({ scene, geoms: world.geoms, settings, seed: options.seed, log });
  const rateHz = settings.frameRateHz ?? (real ? realFrameRateHz : scene.cameraRateHz);
  const shutter = createCameraPace({
    world,
    cameras,
    rateHz,
    maxUnderWay: real ? maxFramesUnderWay : Number.POSITIVE_INFINITY,
  });
  using stack = new DisposableStack();
  stack.adopt(world, (each) => each[Symbol.dispose]());
  const line = stack.use(
    createCameraLine(clock, ({ jpeg, ...frame }) => {
      const ageMs = real ? Math.max(0, rated.nowMs() - frame.capturedAtMs) : 0;
      emit({ type: 'frame', ...frame, ageMs, sentAtMs: real ? clock.nowMs() : 0 }, [jpeg]);
    }),
  );
  stack.use(
    cameras.onFrame((frame) => {
      shutter.frameCame();
      line.send(frame);
    }),
  );

  const leader = createLeaderArm();
  const step = (untilMs: number): void => {
    stepWorld(untilMs);
    leader.advance(world.nowMs());
  };
  const stepWorld = (untilMs: number): void => {
    if (box === null) {
      world.step(untilMs);
      return;
    }
    while (world.nowMs() + world.stepMs <= untilMs + 1e-6) {
      world.step(world.nowMs() + world.stepMs);
      world.jointsRad(joints);
      box.moved(clock.nowMs(), world.nowMs(), joints);
      journal?.moved(world.nowMs(), joints);
    }
  };
  const catchUp = (): void => step(rated.target(world.nowMs()));
  const pump = (): void => {
    catchUp();
    shutter.exposeWhenDue(-1, world.nowMs());
  };
  const bus = stack.use(
    openServoBus({
      plants: world.servos,
      clock,
      log,
      rng: createRng(options.seed).fork('bus'),
      realTime: real,
      ...(real ? { beforeRead: catchUp } : {}),
      onWrite: ({ id, address, data }) => {
        const now = { atMs: clock.nowMs(), benchMs: world.nowMs() };
        box?.wrote({ ...now, id, address, data: [...data] });
        journal?.wrote(address);
      },
    }),
  );
  const leaderBus = stack.use(
    openServoBus({
      plants: leader.plants,
      clock,
      log,
      rng: createRng(options.seed).fork('leader-bus'),
      realTime: real,
      ...(real ? { beforeRead: catchUp } : {}),
    }),
  );
  if (real) {
    await firstFrames(cameras, () => shutter.exposeWhenDue(-1, 0));
    rated = createRealTimePace(clock, world.nowMs());
    stack.use(clock.every(pumpEveryMs, pump));
  }
  const owned = stack.move();
  const setFault = createSimFaults({
    scene,
    world,
    bus,
    leader: leaderBus,
    cameras,
    shutter,
    line,
  });

  return {
    opened: {
      type: 'opened',
      port: bus.path,
      leaderPort: leaderBus.path,
      cameras: cameras.models,
      cameraRateHz: rateHz,
      objects: world.objectNames(),
    },
    async advance(tick, untilMs, busBytes, pipelined) {
      if (real) throw new BenchError('bad-input', 'a bench in real time cannot be advanced');
      const patience = new AbortController();
      using _timer = clock.after(busTimeoutMs, () =>
        patience.abort(new BenchError('timeout', `the bus got fewer than ${busBytes} bytes`)),
      );
      await bus.whenBytesRead(busBytes, patience.signal);
      step(untilMs);
      bus.gateReads(pipelined ? busBytes : null);
      return shutter.exposeWhenDue(tick, world.nowMs());
    },
    ungate: () => bus.gateReads(null),
    seed: (seed, trialIndex) => cameras.reseed(seed, trialIndex),
    set(next) {
      for (const key of ['imageSize', 'frameRateHz'] as const) {
        if (next[key] !== undefined && next[key] !== world.settings()[key]) {
          throw new BenchError('refused', `${key} cannot change while the bench is open`, {
            hint: 'give it before the bench is opened',
          });
        }
      }
      world.applySettings(next);
      cameras.set(world.settings());
    },
    fault(switched) {
      // A fault makes the host ask again: its retries must not wait for an advance that waits for them.
      bus.gateReads(null);
      setFault(switched);
      box?.switched({ atMs: clock.nowMs(), benchMs: world.nowMs(), ...switched });
    },
    hand: (object, pose) => world.placeObject(object, pose),
    arm(arm, jointsRad) {
      if (arm === 'leader') leader.move(jointsRad);
      else world.pullArm(jointsRad);
    },
    truth(success) {
      const objects: Record<string, ObjectPose> = {};
      for (const name of world.objectNames()) objects[name] = world.objectPose(name);
      return { truth: options.taskScene.truth(objects, success), objects };
    },
    saveBox() {
      if (blackBoxPath !== undefined) box?.save(blackBoxPath, pace, clock.nowMs());
    },
    async lost() {
      if (box === null || blackBoxPath === undefined) return;
      const lostAtMs = clock.nowMs();
      journal?.mark('lost', world.nowMs());
      if (!real) {
        rated = createRealTimePace(clock, world.nowMs());
        owned.use(clock.every(pumpEveryMs, catchUp));
      }
      await clock.sleep(aftermathMs);
      box.save(blackBoxPath, pace, lostAtMs);
    },
    async [Symbol.asyncDispose]() {
      journal?.mark('closed', world.nowMs());
      const late = { droppedMs: Math.round(rated.droppedMs()), exposures: shutter.leftOut() };
      if (late.droppedMs + late.exposures > 0) log.log('info', 'the machine was too slow', late);
      await cameras[Symbol.asyncDispose]();
      owned[Symbol.dispose]();
    },
  };
}

/** The drawing threads start within a few hundred milliseconds; time begins when they are there. */
async function firstFrames(cameras: SimCameras, expose: () => number): Promise<void> {
  const drawn = Promise.withResolvers<void>();
  let left = Number.POSITIVE_INFINITY;
  using _listening = cameras.onFrame(() => {
    left--;
    if (left === 0) drawn.resolve();
  });
  left = expose();
  if (left > 0) await drawn.promise;
}
