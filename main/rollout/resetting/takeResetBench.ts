/**
 * The bench for resets in a row: the lease, and in lockstep a bench of its own. Given back as it was found: the arm held,
 * the bench's own envelope in force, and after bench time the real-time bench open again.
 */
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { ProgramPorts } from '../openTrialPrograms.ts';
import type { PlannerFacts } from '../planRun.ts';
import { openBench } from '../teleop/takeBench.ts';

export interface ResetBenchPlace {
  readonly ports: Pick<ProgramPorts, 'clock' | 'log'>;
  readonly facts: Pick<PlannerFacts, 'restTask'>;
  readonly station: Station;
}

export interface ResetBenchWish {
  /** Whose scene lies on the table. */
  readonly templateDir: string;
  readonly pace: 'real' | 'lockstep';
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface ResetBench extends AsyncDisposable {
  /** Once it stands and holds; in real time it may be another one than before. @throws BenchError `unavailable`. */
  link(signal: AbortSignal): Promise<BenchLink>;
}

const untilDone = new AbortController().signal;

/** @throws BenchError `busy`, `refused`, `unavailable`. */
export async function takeResetBench(
  place: ResetBenchPlace,
  { templateDir, pace, seed, signal }: ResetBenchWish,
): Promise<ResetBench> {
  const { ports, facts, station } = place;
  await using undo = new AsyncDisposableStack();
  undo.use(station.lease('reset'));
  if (pace === 'lockstep' && facts.restTask !== null)
    undo.defer(async () => {
      await station
        .open({ pace: 'real', taskDir: templateDir, seed })
        .catch((cause: unknown) =>
          ports.log.log('error', 'the bench did not open again', { error: String(cause) }),
        );
    });
  let link = await openBench(place, templateDir, { pace, seed, signal });
  undo.defer(async () => {
    link.robot.hold('the resets are over');
    link.setEnvelope(station.envelope);
    // In lockstep one more row, which shows the hold. A bench that is gone gives none.
    if (pace === 'lockstep') await link.tick(untilDone).catch(() => undefined);
  });
  const given = undo.move();
  return {
    async link(now) {
      if (pace === 'real') link = await openBench(place, templateDir, { pace, seed, signal: now });
      return link;
    },
    [Symbol.asyncDispose]: () => given.disposeAsync(),
  };
}
