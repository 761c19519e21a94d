/**
 * The follower limp in a person's hands: under the lease `calibration`, until released or until it can't be: stopped, the
 * bench gone or opened anew. Then `onEnd` hears why, once, and whoever holds it releases it. What it does to the arm is
 * to let its torque fade and to ask for it back.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { BenchLink } from '../link.ts';
import type { Station } from '../stationPorts.ts';

export interface LimpArm {
  readonly link: BenchLink;
  /** Gives the bench back. `hold`: the arm holds where it is first; without, whoever opens the bench anew does that. */
  release(hold: boolean): Promise<void>;
}

export interface LimpArmOptions {
  readonly station: Station;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEnd: (why: string) => void;
}

/** The fade takes three seconds, and begins anew where something caught the arm. */
const limpTimeoutMs = 20_000;

/** The bench as it stands. @throws BenchError `unavailable`. */
export function openLink({ link }: Station): BenchLink {
  if (link !== null) return link;
  const hint = 'look at the bench check for what is missing';
  throw new BenchError('unavailable', 'no bench is open', { hint });
}

/** In real time: a person's hand knows no other. */
function realLink(station: Station): BenchLink {
  const link = openLink(station);
  if (link.pace !== 'real')
    throw new BenchError('unavailable', 'the bench runs in bench time (lockstep)', {
      hint: 'wait until the run is over: the bench then stands in real time again',
    });
  return link;
}

/** Tells once that the arm is lost to whoever holds it. */
export function watchBench(
  station: Station,
  link: BenchLink,
  onEnd: (why: string) => void,
): Disposable {
  const stack = new DisposableStack();
  const end = (why: string): void => {
    if (stack.disposed) return;
    stack.dispose();
    onEnd(why);
  };
  stack.use(link.robot.onLost(end));
  stack.use(
    station.onVoid((reason, why) => {
      if (reason === 'aborted' || station.link !== link) end(why);
    }),
  );
  return stack;
}

/**
 * Asks, and asks again where a fault of the bus caught the arm while its torque faded; resolves when it is limp. Rejects
 * `refused` with why it may not, `timeout`, or with the signal's reason.
 */
async function letGo(link: BenchLink, clock: Clock, signal: AbortSignal): Promise<void> {
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => undefined);
  let isAsking = false;
  const ask = async (): Promise<void> => {
    isAsking = true;
    await link.robot.relax().finally(() => {
      isAsking = false;
    });
  };
  await ask();
  using _rows = link.onState(({ state: { mode } }) => {
    if (mode === 'limp') done.resolve();
    // While the fault lasts it is refused; the next row asks again.
    else if (mode === 'holding' && !isAsking) ask().catch(() => undefined);
  });
  using _late = clock.after(limpTimeoutMs, () =>
    done.reject(
      new BenchError('timeout', 'the arm did not go limp', {
        hint: 'each fault of the bus catches it while its torque fades: mend what the alerts say',
      }),
    ),
  );
  const onAbort = (): void => done.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await done.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Resolves once the arm is limp. Rejects `busy`, `refused` while stopped, `unavailable`; the arm holds again then. */
export async function openLimpArm(options: LimpArmOptions): Promise<LimpArm> {
  const { station, clock, log, onEnd } = options;
  const link = realLink(station);
  const lease = station.lease('calibration');
  let isOpen = false;
  const ending = new AbortController();
  const watching = watchBench(station, link, (why) => {
    ending.abort(new BenchError('cancelled', `the arm was not let go: ${why}`));
    if (isOpen) onEnd(why);
  });
  let released: Promise<void> | null = null;
  const release = async (hold: boolean): Promise<void> => {
    watching[Symbol.dispose]();
    try {
      if (hold && station.link === link) await link.robot.energise();
    } catch (cause) {
      // Stopped or faulty: it stays limp, and whoever moves it next has it hold first.
      log.log('warn', 'the arm stays limp', { why: toBenchError(cause).message });
    } finally {
      lease[Symbol.dispose]();
    }
  };
  const once = (hold: boolean): Promise<void> => {
    released ??= release(hold);
    return released;
  };
  try {
    await letGo(link, clock, ending.signal);
  } catch (cause) {
    await once(true);
    throw cause;
  }
  isOpen = true;
  return { link, release: once };
}
