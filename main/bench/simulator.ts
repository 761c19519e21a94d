/**
 * The core's end of the simulated bench process: the same place a real bench has its serial port and its cameras.
 * Calls are answered or the process is gone; `truth` is for the referee's tally and for nothing else.
 */
import { openFramedChild } from '../base/host/framedChild.ts';
import type { WireFrame } from '../base/host/frames.ts';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log, LogFields } from '../base/lib/log.ts';
import { createSignal } from '../base/lib/topic.ts';
import type { Joints } from '../base/model/arm.ts';
import { BenchError } from '../base/model/errors.ts';
import type { ArmName } from '../base/model/phaseOne.ts';
import type { FaultSwitch, PlanarPose, SceneSettings } from '../base/model/scene.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type { FromSim, ToSim } from '../base/wire/sim.ts';
import { foldFault } from './standingFaults.ts';

export type SimFrame = Extract<FromSim, { type: 'frame' }>;
export type SimTruth = Extract<FromSim, { type: 'truth' }>;

export interface SimulatorOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly pace: 'real' | 'lockstep';
  readonly taskDir: string;
  readonly seed: number;
  readonly settings: SceneSettings;
  readonly blackBoxPath?: string | undefined;
  readonly program: { readonly file: string; readonly args: readonly string[] };
  /** Wall time one step may take in lockstep; 10 s when not given. */
  readonly stepTimeoutMs?: number;
}

export interface SimStep {
  readonly tick: number;
  readonly untilMs: number;
  readonly busBytes: number;
  readonly pipelined: boolean;
}

export interface Simulator {
  readonly pid: number;
  readonly opened: Extract<FromSim, { type: 'opened' }>;
  onFrame(on: (frame: SimFrame, jpeg: Uint8Array) => void): Disposable;
  onLost(on: (why: string) => void): Disposable;
  /**
   * Lockstep. Answers come in the order asked. A simulator that does not answer in time is killed, and lost; in real time
   * it is asked by itself.
   */
  advance(step: SimStep): Promise<{ captures: number }>;
  seed(seed: number, trialIndex: number): void;
  set(settings: SceneSettings): Promise<void>;
  fault(fault: FaultSwitch): Promise<void>;
  /** The switches that this process has acknowledged and that are on; a new process has none. */
  readonly faults: readonly FaultSwitch[];
  /** From here on every tick waits for the physics before it: something is written out of turn, or may fail. */
  ungate(): void;
  readonly gated: boolean;
  hand(object: string, pose: PlanarPose): Promise<void>;
  /** A person's hand moves an arm there, as fast as a hand does. */
  arm(arm: ArmName, jointsRad: Joints): Promise<void>;
  truth(success: TaskManifest['success']): Promise<SimTruth>;
  [Symbol.asyncDispose](): Promise<void>;
}

const openTimeoutMs = 20_000;
const callTimeoutMs = 5_000;
/**
 * Real time: asked this often whether it lives; one that says nothing for so many of our own beats stands still. Counted
 * in beats, because a core that stood still itself has heard nothing either.
 */
const aliveEveryMs = 250;
const silentBeats = 20;

interface Call {
  resolve(message: FromSim): void;
  reject(error: BenchError): void;
}

/** Answers by call number, with a time limit; all fail when the process ends. */
function createCalls(clock: Clock) {
  const calls = new Map<number, Call>();
  let next = 0;
  return {
    open(send: (call: number) => boolean): Promise<FromSim> {
      const call = ++next;
      return new Promise((resolve, reject) => {
        const timer = clock.after(callTimeoutMs, () => {
          calls.delete(call);
          reject(new BenchError('timeout', 'the simulated bench did not answer'));
        });
        const settle = <T>(run: (value: T) => void) => {
          return (value: T): void => {
            timer[Symbol.dispose]();
            calls.delete(call);
            run(value);
          };
        };
        calls.set(call, { resolve: settle(resolve), reject: settle(reject) });
        if (!send(call))
          calls.get(call)?.reject(new BenchError('unavailable', 'the simulator is gone'));
      });
    },
    answer: (call: number, message: FromSim) => calls.get(call)?.resolve(message),
    fail: (call: number, error: BenchError) => calls.get(call)?.reject(error),
    failAll(error: BenchError) {
      for (const call of [...calls.values()]) call.reject(error);
    },
  };
}

