/**
 * The core's end of the leader process: where the arm is that a person moves by hand, and how old that is. It only
 * reads; what moves the follower is the servo loop's business. A silent bus makes readings old, a dead process says so.
 */
import { openFramedChild } from '../base/host/framedChild.ts';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { createSignal } from '../base/lib/topic.ts';
import type { JointCalibration, Joints } from '../base/model/arm.ts';
import { BenchError } from '../base/model/errors.ts';
import type { FromLeader, ToLeader } from '../base/wire/leader.ts';
import { radOfTurn } from './jointTurns.ts';

export interface LeaderReading {
  readonly rad: Joints;
  /** Since the read came to the core. */
  readonly ageMs: number;
}

export interface LeaderPort {
  readonly port: string;
  readonly calibration: readonly JointCalibration[];
}

/** What of a bus is known since it was opened, in the order of the joints. */
export interface LeaderFacts {
  readonly models: readonly number[];
  readonly firmware: readonly string[];
  readonly homingCounts: readonly number[];
}

export interface Leader {
  readonly port: string;
  readonly facts: LeaderFacts;
  /** By its calibration. Null before the first read, and when the newest is older than a second. */
  positionRad(): LeaderReading | null;
  /** As its servos say, 0…4095; in real time fifty times a second. */
  onCounts(on: (counts: readonly number[]) => void): Disposable;
  /** The process is gone, or its bus has been silent for a second; told once, for good. */
  onLost(on: (why: string) => void): Disposable;
  readonly lost: string | null;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface LeaderOptions extends LeaderPort {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  /** Node and the leader process's main. */
  readonly program: { readonly file: string; readonly args: readonly string[] };
}

export const leaderRateHz = 50;
const openTimeoutMs = 10_000;
/** Counted in looks of our own, because a core that stood still has heard nothing either. */
const lookEveryMs = 50;
const silentLooks = 20;
const staleMs = 1000;

/** Opens its bus and switches its torque off. Rejects `unavailable` with what is wrong there. */
export async function openLeader(options: LeaderOptions): Promise<Leader> {
  const { clock, calibration, port } = options;
  const counted = createSignal<readonly number[]>();
  const losses = createSignal<string>();
  const opened = Promise.withResolvers<LeaderFacts>();
  let newest: { readonly counts: readonly number[]; readonly atMs: number } | null = null;
  let looksSinceRead = 0;
  let lost: string | null = null;
  let closing = false;
  const lose = (why: string): void => {
    watching?.[Symbol.dispose]();
    if (closing || lost !== null) return;
    lost = why;
    newest = null;
    losses.emit(why);
  };
  const child = openFramedChild({
    name: 'leader',
    nice: -5,
    ...options.program,
    clock,
    log: options.log,
    table: options.table,
    onFrame: ({ header }) => {
      const message = header as unknown as FromLeader;
      if (message.type === 'counts') {
        newest = { counts: message.counts, atMs: clock.nowMs() };
        looksSinceRead = 0;
        counted.emit(message.counts);
      } else if (message.type === 'opened') opened.resolve(message);
      else opened.reject(BenchError.fromData(message.error));
    },
  });
  const send = (message: ToLeader): boolean => child.send(message);
  let watching: Disposable | null = null;
  void child.exited.then((exit) => {
    const why = `the leader process ended (${exit.signal ?? exit.code}) ${exit.lastWords}`.trim();
    opened.reject(new BenchError('unavailable', why));
    lose(why);
  });
  const close = async (): Promise<void> => {
    closing = true;
    watching?.[Symbol.dispose]();
    send({ type: 'close' });
    await child[Symbol.asyncDispose]();
  };
  send({ type: 'open', port, ids: calibration.map((joint) => joint.id), rateHz: leaderRateHz });
  using _late = clock.after(openTimeoutMs, () =>
    opened.reject(new BenchError('timeout', `the leader arm on ${port} did not open`)),
  );
  const facts = await opened.promise.catch(async (cause: unknown) => {
    await close();
    throw cause;
  });
  watching = clock.every(lookEveryMs, () => {
    if (++looksSinceRead >= silentLooks) lose(`the leader arm on ${port} answers no more`);
  });
  return {
    port,
    facts,
    positionRad() {
      if (newest === null) return null;
      const ageMs = clock.nowMs() - newest.atMs;
      if (ageMs > staleMs) return null;
      const { counts } = newest;
      const rad = calibration.map((joint, j) =>
        radOfTurn(joint, counts[j] ?? Number.NaN, facts.homingCounts[j] ?? 0),
      );
      return { rad, ageMs };
    },
    onCounts: counted.on,
    onLost: losses.on,
    get lost() {
      return lost;
    },
    [Symbol.asyncDispose]: close,
  };
}
