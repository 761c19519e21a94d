/**
 * The bench for one who moves it outside of trials: the lease, the task's scene on the table, in lockstep a bench of its
 * own. Given back as it was found: the arm held, the bench's own envelope in force, and after bench time the real-time
 * bench open again.
 */
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { BenchLink } from '../bench/link.ts';
import type { Station } from '../bench/stationPorts.ts';
import type { ProgramPorts } from './openTrialPrograms.ts';
import type { PlannerFacts } from './planRun.ts';

export interface LeasePlace {
  readonly ports: Pick<ProgramPorts, 'clock' | 'log'>;
  readonly facts: Pick<PlannerFacts, 'restTask'>;
  readonly station: Station;
}

export interface LeaseWish {
  readonly lease: Parameters<Station['lease']>[0];
  /** Whose scene lies on the table. */
  readonly templateDir: string;
  readonly pace: 'real' | 'lockstep';
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Why the arm holds in the end. */
  readonly over: string;
}

export interface LeasedBench extends AsyncDisposable {
  /** As it was found last. */
  readonly link: BenchLink;
  /** Once it stands and holds; in real time it may be another one than before. @throws BenchError `unavailable`. */
  again(signal: AbortSignal): Promise<BenchLink>;
}

const standsMs = 30_000;
const lookEveryMs = 100;
const untilDone = new AbortController().signal;

/** At that pace with that scene, once it stands and holds. @throws BenchError `unavailable`. */
async function openBench(
  { ports, station }: LeasePlace,
  { templateDir: taskDir, pace, seed }: LeaseWish,
  signal: AbortSignal,
): Promise<BenchLink> {
  if (pace === 'lockstep') return await station.open({ pace, taskDir, seed });
  let failure: BenchError | null = null;
  if (!station.isOpen(pace, taskDir))
    await station.open({ pace, taskDir, seed }).catch((cause: unknown) => {
      failure = toBenchError(cause);
      // What only did not answer in time is tried again by the station.
      if (failure.code !== 'unavailable' && failure.code !== 'timeout') throw failure;
    });
  for (let waitedMs = 0; waitedMs < standsMs && !station.givenUp; waitedMs += lookEveryMs) {
    signal.throwIfAborted();
    if (station.link !== null && station.healthy) return station.link;
    await ports.clock.sleep(lookEveryMs, signal);
  }
  throw (
    failure ??
    new BenchError('unavailable', 'the arm or a camera of the bench does not answer', {
      hint: 'See the alerts, then try again.',
    })
  );
}

/** @throws BenchError `busy`, `refused`, `unavailable`. */
export async function leaseBench(place: LeasePlace, wish: LeaseWish): Promise<LeasedBench> {
  const { ports, facts, station } = place;
  const { lease, templateDir, pace, seed, over } = wish;
  await using undo = new AsyncDisposableStack();
  undo.use(station.lease(lease));
  if (pace === 'lockstep' && facts.restTask !== null)
    undo.defer(async () => {
      await station
        .open({ pace: 'real', taskDir: templateDir, seed })
        .catch((cause: unknown) =>
          ports.log.log('error', 'the bench did not open again', { error: String(cause) }),
        );
    });
  let link = await openBench(place, wish, wish.signal);
  undo.defer(async () => {
    link.robot.hold(over);
    link.setEnvelope(station.envelope);
    // In lockstep one more row, which shows the hold. A bench that is gone gives none.
    if (pace === 'lockstep') await link.tick(untilDone).catch(() => undefined);
  });
  const given = undo.move();
  return {
    get link() {
      return link;
    },
    async again(signal) {
      if (pace === 'real') link = await openBench(place, wish, signal);
      return link;
    },
    [Symbol.asyncDispose]: () => given.disposeAsync(),
  };
}
