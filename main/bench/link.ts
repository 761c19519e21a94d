/**
 * The bench as the procedures see it: one pull, `tick()`, gives the next row of the control loop with the camera
 * frames that fell due. In real time it waits for the servo process's own loop. In lockstep the pull *is* the
 * clock: servo tick, then physics, with camera frames delivered `cameraLatencyTicks` after their capture, so that
 * rendering overlaps the following ticks and the order of everything is fixed by the tick count alone.
 */
import { must } from '../base/lib/assert.ts';
import type { Clock } from '../base/lib/clock.ts';
import { orAborted } from '../base/lib/orAborted.ts';
import { createRing } from '../base/lib/ring.ts';
import type { StageMeter } from '../base/lib/stageMeter.ts';
import { createSignal } from '../base/lib/topic.ts';
import type { ArmState, Envelope, Joints } from '../base/model/arm.ts';
import type { CameraFrame, CameraModel } from '../base/model/camera.ts';
import { BenchError } from '../base/model/errors.ts';
import type { BenchDevices, DeviceFrame } from './benchDevices.ts';
import type { Robot, ServoState } from './robot.ts';
import type { Simulator } from './simulator.ts';

export interface BenchTick {
  readonly tick: number;
  readonly atMs: number;
  readonly state: ArmState;
}

/** A camera frame and, in real time, when it was captured on the core's own clock. */
export interface LinkFrame extends CameraFrame {
  /** `clock.nowMs()` at capture; null in lockstep. */
  readonly capturedNowMs: number | null;
}

export interface BenchLink {
  readonly pace: 'real' | 'lockstep';
  readonly rateHz: number;
  readonly cameraRateHz: number;
  readonly cameras: readonly CameraModel[];
  readonly robot: Robot;
  /** Where a leader arm answers; null where there is none. */
  readonly leaderPort: string | null;
  /** Absent on a real bench. */
  readonly simulator: Simulator | null;
  readonly meter: StageMeter;
  /** The next control row. Rejects with the signal's reason, or `unavailable` when the bench is gone. */
  tick(signal: AbortSignal): Promise<BenchTick>;
  /** Every row, also while nobody pulls (real time). */
  onState(on: (state: ServoState) => void): Disposable;
  /** Every frame, in lockstep at its due tick and in the order of `cameras`. */
  onFrame(on: (frame: LinkFrame) => void): Disposable;
  target(jointsRad: Joints, arriveInMs: number): void;
  setEnvelope(envelope: Envelope): void;
  /** Milliseconds to the hold packet; null when it did not reach the bus. */
  stop(reason: string): Promise<number | null>;
  /** Stops listening; its processes belong to the station. */
  [Symbol.dispose](): void;
}

/** A target that is not followed by another within this time ends in a hold. */
export const targetExpiryMs = 300;
/** Lockstep: a frame captured at tick n is there at n + 3 (60 ms at 50 Hz), as a USB camera would deliver it. */
export const cameraLatencyTicks = 3;
/** Lockstep: physics steps that may be unacknowledged when the next control period begins. */
const maxUnderWay = 1;

/** A picture that lost its end on the way is none: nobody downstream is handed half of one. */
export function isWholePicture(jpeg: Uint8Array): boolean {
  const { byteLength: n } = jpeg;
  const begins = jpeg[0] === 0xff && jpeg[1] === 0xd8;
  return n > 4 && begins && jpeg[n - 2] === 0xff && jpeg[n - 1] === 0xd9;
}

export interface LinkParts {
  readonly clock: Clock;
  readonly robot: Robot;
  readonly devices: BenchDevices;
  /** The models in force, in the order in which frames of one moment are given. */
  readonly cameras: readonly CameraModel[];
  readonly rateHz: number;
  readonly meter: StageMeter;
}

