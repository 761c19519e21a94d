/**
 * The station: the one owner of the bench in the core. Opens the bench that is chosen, keeps its latched stop and its
 * lease, watches its health and raises its alerts. It starts no motion of its own. Whoever runs something hears through
 * `onVoid` that it must end, and why.
 */
import { createStageMeter } from '../base/lib/stageMeter.ts';
import { createSignal, createStateTopic } from '../base/lib/topic.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { BenchView, LeaseHolder } from '../base/model/view.ts';
import type { Alerts } from './alerts.ts';
import type { BenchDevices } from './benchDevices.ts';
import { createBenchMonitor, benchRateHz as rateHz } from './benchMonitor.ts';
import { createBenchOpening, type OpenedBench } from './benchOpening.ts';
import { modelsInForce } from './cameraModels.ts';
import { type BenchSetup, sameDevices } from './choice/benchSetup.ts';
import { createFaultAlerts } from './faultAlerts.ts';
import { noHealth } from './health.ts';
import { type BenchLink, createLockstepLink, createRealLink, type LinkFrame } from './link.ts';
import type { Robot } from './robot.ts';
import { createSceneHand } from './sceneHand.ts';
import type { OnVoid, OpenOptions, Station, StationPorts, StopPress } from './stationPorts.ts';

const sameEnvelope = (a: BenchSetup, b: BenchSetup): boolean =>
  JSON.stringify(a.envelope) === JSON.stringify(b.envelope);

/** Of an arm of which nobody knows where it is. */
function motionRefusalOf({ isCalibrated, choice }: BenchSetup): BenchError | null {
  if (isCalibrated) return null;
  return new BenchError('refused', `the arm of ${choice.name} was never calibrated`, {
    hint: 'calibrate its servos in the bench check: until then nobody knows where it is',
  });
}

type Holder = Exclude<LeaseHolder, 'none'>;

