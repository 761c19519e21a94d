/**
 * The station: the one owner of the bench in the core. Opens it, keeps its latched stop and its lease, watches its
 * health, raises its alerts, and opens it again when a process of it died. It starts no motion of its own. Whoever
 * runs something hears through `onVoid` that it must end, and why.
 */
import { createStageMeter } from '../base/lib/stageMeter.ts';
import { createSignal, createStateTopic } from '../base/lib/topic.ts';
import type { Envelope } from '../base/model/arm.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { SceneSettings } from '../base/model/scene.ts';
import type { InvalidReason } from '../base/model/trial.ts';
import type { BenchView } from '../base/model/view.ts';
import type { Alerts } from './alerts.ts';
import {
  type BenchMonitor,
  createBenchMonitor,
  type MonitorOptions,
  benchRateHz as rateHz,
} from './benchMonitor.ts';
import { createFaultAlerts } from './faultAlerts.ts';
import { noHealth } from './health.ts';
import { type BenchLink, createLockstepLink, createRealLink, type LinkFrame } from './link.ts';
import { createLostParts } from './lostParts.ts';
import type { Robot } from './robot.ts';
import type { Simulator } from './simulator.ts';
import type { OpenOptions, Station, StationPorts } from './stationPorts.ts';

interface Opened {
  readonly options: OpenOptions;
  readonly simulator: Simulator;
  readonly monitor: BenchMonitor;
  link: BenchLink | null;
  /** Its simulator ended: the link is still to be closed, and good for nothing else. */
  isDead: boolean;
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
    health: noHealth(rateHz),
    cameras: [],
  });
  let opened: Opened | null = null;
  let settings: SceneSettings = {};
  let generation = 0;
  let opening: { readonly options: OpenOptions; readonly link: Promise<BenchLink> } | null = null;
  let turn: Promise<void> = Promise.resolve();
  let stops = 0;
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
      const shown = parts.monitor.state(message, robot.envelope);
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
  const lostParts = createLostParts({
    clock,
    log,
    alerts,
    onLost: (message) => {
      voidAll('servo-fault', message);
      offline();
    },
    generation: () => (opened?.options.pace === 'lockstep' ? null : generation),
  });
  const openArm = async (parts: Opened, mine: number): Promise<BenchLink> => {
    const { pace } = parts.options;
    const robot = await ports.openRobot({
      port: parts.simulator.opened.port,
      pace,
      rateHz,
      envelope,
    });
    if (mine !== generation) {
      await robot[Symbol.asyncDispose]();
      throw replaced();
    }
    parts.monitor.restart();
    const link = attach(parts, robot);
    parts.link = link;
    robot.onLost(() => {
      parts.link = null;
      link[Symbol.dispose]();
      void robot[Symbol.asyncDispose]();
      faultAlerts.servoGone();
      lostParts.died({
        key: 'servo-process',
        message: 'The process that moves the arm ended. The arm holds where it was.',
        todo: 'It is started again; resume the run when the state says holding.',
        again: () => inTurn(() => openArm(parts, mine)),
      });
    });
    // Before anything else is sent to it: a new process knows nothing of the latch.
    if (view.value.stopped !== null) void link.stop(view.value.stopped.reason);
    // The arm stands on a simulator that lives, at whichever try: whatever was gone is back.
    for (const key of ['bench', 'simulator', 'servo-process']) alerts.clear(key);
    return link;
  };
  const replaced = (): BenchError =>
    new BenchError('cancelled', 'the bench was closed or opened anew meanwhile');
  /** One opening or closing at a time: never two owners of one bus. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  };
  const notOpen = (mine: number, cause: unknown, again: () => Promise<unknown>): void => {
    if (mine !== generation) return;
    const message = `The bench did not open: ${toBenchError(cause).message}.`;
    const todo = 'Check power and cables. It is tried again every second.';
    lostParts.notOpen({ key: 'bench', message, todo, again });
  };
  const closeParts = async (): Promise<void> => {
    const parts = opened;
    opened = null;
    if (parts === null) return;
    parts.link?.[Symbol.dispose]();
    await parts.link?.robot[Symbol.asyncDispose]();
    await parts.simulator[Symbol.asyncDispose]();
    faultAlerts.clearAll();
    // What the next bench has not said yet is not known: the last row was of this one.
    offline();
  };
  const reopen = (options: OpenOptions): Promise<BenchLink> => {
    const { pace, taskDir } = options;
    const same = opening?.options.pace === pace && opening.options.taskDir === taskDir;
    if (opening !== null && same && pace === 'real') return opening.link;
    const mine = ++generation;
    const link = inTurn(() => openNow(options, mine));
    const current = { options, link };
    opening = current;
    const over = (): void => {
      if (opening === current) opening = null;
    };
    link.then(over, over);
    return link;
  };
  const open = (options: OpenOptions): Promise<BenchLink> => {
    lostParts.fresh();
    return reopen(options);
  };
  const openNow = async (options: OpenOptions, mine: number): Promise<BenchLink> => {
    await closeParts();
    if (mine !== generation) throw replaced();
    const simulator = await ports.openSimulator({ ...options, settings }).catch((cause) => {
      if (options.pace === 'real') notOpen(mine, cause, () => reopen(options));
      throw cause;
    });
    if (mine !== generation) {
      await simulator[Symbol.asyncDispose]();
      throw replaced();
    }
    const monitor = createBenchMonitor({
      pace: options.pace,
      cameras: simulator.opened,
      table,
      clock,
      viewEveryMs: ports.viewEveryMs,
      onCameras: camerasSeen,
    });
    const parts: Opened = { options, simulator, monitor, link: null, isDead: false };
    opened = parts;
    change({ clock: options.pace, benchId: 'simulated', objects: simulator.opened.objects });
    simulator.onLost(() => {
      if (mine !== generation) return;
      parts.isDead = true;
      lostParts.died({
        key: 'simulator',
        message: 'The simulated bench ended. Its bus and cameras are gone.',
        todo: 'It is started again; a new run can start when the state says holding.',
        again: () => reopen(options),
      });
    });
    return await openArm(parts, mine).catch((cause: unknown) => {
      if (options.pace === 'real') notOpen(mine, cause, () => inTurn(() => openArm(parts, mine)));
      throw cause;
    });
  };
  const simulatorNow = (): Simulator => {
    if (opened === null) throw new BenchError('unavailable', 'no simulated bench is open');
    return opened.simulator;
  };
  return {
    view,
    envelope,
    get link() {
      return opened === null || opened.isDead ? null : opened.link;
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
    debug: () => ({
      loop: opened?.link == null ? null : opened.monitor.loop(),
      faults: opened?.simulator.faults ?? null,
    }),
    get givenUp() {
      return lostParts.givenUp;
    },
    isOpen: (pace, taskDir) =>
      !lostParts.givenUp &&
      opened !== null &&
      opened.options.pace === pace &&
      opened.options.taskDir === taskDir,
    open,
    lease(holder) {
      if (view.value.lease !== 'none') {
        throw new BenchError('busy', `the bench is held by ${view.value.lease}`);
      }
      change({ lease: holder });
      lostParts.asked();
      return { [Symbol.dispose]: () => change({ lease: 'none' }) };
    },
    async stop(reason) {
      const written = opened?.link?.stop(reason) ?? Promise.resolve(null);
      const stopped = { reason, wallTime: clock.wallTime(), count: ++stops };
      change({ mode: 'stopped', stopped });
      voidAll('aborted', `stopped: ${reason}`);
      return await written;
    },
    resume(count) {
      const { stopped } = view.value;
      if (stopped !== null && count !== undefined && count !== stopped.count) {
        throw new BenchError('refused', 'the bench was stopped again since', {
          hint: 'look at the reason of the new stop, then resume',
        });
      }
      const { robot } = opened?.link ?? {};
      change({ stopped: null, mode: robot === undefined ? 'offline' : 'holding' });
      robot?.resume();
      lostParts.asked();
      // What it cannot open it says in an alert.
      if (lostParts.givenUp && opened !== null) open(opened.options).catch(() => undefined);
    },
    onVoid: (on) => voids.on(({ reason, why }) => on(reason, why)),
    onFrame: (on) => frames.on(on),
    async setScene(next) {
      const touched = (): void => voidAll('human-touched', 'the simulated scene was changed');
      const wanted = { ...settings, ...next };
      const parts = opened;
      const sameCameras = (['imageSize', 'frameRateHz'] as const).every(
        (key) => wanted[key] === settings[key],
      );
      if (parts !== null && sameCameras) {
        touched();
        await parts.simulator.set(wanted);
      } else if (view.value.lease !== 'none') {
        throw new BenchError('refused', 'the cameras cannot change while a run has the bench', {
          hint: 'end the run first',
        });
      }
      settings = wanted;
      // A trial that began meanwhile has the old settings in its provenance.
      touched();
      // New cameras are new devices: the bench is opened anew with them.
      if (parts !== null && !sameCameras) await open(parts.options);
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
      generation++;
      await inTurn(closeParts);
    },
  };
}