function baseLink(parts: LinkParts) {
  const states = createSignal<ServoState>();
  const frames = createSignal<LinkFrame>();
  const { robot, devices } = parts;
  const { simulator } = devices;
  return {
    states,
    frames,
    shared: {
      rateHz: parts.rateHz,
      cameraRateHz: devices.cameraRateHz,
      cameras: parts.cameras,
      robot,
      leaderPort: devices.leaderPort,
      simulator,
      meter: parts.meter,
      onState: states.on,
      onFrame: frames.on,
      target: (jointsRad: Joints, arriveInMs: number) =>
        robot.target(jointsRad, arriveInMs, Math.max(targetExpiryMs, 2 * arriveInMs)),
      setEnvelope: (envelope: Envelope) => robot.setEnvelope(envelope),
      stop(reason: string) {
        simulator?.ungate();
        return robot.stop(reason);
      },
    },
  };
}

/**
 * The clock of another process, known by the smallest delay a message of it was ever seen to have: a late one says
 * nothing of the offset, and is known to be late.
 */
function createTheirClock(nowMs: () => number) {
  let offsetMs: number | null = null;
  return {
    heard(theirMs: number): void {
      const seen = nowMs() - theirMs;
      offsetMs = offsetMs === null ? seen : Math.min(offsetMs, seen);
    },
    /** A moment of our clock on theirs. Null before the first message. */
    theirs: (ourMs: number): number | null => (offsetMs === null ? null : ourMs - offsetMs),
    /** A moment of their clock on ours. */
    ours: (theirMs: number): number => theirMs + (offsetMs ?? 0),
  };
}

/** Real time: rows come at their own pace; a slow puller gets the newest. */
export function createRealLink(parts: LinkParts): BenchLink {
  const { clock, robot, devices } = parts;
  const { states, frames, shared } = baseLink(parts);
  // Rows carry the servo process's time, pictures their devices': both are put on the clock of the rows.
  const servoClock = createTheirClock(clock.nowMs);
  const cameraClock = createTheirClock(clock.nowMs);
  let next = Promise.withResolvers<ServoState>();
  let unread: ServoState | null = null;
  let lost: BenchError | null = null;
  const fail = (why: string): void => {
    lost = new BenchError('unavailable', why);
    next.reject(lost);
  };
  next.promise.catch(() => undefined);
  const listening = [
    robot.onState((message) => {
      servoClock.heard(message.state.atMs);
      unread = message;
      next.resolve(message);
      next = Promise.withResolvers();
      next.promise.catch(() => undefined);
      states.emit(message);
    }),
    robot.onLost(fail),
    devices.onLost(fail),
    devices.onFrame((frame, jpeg) => {
      // Not from now back: a picture may have waited in the pipe, and is as old as it is.
      cameraClock.heard(frame.sentAtMs);
      const capturedNowMs = cameraClock.ours(frame.sentAtMs) - frame.ageMs;
      const capturedAtMs = servoClock.theirs(capturedNowMs);
      if (capturedAtMs !== null && isWholePicture(jpeg))
        frames.emit({ ...frame, jpeg, capturedAtMs, capturedNowMs });
    }),
  ];
  return {
    ...shared,
    pace: 'real',
    async tick(signal) {
      if (lost !== null) throw lost;
      const message = unread ?? (await orAborted(next.promise, signal));
      signal.throwIfAborted();
      unread = null;
      return { tick: message.state.tick, atMs: message.state.atMs, state: message.state };
    },
    [Symbol.dispose]() {
      for (const each of listening) each[Symbol.dispose]();
    },
  };
}

interface Capture {
  readonly tick: number;
  readonly expected: number;
  readonly got: { frame: DeviceFrame; jpeg: Uint8Array }[];
  readonly whole: PromiseWithResolvers<void>;
}