/** Creates without opening anything. */
export function createStation(ports: StationPorts, alerts: Alerts): Station {
  const { clock, log, table, benches } = ports;
  const voids = createSignal<Parameters<OnVoid>>();
  const frames = createSignal<LinkFrame>();
  const stopPresses = createSignal<StopPress>();
  const faultAlerts = createFaultAlerts(alerts);
  /** Of the bench that is open or opened next; the book's, but while another one is tried. */
  let setup: BenchSetup = benches.setupOf(benches.current.id);
  const view = createStateTopic<BenchView>({
    benchId: setup.choice.id,
    kind: setup.choice.kind,
    clock: 'real',
    mode: 'offline',
    stopped: null,
    lease: 'none',
    arm: null,
    envelope: setup.envelope,
    health: noHealth(rateHz),
    cameras: [],
  });
  let stops = 0;
  let armMode: BenchView['mode'] = 'offline';

  const change = (part: Partial<BenchView>): void => view.set({ ...view.value, ...part });
  const voidAll: OnVoid = (...voided) => voids.emit(voided);
  const offline = (): void => {
    armMode = 'offline';
    change({ mode: view.value.stopped === null ? 'offline' : 'stopped', arm: null });
  };
  const modelsOf = (devices: BenchDevices) =>
    modelsInForce(devices.cameras, setup.cameraCalibrations);

  const attach = (bench: OpenedBench, robot: Robot): BenchLink => {
    const { options, devices, monitor } = bench;
    const make = options.pace === 'real' ? createRealLink : createLockstepLink;
    const meter = createStageMeter(clock.nowMs);
    const link = make({ clock, robot, devices, cameras: modelsOf(devices), rateHz, meter });
    link.onState((message) => {
      const shown = monitor.state(message, robot.envelope);
      if (shown === null) return;
      armMode = message.state.mode;
      change({ ...shown, mode: view.value.stopped === null ? armMode : 'stopped' });
    });
    link.onFrame((frame) => {
      monitor.frame(frame);
      frames.emit(frame);
    });
    robot.onFault((fault) => {
      faultAlerts.servo(fault);
      if (fault.on) voidAll('servo-fault', fault.message, fault.fault);
    });
    return link;
  };
  const opening = createBenchOpening({
    ports,
    alerts,
    setup: () => setup,
    settings: () => hand.settings,
    createMonitor: ({ pace }, devices) =>
      createBenchMonitor({
        pace,
        cameras: modelsOf(devices),
        cameraRateHz: devices.cameraRateHz,
        table,
        clock,
        viewEveryMs: ports.viewEveryMs,
        onCameras(troubles, roles) {
          faultAlerts.cameras(troubles, roles, devices.cameraWords);
          for (const [role, trouble] of troubles) {
            if (trouble !== 'slow') voidAll('camera-stale', `the ${role} camera is ${trouble}`);
          }
        },
      }),
    onDevices({ options, devices }) {
      const { id, kind } = setup.choice;
      change({ clock: options.pace, benchId: id, kind, objects: devices.objects });
    },
    attach,
    // A new process knows nothing of the latch.
    onArm(link) {
      if (view.value.stopped !== null) void link.stop(view.value.stopped.reason);
    },
    onArmGone: () => faultAlerts.servoGone(),
    onLost(message) {
      voidAll('servo-fault', message);
      offline();
    },
    onClosed() {
      faultAlerts.clearAll();
      // What the next bench has not said yet is not known: the last row was of this one.
      offline();
    },
  });
  const open = async (options: OpenOptions): Promise<BenchLink> => {
    if (options.pace === 'lockstep' && setup.choice.kind === 'real') {
      throw new BenchError('refused', 'bench time (lockstep) is for the simulated bench only', {
        hint: 'run in real time, or choose the simulated bench first',
      });
    }
    return await opening.open(options);
  };
  /** What a person sees when nobody waits for it: the alert of a bench that does not open. */
  const openBehind = (options: OpenOptions): void => {
    opening.open(options).catch((cause: unknown) => {
      log.log('warn', 'the bench did not open', { error: toBenchError(cause).message });
    });
  };
  /** The book's last word becomes the bench's, as soon as nothing runs on the old one. */
  const follow = (): void => {
    if (view.value.lease !== 'none' && view.value.lease !== 'calibration') return;
    const next = benches.setupOf(benches.current.id);
    const isSame = sameDevices(next, setup);
    if (!isSame && view.value.lease !== 'none') return;
    const { name } = setup.choice;
    if (isSame && name === next.choice.name && sameEnvelope(next, setup)) return;
    setup = next;
    if (isSame) {
      opening.bench?.link?.setEnvelope(next.envelope);
      change({ envelope: next.envelope });
      return;
    }
    const { id, kind } = next.choice;
    change({ benchId: id, kind, envelope: next.envelope });
    if (opening.wanted !== null) openBehind({ ...opening.wanted, pace: 'real' });
  };
  const following = benches.onChange(follow);
  const lease = (holder: Holder): Disposable => {
    if (view.value.lease !== 'none') {
      throw new BenchError('busy', `the bench is held by ${view.value.lease}`);
    }
    const refused = holder === 'calibration' ? null : motionRefusalOf(setup);
    if (refused !== null) throw refused;
    change({ lease: holder });
    opening.asked();
    let isHeld = true;
    return {
      [Symbol.dispose]() {
        // Given back twice, it would be taken from whoever has it by then.
        if (!isHeld) return;
        isHeld = false;
        change({ lease: 'none' });
        follow();
      },
    };
  };
  const hand = createSceneHand({
    bench: () => opening.bench,
    isReal: () => setup.choice.kind === 'real',
    isHeld: () => view.value.lease !== 'none',
    touched: (why) => voidAll('human-touched', why),
    open,
  });
  return {
    view,
    get envelope() {
      return setup.envelope;
    },
    get link() {
      const { bench } = opening;
      return bench === null || bench.isDead ? null : bench.link;
    },
    get settings() {
      return setup.choice.kind === 'real' ? {} : hand.settings;
    },
    get healthy() {
      return (armMode === 'holding' || armMode === 'limp') && !faultAlerts.standing;
    },
    get motionRefusal() {
      return motionRefusalOf(setup);
    },
    get faulty() {
      return faultAlerts.standing;
    },
    get setup() {
      return setup;
    },
    cameraWords: (role) => opening.bench?.devices.cameraWords(role) ?? '',
    debug: () => ({
      loop: opening.bench?.link == null ? null : opening.bench.monitor.loop(),
      faults: opening.bench?.devices.simulator?.faults ?? null,
    }),
    get givenUp() {
      return opening.givenUp;
    },
    isOpen(pace, taskDir) {
      const { bench } = opening;
      if (opening.givenUp || bench === null || bench.setup.choice.id !== setup.choice.id)
        return false;
      // What lies on a real table is no matter of ours.
      const sameTable = setup.choice.kind === 'real' || bench.options.taskDir === taskDir;
      return bench.options.pace === pace && sameTable;
    },
    open,
    async choose(benchId) {
      const next = benches.setupOf(benchId);
      using _held = lease('calibration');
      const old = setup;
      const { wanted } = opening;
      try {
        if (wanted !== null) {
          setup = next;
          await opening.tryOpen({ ...wanted, pace: 'real' });
        }
        benches.choose(benchId);
        setup = next;
      } catch (cause) {
        setup = old;
        if (wanted !== null) openBehind({ ...wanted, pace: 'real' });
        const { code, message, hint } = toBenchError(cause);
        const why = `${next.choice.name} did not open: ${message}`;
        throw new BenchError(code, `${why}. ${old.choice.name} stays the bench`, {
          hint: hint ?? 'check its power and cables, then choose it again',
          cause,
        });
      }
      const { id, kind } = next.choice;
      change({ benchId: id, kind, envelope: next.envelope });
    },
    lease,
    async stop(reason) {
      const atMs = clock.nowMs();
      const written = opening.bench?.link?.stop(reason) ?? Promise.resolve(null);
      stopPresses.emit({ reason, atMs, wroteAfterMs: written });
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
      const { robot } = opening.bench?.link ?? {};
      change({ stopped: null, mode: robot === undefined ? 'offline' : 'holding' });
      robot?.resume();
      opening.asked();
      // What it cannot open it says in an alert.
      if (opening.givenUp && opening.bench !== null) openBehind(opening.bench.options);
    },
    onStop: (on) => stopPresses.on(on),
    onVoid: (on) => voids.on((voided) => on(...voided)),
    onFrame: (on) => frames.on(on),
    setScene: hand.setScene,
    setFault: hand.setFault,
    hand: hand.move,
    async [Symbol.asyncDispose]() {
      following[Symbol.dispose]();
      await opening[Symbol.asyncDispose]();
    },
  };
}
