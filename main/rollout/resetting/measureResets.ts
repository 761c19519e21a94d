/**
 * One measuring of a reset from the request to its numbers: all that can be refused is refused before anything moves, the
 * resets are run on the bench, the bench is given back. Writes no ledger.
 */
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ResetMeasure, ResetTry } from '../../base/model/reset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { StartBox } from '../../base/model/starts.ts';
import type { FoundReset } from '../../environment/reset/findReset.ts';
import { measureOf } from '../../environment/reset/measureOf.ts';
import { secondsOf } from '../../environment/reset/secondOf.ts';
import { spreadOf } from '../../environment/reset/spreadOf.ts';
import { installTask } from '../../environment/task/installTask.ts';
import { shelve } from '../../environment/task/shelf.ts';
import { type ShelvedTask, shelveTask } from '../../environment/task/shelveTask.ts';
import { type DrawStart, loadStartStates } from '../../environment/task/startStates.ts';
import { shelfDir } from '../../store/dataLayout.ts';
import { leaseBench } from '../leaseBench.ts';
import { mustFit } from '../mustFit.ts';
import type { NightFacts, NightParts, NightPorts } from '../night/nightParts.ts';
import { TrialVoid } from '../trialVoid.ts';
import { type ResetLook, runResets } from './runResets.ts';

export type ResetWish = CommandArgsParsed<'reset.run'>;

/** What of a request matters once the folder is found. */
export type MeasureWish = Omit<ResetWish, 'reset'>;

export interface MeasurePlace {
  readonly ports: NightPorts;
  readonly facts: NightFacts;
  readonly parts: Pick<NightParts, 'station' | 'giveWay' | 'refusal'>;
  /** Start states as the template states them. */
  readonly referenceOf: (
    templateDir: string,
    starts: StartBox | undefined,
  ) => Promise<readonly PlanarPose[]>;
}

export interface MeasureWays {
  readonly signal: AbortSignal;
  readonly onTry: (tried: ResetTry) => void;
  /** `end`: after too many in a row that nobody could verify the figures are those of what was done. */
  readonly whenLost?: 'fail' | 'end';
  /** Whose check looks too, because its writer's own is not enough; null: nobody's can. Absent: none is asked for. */
  readonly second?: FoundReset | null | undefined;
  readonly onLook?: ((look: ResetLook) => void) | undefined;
}

interface Plan {
  readonly task: ShelvedTask;
  readonly drawStart: DrawStart;
}

async function plan(
  place: MeasurePlace,
  wish: MeasureWish,
  found: Pick<FoundReset, 'dir' | 'hash'>,
): Promise<Plan> {
  const { dataDir, appDir, templatesDir } = place.facts;
  const { station } = place.parts;
  const installed = await installTask(templatesDir, dataDir, wish.task);
  const shelf = shelfDir(dataDir);
  const whole = await shelveTask(installed, { shelfDir: shelf, appDir, policy: undefined });
  const reset = await shelve(shelf, found.dir);
  if (reset.hash !== found.hash)
    throw new BenchError('refused', `${found.dir} was changed while it was read`);
  const { manifest } = whole;
  mustFit(station, manifest, wish.lockstep);
  return {
    task: { ...whole, reset },
    drawStart: await loadStartStates(whole.templateDir, manifest.starts),
  };
}

/** Where a verified start was seen: by the other check, where one looked. */
function seenIn({ verifiedAt, seen, second }: ResetTry, byOther: boolean): readonly PlanarPose[] {
  const pose = byOther ? (second?.seen ?? null) : seen;
  return verifiedAt === null || pose === null ? [] : [pose];
}

/** What ended it, as whoever asked hears it. */
function endOf(thrown: unknown): BenchError {
  if (!(thrown instanceof TrialVoid)) return toBenchError(thrown);
  const code = thrown.reason === 'aborted' ? 'refused' : 'unavailable';
  return new BenchError(code, `the resets ended: ${thrown.message}`, { cause: thrown });
}

/**
 * The arm holds when it resolves or rejects.
 * @throws BenchError `busy`, `refused`, `not-found`, `bad-input`, `unavailable`, and the signal's reason.
 */
export async function measureResets(
  place: MeasurePlace,
  wish: MeasureWish,
  found: Pick<FoundReset, 'dir' | 'hash'>,
  { signal, onTry, whenLost = 'fail', second, onLook }: MeasureWays,
): Promise<Omit<ResetMeasure, 'wallTime'>> {
  const { ports, facts, parts } = place;
  const { station } = parts;
  const { task, drawStart } = await plan(place, wish, found);
  const shelved = second ? await shelve(shelfDir(facts.dataDir), second.dir) : null;
  const { seed, times, between, by } = wish;
  const pace = wish.lockstep ? 'lockstep' : 'real';
  signal.throwIfAborted();
  await parts.giveWay();
  const { templateDir, manifest } = task;
  await using bench = await leaseBench(
    { ports, facts, station },
    { lease: 'reset', templateDir, pace, seed, signal, over: 'the resets are over' },
  );
  const refused = parts.refusal();
  if (refused !== null) throw refused;
  const resets = await runResets({
    ...{ ports, task, drawStart, times, seed, between, signal, onTry, whenLost, onLook },
    second: shelved,
    ...{ bench: station.envelope, link: bench.again, onVoid: station.onVoid },
  }).catch((thrown: unknown) => {
    throw endOf(thrown);
  });
  const tries = resets.map(({ tried }) => tried);
  const seen = tries.flatMap((tried) => seenIn(tried, shelved !== null));
  const spread = spreadOf(
    seen,
    await place.referenceOf(templateDir, manifest.starts),
    manifest.success,
  );
  const looks = second === undefined ? {} : { second: secondsOf(tries, second?.id ?? null) };
  const narrow = manifest.starts === undefined ? {} : { starts: manifest.starts };
  return measureOf(resets, { spread, ...narrow, seed, clock: pace, between, by, ...looks });
}
