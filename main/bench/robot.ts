/**
 * The core's end of the servo process: sends expiring targets, hears states and faults. It holds no opinion on
 * motion: the envelope, the watchdogs and the hold are in that process. When the process dies the arm is held by
 * the lead limit of the last written goal, and `onLost` is told.
 */
import type { FramedChild } from '../base/host/framedChild.ts';
import { openFramedChild } from '../base/host/framedChild.ts';
import type { WireFrame } from '../base/host/frames.ts';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { createSignal } from '../base/lib/topic.ts';
import type { Envelope, JointCalibration, Joints } from '../base/model/arm.ts';
import { BenchError } from '../base/model/errors.ts';
import type { FromServo, ToServo } from '../base/wire/servo.ts';

export type ServoState = Extract<FromServo, { type: 'state' }>;
export type ServoFaultEvent = Extract<FromServo, { type: 'fault' }>;
export type ServoLimitEvent = Extract<FromServo, { type: 'limit' }>;

export interface RobotOptions {
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly pace: 'real' | 'lockstep';
  readonly rateHz: number;
  readonly calibration: readonly JointCalibration[];
  /** False: the calibration is only the nominal one. */
  readonly isCalibrated?: boolean | undefined;
  readonly envelope: Envelope;
  /** Node and the servo process's main. */
  readonly program: { readonly file: string; readonly args: readonly string[] };
  /** Wall time one control period may take in lockstep; 10 s when not given. */
  readonly tickTimeoutMs?: number;
  /** How long all answers to one packet may take; the servo process's own choice when not given. */
  readonly answerTimeoutMs?: number | undefined;
}

/** What of the servos is known since the bus was opened, in the order of the joints. */
export type ServoIdentity = Omit<Extract<FromServo, { type: 'opened' }>, 'type'>;

