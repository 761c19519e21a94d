/**
 * A night of the real core that meets its target: its row is kept as one film of all that lay between, picture by picture
 * with its time and no cut, seen by the door, proved here and elsewhere; without ffmpeg it is said why there is none.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { NightRow } from '../../main/base/model/night.ts';
import { installTask } from '../../main/environment/task/installTask.ts';
import { createBundleReader } from '../../main/evolution/hub/hubBundle.ts';
import { checkExport } from '../../main/rollout/exporting/checkExport.ts';
import { keepRow } from '../../main/rollout/night/keepRow.ts';
import {
  ledgerPath,
  nightDir,
  rowFile,
  rowFilmFile,
  trialDir,
} from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { readFilmTimes, readSteps } from '../../main/store/record/readRecord.ts';
import { rowGaps, rowSchema } from '../../main/store/record/rowContent.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { nightIn, nightRows, sealTouch, startNight } from '../lib/nightUnderTest.ts';
import { spoilExport } from '../lib/spoilExport.ts';

const inARow = 2;
const nightId = 'night-0001';
const data = tempDir('night-row');
const dataDir = path.join(data.path, 'data');
const dir = path.join(data.path, 'export');
const kept = nightDir(dataDir, nightId);
let row: NightRow;
let ids: readonly string[];

beforeAll(async () => {
  const { dir: copy } = await installTask(path.resolve('tasks'), dataDir, 'touch');
  const manifest = path.join(copy, 'task.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace('"inARow": 50', `"inARow": ${inARow}`));
  await using core = await openTestCore({ dataDir });
  const { api } = core;
  await sealTouch(api, 60);
  await startNight(api, 60);
  const night = await nightIn(api, 'ended');
  expect(night.why).toBe(`${inARow} in a row`);
  row = must(night.row);
  ids = (await nightRows(api, nightId)).map(({ id }) => id);
  await api.call('night.export', { nightId, dir, frames: 'judged' }, never);
}, 240_000);
afterAll(() => data[Symbol.dispose]());

const rowOf = (folder: string) =>
  rowSchema.parse(JSON.parse(readFileSync(path.join(folder, rowFile), 'utf8')));
const check = () =>
  checkExport({ git: createBundleReader(realClock), pause: async () => undefined }, { dir }, never);

describe('the row that met the target', () => {
  it('is one film of every picture from its first trial to its last, without a cut', () => {
    const { trials, camera } = rowOf(kept);
    expect(row).toMatchObject({ inARow, cuts: 0, why: '', to: must(ids.at(-1)) });
    expect(trials.map(({ id }) => id)).toEqual(ids.slice(ids.indexOf(row.from)));
    for (const { id, film } of trials)
      expect(must(film).takenAtMs).toEqual(readFilmTimes(trialDir(dataDir, id))?.[camera]);
    const film = path.join(kept, rowFilmFile);
    const args = ['-v', 'error', '-count_packets', '-show_entries', 'stream=nb_read_packets'];
    const counted = execFileSync('ffprobe', [...args, '-of', 'csv=p=0', film]).toString();
    expect(Number(counted)).toBe(row.pictures);
    // Camera by camera ten a second: no picture is missing between two trials either.
    expect(row.longestGapMs).toBe(1000 / row.rateHz);
    const last = must(trials.at(-1));
    const end = must([...readSteps(trialDir(dataDir, last.id))].at(-1)).atMs;
    expect(end - must(must(last.film).takenAtMs.at(-1))).toBeLessThan(2 * row.longestGapMs);
  });

  it('goes along with the night and is proved there', async () => {
    expect(await check()).toMatchObject({ ok: true, frames: 'judged' });
    const { edit, flipAndResum, bytes } = spoilExport(dir);
    const name = `nights/${nightId}/${rowFilmFile}`;
    const whole = bytes(name);
    flipAndResum(name);
    expect((await check()).firstProblem).toMatch(/row\.mp4: it was changed/);
    edit(name, () => whole);
    const facts = `nights/${nightId}/${rowFile}`;
    const text = bytes(facts);
    edit(facts, (old) => old.toString().replace(/"takenAtMs":\[(\d+),/, '"takenAtMs":[1,'));
    expect((await check()).firstProblem).toMatch(/row\.json: it was changed/);
    edit(facts, () => text);
    expect(await check()).toMatchObject({ ok: true });
  });

  it('says why there is no film, by name, where no ffmpeg is', async () => {
    const copy = path.join(data.path, 'copy');
    cpSync(dataDir, copy, { recursive: true, verbatimSymlinks: true });
    rmSync(nightDir(copy, nightId), { recursive: true });
    const options = { clock: realClock, log: silentLog, softwareVersion: 'test' };
    using ledger = openLedger(ledgerPath(copy), options);
    const fromSeq = must(ledger.notes('night-started', 1)[0]).seq;
    const ports = { dataDir: copy, ledger, pause: async () => undefined };
    const made = await keepRow(
      { ...ports, ffmpeg: 'no-such-ffmpeg', signal: never },
      { nightId, fromSeq, rowFrom: row.from, inARow },
    );
    expect(made).toEqual({
      ...row,
      film: null,
      why: expect.stringMatching(/^no-such-ffmpeg is not/),
      factsHash: made.factsHash,
    });
    expect(existsSync(path.join(nightDir(copy, nightId), rowFilmFile))).toBe(false);
  });

  it('is looked through by the proof of the data folder', async () => {
    expect(await verifyStore(dataDir)).toMatchObject({ ok: true });
    expect(existsSync(path.join(kept, rowFilmFile))).toBe(true);
    appendFileSync(path.join(kept, rowFilmFile), ' ');
    expect((await verifyStore(dataDir)).firstProblem).toMatch(/row\.mp4: it was changed/);
  });
});

describe('gaps', () => {
  const trial = (id: string, clock: number, takenAtMs: number[] | null) => ({
    ...({ id, outcome: 'success', policyHash: 'ab'.repeat(32), clock } as const),
    film: takenAtMs === null ? null : { sha256: 'cd'.repeat(32), takenAtMs },
  });

  it('are told: between pictures, over a missing film, over another clock', () => {
    expect(rowGaps([trial('a', 0, [0, 100, 100, 300]), trial('b', 0, [400])])).toEqual({
      ...{ pictures: 5, longestGapMs: 200, cuts: [] },
    });
    const { longestGapMs, cuts } = rowGaps([
      trial('a', 0, [0, 2500]),
      trial('b', 0, null),
      trial('c', 1, [2600]),
    ]);
    expect(longestGapMs).toBe(2500);
    expect(cuts.map(({ before }) => before)).toEqual(['a', 'b', 'c']);
  });
});
