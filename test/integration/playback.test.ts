/**
 * A real trial of touch in lockstep, played back through the reader and through the door: the pictures are byte for
 * byte those that were judged, the columns are the recorded rows, and every kind of damage is said in words while what
 * is whole still plays.
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { framePath, type PlaybackDocument, playbackPath } from '../../main/base/api/playback.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { trialsDir } from '../../main/store/dataLayout.ts';
import { indexFrames } from '../../main/store/record/frameIndex.ts';
import { openRecordReader, type RecordReader } from '../../main/store/record/openRecordReader.ts';
import { readFrames, readSteps } from '../../main/store/record/readRecord.ts';
import { maxRows } from '../../main/store/record/stepColumns.ts';
import {
  type CoreUnderTest,
  never,
  openTestCore,
  startRun,
  tempDir,
} from '../lib/coreUnderTest.ts';
import { fetchRaw } from '../lib/doorClient.ts';
import { createTinyCore } from '../lib/tinyCore.ts';

let core: CoreUnderTest;
let row: TrialRow;
let made: string;
const dwellOf = async () => ({ need: 2, of: 3 });

beforeAll(async () => {
  core = await openTestCore();
  const { end } = await startRun(core.api, { task: 'touch', trials: 1, seed: 1, lockstep: true });
  row = must((await end).rows[0]);
  made = path.join(trialsDir(core.dataDir), row.id);
}, 120_000);
afterAll(async () => core[Symbol.asyncDispose]());

/** A copy of the record, to be damaged. */
let copies: ReturnType<typeof tempDir>;
let dir: string;
let reader: RecordReader;
beforeEach(() => {
  copies = tempDir('playback');
  dir = path.join(copies.path, row.id);
  cpSync(made, dir, { recursive: true });
  reader = openRecordReader({ trialsDir: copies.path, dwellOf });
  return () => {
    reader[Symbol.dispose]();
    copies[Symbol.dispose]();
  };
});
const file = (name: string): string => path.join(dir, name);
const play = (): Promise<PlaybackDocument> => reader.playback(row.id);
const flip = (name: string, at: number): void => {
  const bytes = readFileSync(file(name));
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  writeFileSync(file(name), bytes);
};

/** Somewhere in the first picture of a camera. */
async function firstPlace(role: string): Promise<number | undefined> {
  const { frames } = await indexFrames(file('frames.mcap'), never);
  const first = frames.get(role)?.[0];
  return first && first.at + Math.floor(first.bytes / 2);
}

describe('a whole record', () => {
  it('gives every judged picture byte for byte, by camera and place', async () => {
    const { frames, problems } = await play();
    const recorded = readFrames(dir).frames;
    expect(problems).toEqual([]);
    expect(Object.keys(frames).sort()).toEqual([...recorded.keys()].sort());
    for (const [role, all] of recorded) {
      expect(frames[role]?.seq).toEqual(all.map(({ seq }) => seq));
      expect(frames[role]?.atMs).toEqual(all.map(({ capturedAtMs }) => capturedAtMs));
      for (const [n, { jpeg }] of all.entries())
        expect((await reader.frame(row.id, role, n)).equals(jpeg)).toBe(true);
    }
  });

  it('gives every control row, and every verdict with the pictures it was about', async () => {
    const document = await play();
    const rows = [...readSteps(dir)];
    const { steps } = document;
    expect(steps.every).toBe(1);
    expect(steps.atMs).toEqual(rows.map(({ atMs }) => atMs));
    expect(steps.phase).toEqual(rows.map(({ phase }) => phase));
    expect(steps.limitedBy).toEqual(rows.map(({ limitedBy }) => limitedBy));
    for (let joint = 0; joint < 6; joint++) {
      expect(steps.positionRad[joint]).toEqual(rows.map((each) => each.positionRad[joint]));
      expect(steps.load[joint]).toEqual(rows.map((each) => each.load[joint]));
      expect(steps.wantedRad[joint]).toEqual(rows.map((each) => each.wantedRad?.[joint] ?? null));
    }
    expect(document.trace.length).toBeGreaterThan(10);
    for (const moment of document.trace)
      for (const [role, seq] of Object.entries(moment.frames))
        expect(document.frames[role]?.seq).toContain(seq);
    expect(document.trace.some(({ toolClear }) => toolClear === true)).toBe(true);
    expect(document.outcome?.kind).toBe(row.outcome);
    expect(document.attempts).toHaveLength(row.attempts);
    expect(document.dwell).toEqual({ need: 2, of: 3 });
    expect(document.startMs).toBeLessThanOrEqual(must(steps.atMs[0]));
    expect(document.endMs).toBeGreaterThanOrEqual(must(steps.atMs.at(-1)));
  });

  it('refuses pictures that there are not, and trials that there are not', async () => {
    const refusal = { code: 'not-found' };
    await expect(reader.frame(row.id, 'overhead', 9_999_999)).rejects.toMatchObject(refusal);
    await expect(reader.frame(row.id, 'nowhere', 0)).rejects.toMatchObject(refusal);
    await expect(reader.playback('run-9-0001')).rejects.toMatchObject(refusal);
    await expect(reader.playback('../core')).rejects.toMatchObject(refusal);
  });
});