export interface Robot {
  readonly pid: number;
  readonly identity: ServoIdentity;
  /** As it was opened with. */
  readonly calibration: readonly JointCalibration[];
  onState(on: (state: ServoState) => void): Disposable;
  onFault(on: (fault: ServoFaultEvent) => void): Disposable;
  onLimit(on: (limit: ServoLimitEvent) => void): Disposable;
  /** The process is gone, for whatever reason but disposal. */
  onLost(on: (why: string) => void): Disposable;
  /**
   * Lockstep: one control period. Rejects `unavailable` when the process is gone, `timeout` when it does not answer: it
   * is killed then, and lost.
   */
  tick(tick: number, atMs: number): Promise<ServoState>;
  target(jointsRad: Joints, arriveInMs: number, expiresInMs: number): void;
  hold(reason: string): void;
  setEnvelope(envelope: Envelope): void;
  /** As last sent: what the servo process keeps to from its next period on. */
  readonly envelope: Envelope;
  /** Milliseconds from the process's receipt to the hold packet; null when none left: process or bus away, or limp. */
  stop(reason: string): Promise<number | null>;
  resume(): void;
  /**
   * For a hand on the arm, under the lease `calibration` alone: torque fades (about 3 s) and stays off, rows go on.
   * Rejects `refused` while stopped or while a fault is on, `unavailable` when the process is gone.
   */
  relax(): Promise<void>;
  /** Holds where the arm is. Rejects as `relax` does. */
  energise(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The core says it is alive this often; the servo process holds after 100 ms of silence. */
const aliveEveryMs = 20;
/**
 * Real time: a process that gives no row for so many of our own beats is stuck, not slow: it is killed, and the next one
 * takes over. Counted in beats, because a core that stood still itself has heard nothing either.
 */
const silentBeats = 50;
const openTimeoutMs = 10_000;
const stopTimeoutMs = 1_000;

/** Opens the bus. Rejects `unavailable` with the process's last words. */
export async function openRobot(options: RobotOptions): Promise<Robot> {
  const { clock, log, tickTimeoutMs = 10_000 } = options;
  const states = createSignal<ServoState>();
  const faults = createSignal<ServoFaultEvent>();
  const limits = createSignal<ServoLimitEvent>();
  const lost = createSignal<string>();
  const opened = Promise.withResolvers<ServoIdentity>();
  const asking = new Map<number, (refused: string | null) => void>();
  const stops = new Map<number, (afterMs: number | null) => void>();
  let waiting: PromiseWithResolvers<ServoState> | null = null;
  let beatsSinceRow = 0;
  let closing = false;
  let sequence = 0;

  const onFrame = (frame: WireFrame): void => {
    const message = frame.header as unknown as FromServo;
    if (message.type === 'state') {
      waiting?.resolve(message);
      waiting = null;
      beatsSinceRow = 0;
      states.emit(message);
    } else if (message.type === 'fault') faults.emit(message);
    else if (message.type === 'limit') limits.emit(message);
    else if (message.type === 'stopped') {
      stops.get(message.seq)?.(message.wroteAfterMs);
      stops.delete(message.seq);
    } else if (message.type === 'asked') asking.get(message.seq)?.(message.refused);
    else if (message.type === 'opened') {
      const { models, firmware, homingCounts } = message;
      opened.resolve({ models, firmware, homingCounts });
    } else if (message.type === 'failed') opened.reject(BenchError.fromData(message.error));
  };
  const child: FramedChild = openFramedChild({
    name: 'servo',
    nice: -10,
    ...options.program,
    clock,
    log,
    table: options.table,
    onFrame,
  });
  const send = (message: ToServo): boolean => child.send(message);
  let rowsBegan = false;
  const beat = (): void => {
    send({ type: 'alive' });
    if (!rowsBegan || ++beatsSinceRow < silentBeats) return;
    log.log('error', 'the servo process gives no rows; killed', { pid: child.pid });
    beatsSinceRow = 0;
    child.kill();
  };
  const alive = options.pace === 'real' ? clock.every(aliveEveryMs, beat) : null;
  void child.exited.then((exit) => {
    alive?.[Symbol.dispose]();
    const why = `the servo process ended (${exit.signal ?? exit.code}) ${exit.lastWords}`.trim();
    const error = new BenchError('unavailable', why);
    opened.reject(error);
    waiting?.reject(error);
    waiting = null;
    for (const answer of stops.values()) answer(null);
    stops.clear();
    for (const answer of asking.values()) answer(why);
    if (!closing) lost.emit(why);
  });
  send({
    type: 'open',
    port: options.port,
    clock: options.pace,
    rateHz: options.rateHz,
    answerTimeoutMs: options.answerTimeoutMs,
    calibration: options.calibration,
    isCalibrated: options.isCalibrated,
    envelope: options.envelope,
  });
  using _late = clock.after(openTimeoutMs, () =>
    opened.reject(new BenchError('timeout', `the bus on ${options.port} did not open`)),
  );
  const close = async (): Promise<void> => {
    closing = true;
    alive?.[Symbol.dispose]();
    send({ type: 'close' });
    await child[Symbol.asyncDispose]();
  };
  /** Answered once: by the process, by its end, or by time. */
  const ask = async (type: 'relax' | 'energise'): Promise<void> => {
    const seq = ++sequence;
    const answer = Promise.withResolvers<string | null>();
    using _late = clock.after(stopTimeoutMs, () => answer.resolve('no answer in time'));
    asking.set(seq, answer.resolve);
    const isSent = send({ type, seq });
    const why = isSent ? await answer.promise : 'the servo process is gone';
    asking.delete(seq);
    if (why === null) return;
    const what = type === 'relax' ? 'go limp' : 'hold';
    throw new BenchError(isSent ? 'refused' : 'unavailable', `the arm does not ${what}: ${why}`);
  };
  let identity: ServoIdentity;
  try {
    identity = await opened.promise;
  } catch (cause) {
    await close();
    throw cause;
  }
  rowsBegan = true;
  beatsSinceRow = 0;
  const sent = { envelope: options.envelope, json: JSON.stringify(options.envelope) };
  return {
    pid: child.pid,
    identity,
    calibration: options.calibration,
    onState: (on) => states.on(on),
    onFault: (on) => faults.on(on),
    onLimit: (on) => limits.on(on),
    onLost: (on) => lost.on(on),
    tick(tick, atMs) {
      const answer = Promise.withResolvers<ServoState>();
      waiting = answer;
      const late = clock.after(tickTimeoutMs, () => {
        answer.reject(
          new BenchError('timeout', `the servo process did not answer tick ${tick}; killed`),
        );
        child.kill();
      });
      if (!send({ type: 'tick', tick, atMs })) {
        answer.reject(new BenchError('unavailable', 'the servo process is gone'));
      }
      return answer.promise.finally(() => late[Symbol.dispose]());
    },
    target(jointsRad, arriveInMs, expiresInMs) {
      send({ type: 'target', seq: ++sequence, jointsRad, arriveInMs, expiresInMs });
    },
    hold: (reason) => void send({ type: 'hold', reason }),
    get envelope() {
      return sent.envelope;
    },
    setEnvelope(envelope) {
      const json = JSON.stringify(envelope);
      if (json === sent.json) return;
      sent.json = json;
      sent.envelope = envelope;
      send({ type: 'envelope', envelope });
    },
    stop(reason) {
      const seq = ++sequence;
      return new Promise((resolve) => {
        const timer = clock.after(stopTimeoutMs, () => {
          stops.delete(seq);
          resolve(null);
        });
        stops.set(seq, (afterMs) => {
          timer[Symbol.dispose]();
          resolve(afterMs);
        });
        if (!send({ type: 'stop', reason, seq })) stops.get(seq)?.(null);
      });
    },
    resume: () => void send({ type: 'resume' }),
    relax: () => ask('relax'),
    energise: () => ask('energise'),
    [Symbol.asyncDispose]: close,
  };
}
