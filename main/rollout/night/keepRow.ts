/**
 * The row of successes that met a night's target, kept as one film: all trials from its first to its last with the resets
 * and checks between, other policies' too, from one camera. Joined of the films as they were recorded; when each picture
 * was taken stands beside it, and whatever lies more than a second apart is told as a cut.
 */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../../base/host/replaceFile.ts';
import { must } from '../../base/lib/assert.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { NightRow, TrialOfNight } from '../../base/model/night.ts';
import { nightDir, rowFile, rowFilmFile, trialDir, videoFile } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { joinFilms } from '../../store/record/joinFilms.ts';
import { readFilmTimes, readRecord } from '../../store/record/readRecord.ts';
import { type RowContent, type RowTrial, rowGaps } from '../../store/record/rowContent.ts';
import { sumWhole } from '../../store/record/sumFile.ts';

export interface RowPorts {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'entries'>;
  readonly ffmpeg: string;
  readonly pause: () => Promise<void>;
  /** The core ends: the next one does it anew. */
  readonly signal: AbortSignal;
}

export interface RowOrder {
  readonly nightId: string;
  /** Of the entry that began the night. */
  readonly fromSeq: number;
  /** The trial that the row began with. */
  readonly rowFrom: string;
  readonly inARow: number;
}

interface TrialOfRow extends TrialOfNight {
  /** Each core has a bench clock of its own. */
  readonly cores: number;
}

const entriesPerPage = 200;
const partOf = 'row.part-';

async function trialsOfRow(ports: RowPorts, order: RowOrder): Promise<readonly TrialOfRow[]> {
  const trials: TrialOfRow[] = [];
  const policies = new Map<string, string>();
  let cores = 0;
  for (let seq = order.fromSeq; ; ) {
    const page = ports.ledger.entries(seq + 1, entriesPerPage);
    for (const { body } of page) {
      if (body.kind === 'core-started') cores++;
      else if (body.kind === 'trial-started' && body.provenance.nightId === order.nightId)
        policies.set(body.id, body.provenance.policyHash);
      else if (body.kind === 'trial-finished' || body.kind === 'trial-aborted') {
        const { id, row } = body;
        const policyHash = policies.get(id);
        if (policyHash !== undefined && (trials.length > 0 || id === order.rowFrom))
          trials.push({ id, outcome: row.outcome, policyHash, cores });
      }
    }
    if (page.length < entriesPerPage) return trials;
    seq = must(page.at(-1)).seq;
    await ports.pause();
  }
}

/** A film and its times, or why there is none. What is locked lies elsewhere and is not found. */
function filmOf(dataDir: string, id: string, camera: string) {
  const dir = trialDir(dataDir, id);
  try {
    const sum = readRecord(dir).verdict?.files[videoFile(camera)];
    const takenAtMs = readFilmTimes(dir)?.[camera];
    if (sum === undefined || takenAtMs === undefined) return { why: 'it has no film' };
    return { file: path.join(dir, videoFile(camera)), sha256: sum.sha256, takenAtMs };
  } catch (thrown) {
    return { why: toBenchError(thrown).message };
  }
}

/** Row by row of the trials; `files` in their order. */
async function lookAtFilms(ports: RowPorts, trials: readonly TrialOfRow[]) {
  const camera = cameraOf(ports.dataDir, trials);
  const told: RowTrial[] = [];
  const files: string[] = [];
  for (const { cores, ...trial } of trials) {
    const film = filmOf(ports.dataDir, trial.id, camera.role);
    if ('why' in film) told.push({ ...trial, clock: cores, film: null, why: film.why });
    else {
      const { file, sha256, takenAtMs } = film;
      told.push({ ...trial, clock: cores, film: { sha256, takenAtMs: [...takenAtMs] } });
      files.push(file);
    }
    await ports.pause();
  }
  return { camera, told, files };
}

/** The first camera of the first record that can be read. */
function cameraOf(dataDir: string, trials: readonly TrialOfRow[]) {
  for (const { id } of trials) {
    try {
      const { roles, videoRateHz } = readRecord(trialDir(dataDir, id)).trial;
      const [role] = roles;
      if (role !== undefined) return { role, rateHz: videoRateHz };
    } catch {
      // Told where its film is looked for.
    }
  }
  return { role: '', rateHz: 0 };
}

/** What goes into the ledger; without a film it says why. @throws BenchError `storage`; the signal's reason. */
export async function keepRow(ports: RowPorts, order: RowOrder): Promise<NightRow> {
  const { nightId, inARow } = order;
  const dir = nightDir(ports.dataDir, nightId);
  await mkdir(dir, { recursive: true });
  const { camera, told, files } = await lookAtFilms(ports, await trialsOfRow(ports, order));
  // What an earlier core left; its own ffmpeg may still write there.
  for (const left of await readdir(dir))
    if (left.startsWith(partOf)) await rm(path.join(dir, left), { recursive: true, force: true });
  const work = await mkdtemp(path.join(dir, partOf));
  const [part, list] = [path.join(work, rowFilmFile), path.join(work, 'films.txt')];
  const film = path.join(dir, rowFilmFile);
  let [sum, why]: [NightRow['film'], string] = [null, 'none of its trials has a film'];
  if (files.length > 0) {
    try {
      await joinFilms(ports.ffmpeg, files, list, part, ports.signal);
      await rename(part, film);
      [sum, why] = [await sumWhole(film, { sync: true }), ''];
    } catch (thrown) {
      why = toBenchError(thrown).message;
    }
  }
  ports.signal.throwIfAborted();
  await rm(work, { recursive: true, force: true });
  const content: RowContent = {
    ...{ kind: 'nightbench-row', version: 1, nightId, inARow, film: sum, trials: told },
    ...{ camera: camera.role, rateHz: camera.rateHz },
  };
  const file = path.join(dir, rowFile);
  await replaceFile(file, `${JSON.stringify(content)}\n`);
  const { pictures, longestGapMs, cuts } = rowGaps(told);
  return {
    ...{ from: order.rowFrom, to: must(told.at(-1)).id, trials: told.length, inARow },
    ...{ camera: camera.role, rateHz: camera.rateHz, pictures, longestGapMs, cuts: cuts.length },
    ...{ film: sum, why, factsHash: (await sumWhole(file)).sha256 },
  };
}
