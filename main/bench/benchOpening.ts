/**
 * Opening and closing one bench, its devices first and its arm on top, and opening it again when a part of it died. One
 * opening at a time: never two owners of one bus. An older opening that is overtaken by a newer one gives up what it has.
 * Knows no lease, no stop and no view; whoever made it hears what became of the bench.
 */
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { SceneSettings } from '../base/model/scene.ts';
import type { Alerts } from './alerts.ts';
import type { BenchDevices } from './benchDevices.ts';
import { type BenchMonitor, benchRateHz as rateHz } from './benchMonitor.ts';
import { type BenchSetup, sameDevices } from './choice/benchSetup.ts';
import type { BenchLink } from './link.ts';
import { createLostParts } from './lostParts.ts';
import type { Robot } from './robot.ts';
import type { OpenOptions, StationPorts } from './stationPorts.ts';

export interface OpenedBench {
  readonly options: OpenOptions;
  readonly setup: BenchSetup;
  readonly devices: BenchDevices;
  readonly monitor: BenchMonitor;
  link: BenchLink | null;
  /** Its devices are gone: the link is still to be closed, and good for nothing else. */
  isDead: boolean;
}

export interface OpeningParts {
  readonly ports: StationPorts;
  readonly alerts: Alerts;
  /** What is opened next. */
  readonly setup: () => BenchSetup;
  readonly settings: () => SceneSettings;
  readonly createMonitor: (options: OpenOptions, devices: BenchDevices) => BenchMonitor;
  /** The devices stand; the arm is opened next. */
  readonly onDevices: (bench: OpenedBench) => void;
  readonly attach: (bench: OpenedBench, robot: Robot) => BenchLink;
  /** The arm stands; before anything else is sent to it. */
  readonly onArm: (link: BenchLink) => void;
  /** The servo process of the bench is gone: the next one says what stands. */
  readonly onArmGone: () => void;
  /** A part was lost: what runs is void. */
  readonly onLost: (message: string) => void;
  readonly onClosed: () => void;
}

export interface BenchOpening extends AsyncDisposable {
  readonly bench: OpenedBench | null;
  /** What was asked for last; null before anything was. */
  readonly wanted: OpenOptions | null;
  /** From the ground: earlier deaths no longer count. In real time it is tried again until it stands. */
  open(options: OpenOptions): Promise<BenchLink>;
  /** The same, but once: one that does not open is closed again and nothing is said of it. */
  tryOpen(options: OpenOptions): Promise<BenchLink>;
  readonly givenUp: boolean;
  /** A person asked for something of the bench. */
  asked(): void;
}

const replaced = (): BenchError =>
  new BenchError('cancelled', 'the bench was closed or opened anew meanwhile');

interface Opening {
  readonly options: OpenOptions;
  readonly setup: BenchSetup;
  readonly link: Promise<BenchLink>;
}