describe('a record that is not whole', () => {
  it('plays an aborted trial as far as it goes and says so', async () => {
    rmSync(file('verdict.json'));
    truncateSync(file('frames.mcap'), Math.floor(statSync(file('frames.mcap')).size * 0.7));
    const steps = readFileSync(file('steps.ndjson'));
    writeFileSync(file('steps.ndjson'), steps.subarray(0, steps.length - 30));
    const document = await play();
    expect(document.outcome).toBeNull();
    expect(document.problems.join('\n')).toMatch(
      /aborted[\s\S]*frames\.mcap: it ends in the middle/,
    );
    const shown = must(document.frames.overhead).seq.length;
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(must(readFrames(made).frames.get('overhead')).length);
    expect(document.steps.atMs).toHaveLength([...readSteps(made)].length - 1);
    expect(await reader.frame(row.id, 'overhead', shown - 1)).toEqual(
      Buffer.from(must(readFrames(made).frames.get('overhead')?.[shown - 1]).jpeg),
    );
  });

  it('notices one changed byte in a picture when it looks through the file', async () => {
    const whole = await play();
    flip('frames.mcap', Math.floor(statSync(file('frames.mcap')).size * 0.6));
    const damaged = await play();
    expect(damaged.problems.join()).toContain('checksum');
    expect(must(damaged.frames.overhead).seq.length).toBeLessThan(
      must(whole.frames.overhead).seq.length,
    );
    const gone = must(whole.frames.overhead).seq.length - 1;
    await expect(reader.frame(row.id, 'overhead', gone)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('notices one changed byte in a picture that it knew before, in a file that looks the same', async () => {
    const moment = 1_700_000_000;
    utimesSync(file('frames.mcap'), moment, moment);
    const { frames } = await play();
    flip('frames.mcap', Math.floor(statSync(file('frames.mcap')).size * 0.6));
    utimesSync(file('frames.mcap'), moment, moment);
    const recorded = readFrames(made).frames;
    const refused: unknown[] = [];
    for (const [role, { seq }] of Object.entries(frames))
      for (const n of seq.keys()) {
        const asked = reader.frame(row.id, role, n);
        const jpeg = await asked.catch((thrown: unknown) => void refused.push(thrown));
        if (jpeg) expect(jpeg.equals(must(recorded.get(role)?.[n]).jpeg)).toBe(true);
      }
    expect(refused).toEqual([
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('was changed') }),
    ]);
  });

  it('reads on where a growing file went on, once for all, and never the beginning again', async () => {
    const bytes = readFileSync(file('frames.mcap'));
    const all = must(readFrames(made).frames.get('overhead'));
    const last = all.length - 1;
    rmSync(file('verdict.json'));
    truncateSync(file('frames.mcap'), Math.floor(bytes.byteLength * 0.6));
    expect((await reader.frame(row.id, 'overhead', 0)).equals(must(all[0]).jpeg)).toBe(true);
    await expect(reader.frame(row.id, 'overhead', last)).rejects.toMatchObject({
      code: 'not-found',
    });
    flip('frames.mcap', must(await firstPlace('overhead'))); // whoever looks there again stops there
    appendFileSync(file('frames.mcap'), bytes.subarray(Math.floor(bytes.byteLength * 0.6)));
    const asked = Array.from({ length: 8 }, () => reader.frame(row.id, 'overhead', last));
    for (const jpeg of await Promise.all(asked))
      expect(jpeg.equals(must(all[last]).jpeg)).toBe(true);
    const { frames, trace } = await play();
    expect(frames.overhead?.seq).toEqual(all.map(({ seq }) => seq));
    expect(trace).toHaveLength(readFrames(made).trace.length);
    // Once there is a verdict the file is what it is, from its first byte on.
    cpSync(path.join(made, 'verdict.json'), file('verdict.json'));
    appendFileSync(file('frames.mcap'), ' ');
    expect((await play()).problems.join()).toContain('checksum');
  });

  it('looks through so many files at once, lets a few wait and refuses more', async () => {
    const ids = Array.from({ length: 4 + 12 + 2 }, (_, n) => `copy-${n}`);
    for (const id of ids) cpSync(made, path.join(copies.path, id), { recursive: true });
    const asked = await Promise.allSettled(ids.map((id) => reader.frame(id, 'overhead', 0)));
    const refused = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused.map(({ code }) => code)).toEqual(['busy', 'busy']);
    for (const id of ids)
      expect((await reader.frame(id, 'overhead', 0)).byteLength).toBeGreaterThan(0);
  });

  it('says which file is missing, and what with it', async () => {
    rmSync(file('frames.mcap'));
    rmSync(file('steps.ndjson'));
    rmSync(file('trial.json'));
    const document = await play();
    expect(document.problems).toHaveLength(3);
    expect(document.frames).toEqual({});
    expect(document.steps.atMs).toEqual([]);
    expect([document.startMs, document.endMs]).toEqual([0, 0]);
    await expect(reader.frame(row.id, 'overhead', 0)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes nonsense for damage and never for data', async () => {
    writeFileSync(file('frames.mcap'), 'no such format at all');
    writeFileSync(file('verdict.json'), '{"version":1,');
    flip('steps.ndjson', 5);
    const document = await play();
    expect(document.problems.join('\n')).toMatch(
      /verdict\.json is damaged[\s\S]*line 1[\s\S]*MCAP/,
    );
    expect(document.steps.atMs).toEqual([]);
    rmSync(file('steps.ndjson'));
    mkdirSync(file('steps.ndjson'));
    expect((await play()).problems.join()).toContain('steps.ndjson is missing');
  });

  it('thins out a huge steps file evenly instead of holding it', async () => {
    const [first = ''] = readFileSync(file('steps.ndjson'), 'utf8').split('\n');
    const step = JSON.parse(first) as Record<string, unknown>;
    const count = maxRows * 2 + 1;
    const lines = Array.from({ length: count }, (_, tick) =>
      JSON.stringify({ ...step, tick, atMs: tick * 20 }),
    );
    writeFileSync(file('steps.ndjson'), `${lines.join('\n')}\n`);
    const { steps, endMs } = await play();
    expect(steps.every).toBe(4);
    expect(steps.atMs.slice(0, 3)).toEqual([0, 80, 160]);
    expect(steps.atMs).toHaveLength(Math.ceil(count / 4));
    expect(endMs).toBe((count - 1) * 20);
  });
});

describe('through the door', () => {
  let door: Door;
  let key: Record<string, string>;
  beforeEach(async () => {
    door = await openDoor({
      api: createTinyCore().api,
      clock: realClock,
      log: silentLog,
      version: '0.0.1',
      windowDir: copies.path,
      trialsDir: copies.path,
    });
    key = { authorization: `Bearer ${door.token}` };
    return () => door[Symbol.asyncDispose]();
  });
  const get = (at: string, headers = key, method = 'GET') =>
    fetchRaw(door.port, at, headers, method);

  it('gives the document and the exact bytes of a picture to who has the key', async () => {
    const answer = await get(playbackPath(row.id));
    expect(answer.status).toBe(200);
    const document = JSON.parse(answer.body.toString()) as PlaybackDocument;
    expect(document).toEqual({ ...(await play()), dwell: null });
    const picture = await get(framePath(row.id, 'front', 2));
    expect(picture.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'no-store',
    });
    const judged = must(readFrames(made).frames.get('front')?.[2]).jpeg;
    expect(picture.body.equals(judged)).toBe(true);
    const head = await get(framePath(row.id, 'front', 2), key, 'HEAD');
    expect(head.headers['content-length']).toBe(String(judged.byteLength));
    expect(head.body).toHaveLength(0);
    const range = { ...key, range: 'bytes=0-7' };
    const start = await get(`/trials/${row.id}/frames.mcap`, range);
    expect([start.status, start.body.toString('latin1', 1, 5)]).toEqual([206, 'MCAP']);
  });

  it('refuses everything else, typed', async () => {
    const id = row.id;
    const refusals: readonly (readonly [string, number, string])[] = [
      [playbackPath('run-9-0001'), 404, 'not-found'],
      [framePath(id, 'front', 999_999), 404, 'not-found'],
      [framePath(id, 'back', 0), 404, 'not-found'],
      [`/trials/${id}/frames/front/-1.jpg`, 404, 'not-found'],
      [`/trials/${id}/frames/front/12345678.jpg`, 404, 'not-found'],
      [`/trials/${id}/frames/../../x/1.jpg`, 404, 'not-found'],
      [`/trials/%2e%2e/playback.json`, 404, 'not-found'],
    ];
    for (const [at, status, code] of refusals) {
      const answer = await get(at, { ...key, accept: 'application/json' });
      expect([at, answer.status]).toEqual([at, status]);
      expect(JSON.parse(answer.body.toString()).error.code).toBe(code);
    }
    expect((await get(playbackPath(id), {})).status).toBe(401);
    expect((await get(framePath(id, 'front', 0), {})).status).toBe(401);
    expect((await get(framePath(id, 'front', 0), key, 'POST')).status).toBe(405);
    writeFileSync(file('frames.mcap'), 'x');
    expect((await get(framePath(id, 'front', 0))).status).toBe(404);
  });
});

