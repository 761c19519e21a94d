/**
 * The station: the one owner of the bench in the core. Opens it, keeps its latched stop and its lease, watches its
 * health, raises its alerts, and opens it again when a process of it died. It starts no motion of its own. Whoever
 * runs something hears through `onVoid` that it must end, and why.
 */
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { createStageMeter } from '../base/lib/stageMeter.ts';
import { createSignal, createStateTopic, type StateTopic } from '../base/lib/topic.ts';
import type { Envelope } from '../base/model/arm.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { FaultSwitch, PlanarPose, SceneSettings } from '../base/model/scene.ts';
import type { InvalidReason } from '../base/model/trial.ts';
import type { BenchView, LeaseHolder } from '../base/model/view.ts';
import type { Alerts } from './alerts.ts';
import {
  type BenchMonitor,
  benchRateHz,
  createBenchMonitor,
  type MonitorOptions,
  noHealth,
} from './benchMonitor.ts';
import { createFaultAlerts } from './faultAlerts.ts';
import { type BenchLink, createLockstepLink, createRealLink, type LinkFrame } from './link.ts';
import type { Robot } from './robot.ts';
import type { Simulator } from './simulator.ts';

export interface StationPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly openSimulator: (options: SimulatorPort) => Promise<Simulator>;
  readonly openRobot: (options: RobotPort) => Promise<Robot>;
}

export interface SimulatorPort {
  readonly pace: 'real' | 'lockstep';
  readonly taskDir: string;
  readonly seed: number;
  readonly settings: SceneSettings;
}

export interface RobotPort {
  readonly port: string;
  readonly pace: 'real' | 'lockstep';
  readonly rateHz: number;
  readonly envelope: Envelope;
}

export interface OpenOptions {
  readonly pace: 'real' | 'lockstep';
  /** The task whose scene lies on the table. */
  readonly taskDir: string;
  readonly seed: number;
}