export function createBenchOpening(parts: OpeningParts): BenchOpening {
  const { ports, alerts } = parts;
  const { clock, log } = ports;
  let bench: OpenedBench | null = null;
  let wanted: OpenOptions | null = null;
  let generation = 0;
  let opening: Opening | null = null;
  let turn: Promise<void> = Promise.resolve();
  const lostParts = createLostParts({
    clock,
    log,
    alerts,
    onLost: parts.onLost,
    generation: () => (bench?.options.pace === 'lockstep' ? null : generation),
  });
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  };
  const openArm = async (mine: OpenedBench, my: number): Promise<BenchLink> => {
    const { options, setup, devices } = mine;
    const robot = await ports.openRobot({
      port: devices.port,
      pace: options.pace,
      rateHz,
      calibration: setup.calibration,
      isCalibrated: setup.isCalibrated,
      // It may have been set while the devices opened; the calibration cannot.
      envelope: parts.setup().envelope,
    });
    if (my !== generation) {
      await robot[Symbol.asyncDispose]();
      throw replaced();
    }
    mine.monitor.restart();
    const link = parts.attach(mine, robot);
    mine.link = link;
    robot.onLost(() => {
      mine.link = null;
      link[Symbol.dispose]();
      void robot[Symbol.asyncDispose]();
      parts.onArmGone();
      lostParts.died({
        key: 'servo-process',
        message: 'The process that moves the arm ended. The arm holds where it was.',
        todo: 'It is started again; resume the run when the state says holding.',
        again: () => inTurn(() => openArm(mine, my)),
      });
    });
    parts.onArm(link);
    // The arm stands on devices that live, at whichever try: whatever was gone is back.
    for (const key of ['bench', 'simulator', 'servo-process']) alerts.clear(key);
    return link;
  };
  const notOpen = (my: number, cause: unknown, again: () => Promise<unknown>): void => {
    if (my !== generation) return;
    const { message: why, hint } = toBenchError(cause);
    const message = `The bench did not open: ${why}${hint === undefined ? '' : ` (${hint})`}.`;
    const todo = 'Check power and cables. It is tried again every second.';
    lostParts.notOpen({ key: 'bench', message, todo, again });
  };
  const closeNow = async (): Promise<void> => {
    const old = bench;
    bench = null;
    if (old === null) return;
    old.link?.[Symbol.dispose]();
    await old.link?.robot[Symbol.asyncDispose]();
    await old.devices[Symbol.asyncDispose]();
    parts.onClosed();
  };
  const openNow = async (options: OpenOptions, my: number, keepsTrying: boolean) => {
    await closeNow();
    if (my !== generation) throw replaced();
    const isReal = options.pace === 'real';
    const setup = parts.setup();
    const failed = (cause: unknown, again: () => Promise<unknown>): never => {
      if (isReal && keepsTrying) notOpen(my, cause, again);
      throw cause;
    };
    const settings = parts.settings();
    const devices = await ports
      .openDevices({ ...options, bench: setup.choice, settings })
      .catch((cause: unknown) => failed(cause, () => reopen(options)));
    if (my !== generation) {
      await devices[Symbol.asyncDispose]();
      throw replaced();
    }
    const monitor = parts.createMonitor(options, devices);
    const mine: OpenedBench = { options, setup, devices, monitor, link: null, isDead: false };
    bench = mine;
    parts.onDevices(mine);
    devices.onLost(() => {
      if (my !== generation) return;
      mine.isDead = true;
      lostParts.died({
        key: 'simulator',
        message: 'The simulated bench ended. Its bus and cameras are gone.',
        todo: 'It is started again; a new run can start when the state says holding.',
        again: () => reopen(options),
      });
    });
    return await openArm(mine, my).catch(async (cause: unknown) => {
      if (!keepsTrying && my === generation) await closeNow();
      return failed(cause, () => inTurn(() => openArm(mine, my)));
    });
  };
  const reopen = (options: OpenOptions, keepsTrying = true): Promise<BenchLink> => {
    const { pace, taskDir } = options;
    const setup = parts.setup();
    const isUnderWay =
      opening !== null &&
      sameDevices(opening.setup, setup) &&
      opening.options.pace === pace &&
      opening.options.taskDir === taskDir;
    if (isUnderWay && opening !== null && pace === 'real') return opening.link;
    const my = ++generation;
    wanted = options;
    const link = inTurn(() => openNow(options, my, keepsTrying));
    const current = { options, setup, link };
    opening = current;
    const over = (): void => {
      if (opening === current) opening = null;
    };
    link.then(over, over);
    return link;
  };
  return {
    get bench() {
      return bench;
    },
    get wanted() {
      return wanted;
    },
    get givenUp() {
      return lostParts.givenUp;
    },
    open(options) {
      lostParts.fresh();
      return reopen(options);
    },
    tryOpen(options) {
      lostParts.fresh();
      return reopen(options, false);
    },
    asked: () => lostParts.asked(),
    async [Symbol.asyncDispose]() {
      generation++;
      await inTurn(closeNow);
    },
  };
}