describe('the core', () => {
  it('checks a trial file by file, and names the changed one', async () => {
    const fine = await core.api.call('trial.verify', { id: row.id }, never);
    expect(fine).toMatchObject({ result: 'as-recorded', problem: null });
    expect(fine.files.map(({ name }) => name)).toContain('frames.mcap');
    expect(fine.files.every(({ state }) => state === 'verified')).toBe(true);
    const film = path.join(made, 'steps.ndjson');
    const text = readFileSync(film);
    writeFileSync(film, text.toString().replace('"policy"', '"Policy"'));
    const changed = await core.api.call('trial.verify', { id: row.id }, never);
    expect(changed).toMatchObject({ result: 'changed', problem: 'steps.ndjson is changed' });
    expect(changed.files.filter(({ state }) => state !== 'verified')).toHaveLength(1);
    writeFileSync(film, text);
    rmSync(path.join(made, 'front.mp4'));
    expect(await core.api.call('trial.verify', { id: row.id }, never)).toMatchObject({
      result: 'changed',
      problem: expect.stringContaining('front.mp4 is missing'),
    });
    await expect(core.api.call('trial.verify', { id: 'run-9-1' }, never)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('opens the folder of known trials only', async () => {
    await expect(core.api.call('trial.reveal', { id: 'run-9-1' }, never)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
