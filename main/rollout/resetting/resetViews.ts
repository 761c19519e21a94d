/**
 * A task's resets as they are told: the boxes of its starts, versions with their measurings, what is in force and how it
 * fares over hours. A measuring counts for the starts it was for. Asks books and folders; changes nothing.
 */
import type { ResetView } from '../../base/model/reset.ts';
import type { StartBox } from '../../base/model/starts.ts';
import { driftOf, wornWords } from '../../environment/reset/driftOf.ts';
import { type FindPorts, resetInForce } from '../../environment/reset/findReset.ts';
import type { ResetBook } from '../../environment/reset/resetBook.ts';
import { boxOf } from '../../environment/reset/spreadOf.ts';
import { findTask } from '../../environment/task/installTask.ts';
import { type MakersReports, ownOrMade } from '../../environment/task/makersReports.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import type { StartReferences } from './startReferences.ts';
import type { TrialResets } from './trialResets.ts';

export interface ResetViewPorts extends FindPorts {
  readonly book: ResetBook;
  readonly makers: Pick<MakersReports, 'reset'>;
  readonly references: StartReferences;
  readonly trialResets: TrialResets;
}

export interface ResetViews {
  /** @throws BenchError `not-found`. */
  of(task: string): Promise<Omit<ResetView, 'running'>>;
  /** What was measured of these bytes for these starts, here or by the makers, whatever is in force now. */
  measured(
    task: string,
    hash: string,
    starts: StartBox | undefined,
  ): Promise<Pick<ResetView, 'measure' | 'makers'>>;
  /** In words why what is in force is worn; null: nothing says so. @throws BenchError `not-found`. */
  worn(task: string): Promise<string | null>;
}

interface InForce {
  readonly id: string;
  readonly hash: string;
  readonly starts: StartBox | undefined;
}

export function createResetViews(ports: ResetViewPorts): ResetViews {
  const { book, makers, references, trialResets, dataDir, templatesDir } = ports;
  const startsOf = async (task: string): Promise<StartBox | undefined> => {
    const { manifestDir } = await findTask(templatesDir, dataDir, task);
    return (await readManifest(manifestDir).catch(() => null))?.starts;
  };
  /** None where the task has no draw that can be loaded, or its box holds nothing. */
  const boxesOf = async (task: string, starts: StartBox | undefined) => {
    const { templateDir } = await findTask(templatesDir, dataDir, task);
    const one = (within: StartBox | undefined) =>
      references.of(templateDir, within).then(boxOf, () => undefined);
    const [stated, box] = [await one(undefined), await one(starts)];
    return {
      ...(starts === undefined ? {} : { starts }),
      ...(stated === undefined ? {} : { stated }),
      ...(box === undefined ? {} : { box }),
    };
  };
  /** The makers measured for all starts. */
  const measured: ResetViews['measured'] = (task, hash, starts) =>
    ownOrMade(book.measure(task, hash, starts), async () =>
      starts === undefined ? await makers.reset(task, hash) : null,
    );
  /** How trials and measurings told of it; newer resets are held against the makers' figures where this folder has none. */
  const fared = async (task: string, { hash, starts }: InForce) => {
    const resets = await trialResets.of(task, hash, starts);
    const told = await measured(task, hash, starts);
    return { resets, told, standard: book.standard(task, hash, starts) ?? told.measure };
  };
  const inForce = async (task: string): Promise<InForce | null> => {
    const found = await resetInForce(ports, task);
    return found === null ? null : { ...found, starts: await startsOf(task) };
  };
  const ofForce = async (task: string, found: InForce) => {
    const { id, hash, starts } = found;
    const { told, standard, resets } = await fared(task, found);
    return {
      inForce: id === 'working' ? null : id,
      ...told,
      drift: driftOf(resets, book.measures(task, hash, starts), standard),
    };
  };
  return {
    measured,
    async of(task) {
      const found = await inForce(task);
      const starts = found === null ? await startsOf(task) : found.starts;
      return {
        ...(await boxesOf(task, starts)),
        ...{ task, versions: book.versions(task, starts) },
        ...(found === null ? { inForce: null, measure: null } : await ofForce(task, found)),
      };
    },
    async worn(task) {
      const found = await inForce(task);
      if (found === null) return null;
      const { standard, resets } = await fared(task, found);
      return wornWords(resets, book.measure(task, found.hash, found.starts), standard);
    },
  };
}