export async function openSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, stepTimeoutMs = 10_000 } = options;
  const frames = createSignal<{ frame: SimFrame; jpeg: Uint8Array }>();
  const lost = createSignal<string>();
  const opened = Promise.withResolvers<Extract<FromSim, { type: 'opened' }>>();
  const calls = createCalls(clock);
  let advancing: PromiseWithResolvers<{ captures: number }>[] = [];
  let closing = false;
  let gated = options.pace === 'lockstep';
  let faults: readonly FaultSwitch[] = [];

  let beatsSinceWord = 0;
  const onFrame = ({ header, blobs }: WireFrame): void => {
    const message = header as unknown as FromSim;
    beatsSinceWord = 0;
    if (message.type === 'frame')
      frames.emit({ frame: message, jpeg: blobs[0] ?? new Uint8Array() });
    else if (message.type === 'advanced') {
      advancing.shift()?.resolve(message);
    } else if (message.type === 'opened') opened.resolve(message);
    else if (message.type === 'failed') {
      const error = BenchError.fromData(message.error);
      if (message.call === null) opened.reject(error);
      else calls.fail(message.call, error);
    } else if (message.type !== 'alive') calls.answer(message.call, message);
  };
  const child = openFramedChild({
    name: 'simulator',
    nice: -5,
    // It may have a black box to write.
    graceMs: 2000,
    ...options.program,
    clock,
    log: options.log,
    table: options.table,
    onFrame,
  });
  const send = (message: ToSim): boolean => child.send(message);
  let alive: Disposable | null = null;
  void child.exited.then((exit) => {
    alive?.[Symbol.dispose]();
    const why = `the simulator ended (${exit.signal ?? exit.code}) ${exit.lastWords}`.trim();
    const error = new BenchError('unavailable', why);
    opened.reject(error);
    for (const each of advancing) each.reject(error);
    advancing = [];
    calls.failAll(error);
    if (!closing) lost.emit(why);
  });
  send({
    type: 'open',
    taskDir: options.taskDir,
    clock: options.pace,
    seed: options.seed,
    settings: options.settings,
    blackBoxPath: options.blackBoxPath,
  });
  using _late = clock.after(openTimeoutMs, () =>
    opened.reject(new BenchError('timeout', 'the simulated bench did not open')),
  );
  const close = async (): Promise<void> => {
    closing = true;
    alive?.[Symbol.dispose]();
    send({ type: 'close' });
    await child[Symbol.asyncDispose]();
  };
  const facts = await opened.promise.catch(async (cause: unknown) => {
    await close();
    throw cause;
  });
  const kill = (facts: LogFields): void => {
    options.log.log('error', 'the simulated bench does not answer; killed', facts);
    child.kill();
  };
  const beat = (): void => {
    if (beatsSinceWord++ < silentBeats) send({ type: 'alive' });
    else kill({ pid: child.pid });
  };
  if (options.pace === 'real') alive = clock.every(aliveEveryMs, beat);
  return {
    pid: child.pid,
    opened: facts,
    onFrame: (on) => frames.on(({ frame, jpeg }) => on(frame, jpeg)),
    onLost: (on) => lost.on(on),
    advance(step) {
      const answer = Promise.withResolvers<{ captures: number }>();
      if (send({ type: 'advance', ...step })) advancing.push(answer);
      else answer.reject(new BenchError('unavailable', 'the simulator is gone'));
      const late = clock.after(stepTimeoutMs, () => kill({ tick: step.tick }));
      return answer.promise.finally(() => late[Symbol.dispose]());
    },
    ungate() {
      gated = false;
      send({ type: 'ungate' });
    },
    get gated() {
      return gated;
    },
    seed: (seed, trialIndex) => void send({ type: 'seed', seed, trialIndex }),
    async set(settings) {
      await calls.open((call) => send({ type: 'set', settings, call }));
    },
    async fault(fault) {
      gated = false;
      await calls.open((call) => send({ type: 'fault', fault, call }));
      const roles = facts.cameras.map((camera) => camera.role);
      faults = foldFault(faults, fault, roles);
    },
    get faults() {
      return faults;
    },
    async hand(object, pose) {
      await calls.open((call) => send({ type: 'hand', object, pose, call }));
    },
    async arm(arm, jointsRad) {
      await calls.open((call) => send({ type: 'arm', arm, jointsRad, call }));
    },
    async truth(success) {
      return (await calls.open((call) => send({ type: 'truth', call, success }))) as SimTruth;
    },
    [Symbol.asyncDispose]: close,
  };
}