/** Collects the frames of each capture and hands them over, sorted, when they fall due. */
function createCaptures(order: readonly CameraModel[]) {
  const captures: Capture[] = [];
  const early = createRing<{ frame: DeviceFrame; jpeg: Uint8Array }>(64);
  const rank = (role: string): number => order.findIndex((camera) => camera.role === role);
  const give = (capture: Capture, item: { frame: DeviceFrame; jpeg: Uint8Array }): void => {
    capture.got.push(item);
    if (capture.got.length === capture.expected) capture.whole.resolve();
  };
  return {
    expect(tick: number, expected: number): void {
      if (expected === 0) return;
      const capture = { tick, expected, got: [], whole: Promise.withResolvers<void>() };
      captures.push(capture);
      const waiting = [...early.items()];
      early.clear();
      for (const item of waiting) {
        if (item.frame.tick === tick) give(capture, item);
        else early.push(item);
      }
    },
    arrived(frame: DeviceFrame, jpeg: Uint8Array): void {
      const capture = captures.find((each) => each.tick === frame.tick);
      if (capture === undefined) early.push({ frame, jpeg });
      else give(capture, { frame, jpeg });
    },
    async due(tick: number, signal: AbortSignal): Promise<readonly LinkFrame[]> {
      const first = captures[0];
      if (first === undefined || first.tick + cameraLatencyTicks > tick) return [];
      await orAborted(first.whole.promise, signal);
      captures.shift();
      return first.got
        .filter(({ jpeg }) => isWholePicture(jpeg))
        .sort((a, b) => rank(a.frame.role) - rank(b.frame.role))
        .map(({ frame, jpeg }) => ({ ...frame, jpeg, capturedNowMs: null }));
    },
    fail(error: BenchError): void {
      for (const capture of captures) {
        capture.whole.promise.catch(() => undefined);
        capture.whole.reject(error);
      }
    },
  };
}

/** Lockstep: each pull is one control period of bench time. Only one pull at a time. */
export function createLockstepLink(parts: LinkParts): BenchLink {
  const { robot, devices, rateHz, meter } = parts;
  const simulator = must(devices.simulator);
  const { states, frames, shared } = baseLink(parts);
  const captures = createCaptures(parts.cameras);
  const periodMs = 1000 / rateHz;
  let tick = 0;
  /** Acknowledgements not yet awaited, oldest first. */
  const advances: Promise<void>[] = [];
  let pipelined = false;
  let armed = false;
  let lost: BenchError | null = null;
  const fail = (why: string): void => {
    lost = new BenchError('unavailable', why);
    captures.fail(lost);
  };
  const listening = [
    robot.onLost(fail),
    simulator.onLost(fail),
    simulator.onFrame((frame, jpeg) => captures.arrived(frame, jpeg)),
  ];
  return {
    ...shared,
    pace: 'lockstep',
    async tick(signal) {
      if (lost !== null) throw lost;
      signal.throwIfAborted();
      const mayRun = armed && pipelined && simulator.gated ? maxUnderWay : 0;
      while (advances.length > mayRun) {
        await meter.time('physics', orAborted(advances[0] as Promise<void>, signal));
        advances.shift();
      }
      // The simulator holds reads back only once it has heard, and we know it has, that it shall.
      armed = pipelined;
      const due = await meter.time('cameras', captures.due(tick, signal));
      for (const frame of due) frames.emit(frame);
      const now = tick++;
      const message = await meter.time('servo', robot.tick(now, now * periodMs));
      // A limp arm writes no goals, by which the simulator would tell one period's reads from the next one's.
      pipelined = simulator.gated && message.state.mode !== 'limp';
      const advanced = simulator
        .advance({
          tick: now,
          untilMs: (now + 1) * periodMs,
          busBytes: message.busBytes,
          pipelined,
        })
        .then(({ captures: count }) => captures.expect(now, count));
      advanced.catch(() => undefined);
      advances.push(advanced);
      states.emit(message);
      return { tick: now, atMs: now * periodMs, state: must(message.state) };
    },
    [Symbol.dispose]() {
      for (const each of listening) each[Symbol.dispose]();
    },
  };
}
