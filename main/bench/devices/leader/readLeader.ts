/**
 * Reads a leader arm fifty times a second and tells its counts. Identifies its servos, switches their torque off, and
 * writes nothing else: no goal ever leaves from here. A read that not all servos answered is left out.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { BenchError } from '../../../base/model/errors.ts';
import type { FromLeader, ToLeader } from '../../../base/wire/leader.ts';
import { openServoDriver, type ServoDriver } from '../../servo/bus.ts';
import { readIdentity } from '../../servo/identifyArm.ts';
import { runMetronome } from '../../servo/metronome.ts';

/** Nothing moves by these reads: a busy machine gets more time for one than the loop would give it. */
const answerTimeoutMs = 40;

export interface LeaderReader {
  /** Tells counts until the signal; rejects when the port came back with who knows what behind it. */
  run(signal: AbortSignal): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface LeaderReaderOptions {
  readonly open: Extract<ToLeader, { type: 'open' }>;
  readonly clock: Clock;
  readonly log: Log;
  readonly send: (message: FromLeader) => void;
}

/** Rejects `unavailable` when the port cannot be opened or a servo is missing. */
export async function openLeaderReader(options: LeaderReaderOptions): Promise<LeaderReader> {
  const { clock, log, send } = options;
  const { port, ids, rateHz } = options.open;
  const back = Promise.withResolvers<never>();
  back.promise.catch(() => undefined);
  const driver: ServoDriver = await openServoDriver({
    path: port,
    clock,
    log,
    answerTimeoutMs,
    onBack: () => back.reject(new BenchError('unavailable', `${port} was away: open it anew`)),
  });
  try {
    const identity = await readIdentity(driver, ids);
    for (const id of ids) await driver.writeRegister(id, 'torqueEnable', 0);
    send({ type: 'opened', ...identity });
  } catch (cause) {
    await driver[Symbol.asyncDispose]();
    throw cause;
  }
  const read = async (): Promise<void> => {
    const { readouts } = await driver.readState(ids);
    const whole = readouts.flatMap((each) => (each === null ? [] : [each]));
    if (whole.length < ids.length) return;
    send({
      type: 'counts',
      counts: whole.map((each) => each.positionCounts),
      temperatureC: whole.map((each) => each.temperatureC),
      voltageV: whole.map((each) => each.voltageV),
    });
  };
  return {
    run: (signal) => Promise.race([runMetronome(clock, rateHz, read, signal), back.promise]),
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  };
}