export interface Station {
  readonly view: StateTopic<BenchView>;
  /** Null while nothing is open or a part of it is gone. */
  readonly link: BenchLink | null;
  readonly envelope: Envelope;
  readonly settings: SceneSettings;
  /** The arm stands and nothing is wrong with it or with a camera: a trial may begin. */
  readonly healthy: boolean;
  /** A fault of the arm or of a camera stands. */
  readonly faulty: boolean;
  isOpen(pace: 'real' | 'lockstep', taskDir: string): boolean;
  open(options: OpenOptions): Promise<BenchLink>;
  /** @throws BenchError `busy` with who holds it. */
  lease(holder: Exclude<LeaseHolder, 'none'>): Disposable;
  /** Latched. Resolves with milliseconds to the hold packet, null when the bus is gone. */
  stop(reason: string): Promise<number | null>;
  resume(): void;
  onVoid(on: (reason: InvalidReason, why: string) => void): Disposable;
  onFrame(on: (frame: LinkFrame) => void): Disposable;
  setScene(settings: SceneSettings): Promise<void>;
  setFault(fault: FaultSwitch): Promise<void>;
  hand(object: string, pose: PlanarPose): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const rateHz = benchRateHz;
const reopenAfterMs = 1000;

interface Opened {
  readonly options: OpenOptions;
  readonly simulator: Simulator;
  readonly monitor: BenchMonitor;
  link: BenchLink | null;
}

/** Creates without opening anything. `envelope` is the bench's own. */
export function createStation(ports: StationPorts, alerts: Alerts, envelope: Envelope): Station {
  const { clock, log, table } = ports;
  const voids = createSignal<{ reason: InvalidReason; why: string }>();
  const frames = createSignal<LinkFrame>();
  const faultAlerts = createFaultAlerts(alerts);
  const view = createStateTopic<BenchView>({
    benchId: 'simulated',
    kind: 'simulated',
    clock: 'real',
    mode: 'offline',
    stopped: null,
    lease: 'none',
    arm: null,
    envelope,
    health: noHealth,
    cameras: [],
  });
  let opened: Opened | null = null;
  let settings: SceneSettings = {};
  let generation = 0;
  let armMode: BenchView['mode'] = 'offline';

  const change = (part: Partial<BenchView>): void => view.set({ ...view.value, ...part });
  const voidAll = (reason: InvalidReason, why: string): void => voids.emit({ reason, why });

  const camerasSeen: MonitorOptions['onCameras'] = (troubles, roles) => {
    faultAlerts.cameras(troubles, roles);
    for (const [role, trouble] of troubles) {
      if (trouble !== 'slow') voidAll('camera-stale', `the ${role} camera is ${trouble}`);
    }
  };
  const attach = (parts: Opened, robot: Robot): BenchLink => {
    const make = parts.options.pace === 'real' ? createRealLink : createLockstepLink;
    const meter = createStageMeter(clock.nowMs);
    const link = make({ clock, robot, simulator: parts.simulator, rateHz, meter });
    link.onState((message) => {
      const shown = parts.monitor.state(message);
      if (shown === null) return;
      armMode = message.state.mode;
      change({ ...shown, mode: view.value.stopped === null ? armMode : 'stopped' });
    });
    link.onFrame((frame) => {
      parts.monitor.frame(frame);
      frames.emit(frame);
    });
    robot.onFault((fault) => {
      faultAlerts.servo(fault);
      if (fault.on) voidAll('servo-fault', fault.message);
    });
    return link;
  };
  const offline = (): void => {
    armMode = 'offline';
    change({ mode: view.value.stopped === null ? 'offline' : 'stopped', arm: null });
  };
  /** A process of the bench died: what runs is void, the rest is opened again in real time. */
  const lostPart = (
    key: string,
    message: string,
    todo: string,
    again: () => Promise<unknown>,
  ): void => {
    const mine = generation;
    alerts.raise(key, 'danger', message, todo);
    log.log('error', message);
    voidAll('servo-fault', message);
    offline();
    if (opened?.options.pace === 'lockstep') return;
    const retry = (): void => {
      if (mine !== generation) return;
      again().then(
        () => alerts.clear(key),
        (cause: unknown) => {
          log.log('warn', 'the bench did not open again', { error: toBenchError(cause).message });
          clock.after(reopenAfterMs, retry);
        },
      );
    };
    clock.after(reopenAfterMs, retry);
  };
  const openArm = async (parts: Opened): Promise<BenchLink> => {
    const { pace } = parts.options;
    const mine = generation;
    const robot = await ports.openRobot({
      port: parts.simulator.opened.port,
      pace,
      rateHz,
      envelope,
    });
    if (mine !== generation) {
      await robot[Symbol.asyncDispose]();
      throw new BenchError('cancelled', 'the bench was closed while it opened');
    }
    robot.onLost(() => {
      parts.link = null;
      faultAlerts.servoGone();
      lostPart(
        'servo-process',
        'The process that moves the arm ended. The arm holds where it was.',
        'It is started again; resume the run when the state says holding.',
        () => openArm(parts),
      );
    });
    const link = attach(parts, robot);
    if (view.value.stopped !== null) await robot.stop(view.value.stopped.reason);
    parts.link = link;
    return link;
  };
  const notOpen = (mine: number, cause: unknown, again: () => Promise<unknown>): void => {
    if (mine !== generation) return;
    const todo = 'Check power and cables. It is tried again every second.';
    lostPart('bench', `The bench did not open: ${toBenchError(cause).message}.`, todo, again);
  };
  const closeParts = async (): Promise<void> => {
    const parts = opened;
    opened = null;
    generation++;
    if (parts === null) return;
    await parts.link?.robot[Symbol.asyncDispose]();
    await parts.simulator[Symbol.asyncDispose]();
    faultAlerts.clearAll();
  };
  const open = async (options: OpenOptions): Promise<BenchLink> => {
    await closeParts();
    const mine = generation;
    const simulator = await ports.openSimulator({ ...options, settings }).catch((cause) => {
      if (options.pace === 'real') notOpen(mine, cause, () => open(options));
      throw cause;
    });
    const { pace } = options;
    const monitor = createBenchMonitor({
      pace,
      cameras: simulator.opened,
      table,
      clock,
      onCameras: camerasSeen,
    });
    const parts: Opened = { options, simulator, monitor, link: null };
    opened = parts;
    const { objects } = simulator.opened;
    change({ clock: options.pace, benchId: 'simulated', objects });
    simulator.onLost(() => {
      if (mine !== generation) return;
      lostPart(
        'simulator',
        'The simulated bench ended. Its bus and cameras are gone.',
        'It is started again; a new run can start when the state says holding.',
        () => open(options),
      );
    });
    const link = await openArm(parts).catch((cause: unknown) => {
      if (options.pace === 'real') notOpen(mine, cause, () => openArm(parts));
      throw cause;
    });
    alerts.clear('bench');
    alerts.clear('simulator');
    alerts.clear('servo-process');
    return link;
  };
  const simulatorNow = (): Simulator => {
    if (opened === null) throw new BenchError('unavailable', 'no simulated bench is open');
    return opened.simulator;
  };
  return {
    view,
    envelope,
    get link() {
      return opened?.link ?? null;
    },
    get settings() {
      return settings;
    },
    get healthy() {
      return (armMode === 'holding' || armMode === 'limp') && !faultAlerts.standing;
    },
    get faulty() {
      return faultAlerts.standing;
    },
    isOpen: (pace, taskDir) =>
      opened !== null && opened.options.pace === pace && opened.options.taskDir === taskDir,
    open,
    lease(holder) {
      if (view.value.lease !== 'none') {
        throw new BenchError('busy', `the bench is held by ${view.value.lease}`);
      }
      change({ lease: holder });
      return { [Symbol.dispose]: () => change({ lease: 'none' }) };
    },
    async stop(reason) {
      const written = opened?.link?.robot.stop(reason) ?? Promise.resolve(null);
      if (view.value.stopped === null) {
        change({ mode: 'stopped', stopped: { reason, wallTime: clock.wallTime() } });
      }
      voidAll('aborted', `stopped: ${reason}`);
      return await written;
    },
    resume() {
      const { robot } = opened?.link ?? {};
      change({ stopped: null, mode: robot === undefined ? 'offline' : 'holding' });
      robot?.resume();
    },
    onVoid: (on) => voids.on(({ reason, why }) => on(reason, why)),
    onFrame: (on) => frames.on(on),
    async setScene(next) {
      const wanted = { ...settings, ...next };
      if (opened !== null) await opened.simulator.set(wanted);
      settings = wanted;
    },
    setFault: (fault) => simulatorNow().fault(fault),
    async hand(object, pose) {
      const simulator = simulatorNow();
      if (!simulator.opened.objects.includes(object)) {
        throw new BenchError('bad-input', `there is no ${object} on the table`);
      }
      voidAll('human-touched', `a hand moved ${object}`);
      await simulator.hand(object, pose);
    },
    async [Symbol.asyncDispose]() {
      await closeParts();
    },
  };
}
