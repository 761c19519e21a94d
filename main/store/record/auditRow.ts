/**
 * What is kept of the row that met a night's target, against what the ledger promised: film and row.json by their hashes,
 * the row against the trials that the ledger tells, each picture's time against the trial's own record. Says the first
 * thing that does not fit, or null.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NightRow, TrialOfNight } from '../../base/model/night.ts';
import { rowFile, rowFilmFile, videoFile } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { readJson } from './readBounded.ts';
import { readFilmTimes, readVerdict } from './readRecord.ts';
import { type RowContent, rowGaps, rowSchema } from './rowContent.ts';
import { sumWhole } from './sumFile.ts';

export interface RowAudit {
  readonly nightId: string;
  /** Where film and row.json lie. */
  readonly dir: string;
  readonly row: NightRow;
  /** All trials of the night, in the order of their ends. */
  readonly trials: readonly TrialOfNight[];
  /** Null: the record is not here. */
  readonly recordOf: (id: string) => string | null;
  /** The film did not come along. */
  readonly withoutFilm: boolean;
  readonly pause: () => Promise<void>;
}

export const maxRowBytes = 512 << 20;

function problemOfTrials(content: RowContent, { row, trials }: RowAudit): string | null {
  const from = trials.findIndex(({ id }) => id === row.from);
  const there = trials.slice(Math.max(0, from), Math.max(0, from) + content.trials.length);
  const other = content.trials.find(
    ({ id, outcome, policyHash }, i) =>
      from < 0 ||
      there[i]?.id !== id ||
      there[i]?.outcome !== outcome ||
      there[i]?.policyHash !== policyHash,
  );
  if (other !== undefined) return `${other.id} is not what the ledger tells there`;
  if (content.trials.at(-1)?.id !== row.to) return `it does not end with ${row.to}`;
  const own = there.filter(
    ({ policyHash, outcome }) => policyHash === there[0]?.policyHash && outcome !== 'invalid',
  );
  const failed = own.find(({ outcome }) => outcome === 'failure');
  if (failed !== undefined) return `${failed.id} failed`;
  return own.length < row.inARow ? `${own.length} successes are not ${row.inARow}` : null;
}

function problemOfFacts(content: RowContent, { row, nightId }: RowAudit): string | null {
  const { pictures, longestGapMs, cuts } = rowGaps(content.trials);
  const { trials, film, camera, rateHz, inARow } = content;
  const made = { pictures, longestGapMs, cuts: cuts.length, trials: trials.length };
  const said = { ...made, nightId, camera, rateHz, inARow };
  for (const [name, value] of Object.entries({ ...row, nightId }))
    if (name in said && said[name as keyof typeof said] !== value)
      return `${name} is ${said[name as keyof typeof said]}, the ledger says ${value}`;
  return film?.sha256 === row.film?.sha256 ? null : 'it names another film than the ledger';
}

function problemOfTimes({ trials, camera }: RowContent, { recordOf }: RowAudit): string | null {
  for (const { id, film } of trials) {
    const record = film === null ? null : recordOf(id);
    if (film === null || record === null) continue;
    if (readVerdict(record)?.files[videoFile(camera)]?.sha256 !== film.sha256)
      return `the film of ${id} is not the one in its record`;
    const own = readFilmTimes(record)?.[camera] ?? [];
    const same = own.length === film.takenAtMs.length;
    if (!same || own.some((atMs, i) => atMs !== film.takenAtMs[i]))
      return `pictures of ${id} were taken at other times`;
  }
  return null;
}

/** Never throws `storage`. */
export async function auditRow(audit: RowAudit): Promise<string | null> {
  const { nightId, dir, row, withoutFilm } = audit;
  const [facts, film] = [path.join(dir, rowFile), path.join(dir, rowFilmFile)];
  const named = (name: string, what: string): string => `${nightId}: ${name}: ${what}`;
  try {
    if (!existsSync(facts)) return named(rowFile, 'it is missing');
    if ((await sumWhole(facts)).sha256 !== row.factsHash)
      return named(rowFile, 'it was changed, its hash is not the one in the ledger');
    const content = readJson(facts, maxRowBytes, rowSchema);
    const problem =
      problemOfFacts(content, audit) ??
      problemOfTrials(content, audit) ??
      problemOfTimes(content, audit);
    if (problem !== null) return named(rowFile, problem);
    await audit.pause();
    if (row.film === null || withoutFilm) return null;
    if (!existsSync(film)) return named(rowFilmFile, 'it is missing');
    return (await sumWhole(film)).sha256 === row.film.sha256
      ? null
      : named(rowFilmFile, 'it was changed, its hash is not the one in the ledger');
  } catch (thrown) {
    return named(rowFile, storageError(dir, thrown).message);
  }
}
