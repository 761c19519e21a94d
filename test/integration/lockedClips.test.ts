/**
 * Clips through a real core and its door, on real small recordings: what they show, and that whatever is locked vanishes
 * from everywhere but the proof that nothing of it was changed, whenever the core dies.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandArgsParsed, CoreApi } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { SplitPlan } from '../../main/base/model/episode.ts';
import type { Core } from '../../main/core.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { openCore } from '../../main/entry/openCore.ts';
import { demoDir, framePlacesFile, lockedDir, thumbsDir } from '../../main/store/dataLayout.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { madeNearMiss, makeManyClips } from '../../tools/perf/manyClips.ts';
import { never, tempDir } from '../lib/coreUnderTest.ts';
import { fetchRaw } from '../lib/doorClient.ts';

const task = 'push-t';
const count = 100;
const negatives = 20;
const lockAndDie = path.resolve(import.meta.dirname, '../lib/lockAndDie.ts');

let made: ReturnType<typeof tempDir>;
let data: ReturnType<typeof tempDir>;
let core: Core;
let door: Door;

const clock = realClock;
const log = silentLog;

async function open(): Promise<void> {
  const dataDir = data.path;
  core = await openCore({ dataDir, clock, log, version: 'test', autoRun: false, restBench: false });
  door = await openDoor({
    ...{ api: core.api, clock, log, version: 'test', windowDir: dataDir },
    trialsDir: path.join(dataDir, 'trials'),
    recordings: { dataDir, ...core.recordings },
  });
}
async function close(): Promise<void> {
  await door[Symbol.asyncDispose]();
  await core[Symbol.asyncDispose]();
}

beforeAll(async () => {
  made = tempDir('clips-made');
  await makeManyClips(made.path, { clips: count, looks: 2 });
}, 60_000);
afterAll(() => made[Symbol.dispose]());
beforeEach(() => {
  data = tempDir('clips');
  cpSync(made.path, data.path, { recursive: true });
});
afterEach(() => data[Symbol.dispose]());

const api = (): CoreApi => core.api;
const get = (at: string, method = 'GET') =>
  fetchRaw(door.port, at, { authorization: `Bearer ${door.token}` }, method);
const split = (more: Partial<CommandArgsParsed<'clip.split'>> = {}): Promise<SplitPlan> => {
  const args = { task, negatives, seed: 1, lock: false, by: 'Ada', ...more };
  return api().call('clip.split', args, never);
};
const label = (
  ids: readonly string[],
  value: 'success' | 'failure',
  look: 'first' | 'second' = 'first',
  by = 'Ada',
) => api().call('clip.label', { ids: [...ids], look, value, decidedMs: null, by, why: '' }, never);
const list = async () => (await api().call('clip.list', { task, since: 0 }, never)).clips;
const lockedFolders = (): readonly string[] => readdirSync(lockedDir(data.path)).sort();

/** Every address that would show something of a recording and its clip. */
const addresses = (recordingId: string, clipId: string): readonly string[] => [
  `/recordings/${recordingId}/frames.json`,
  `/recordings/${recordingId}/frames/front/0.jpg`,
  `/recordings/${recordingId}/playback.json`,
  `/recordings/${recordingId}/front.mp4`,
  `/trials/${recordingId}/playback.json`,
  `/trials/${recordingId}/frames/front/0.jpg`,
  `/trials/${recordingId}/frames.mcap`,
  `/clips/${clipId}/thumb-front.jpg`,
];

describe('through the door', () => {
  beforeEach(open);
  afterEach(close);

  it('gives times, exact pictures, films, documents and small pictures of a demo', async () => {
    const id = 'demo-000003';
    const { frames } = readFrames(demoDir(data.path, id));
    const own = must(frames.get('overhead'));
    const times = JSON.parse((await get(`/recordings/${id}/frames.json`)).body.toString());
    expect(Object.keys(times).sort()).toEqual(['front', 'overhead']);
    expect(times.overhead.atMs).toEqual(own.map(({ capturedAtMs }) => capturedAtMs));
    expect(times.overhead.seq).toEqual(own.map(({ seq }) => seq));
    const picture = await get(`/recordings/${id}/frames/overhead/7.jpg`);
    expect(picture.body.equals(must(own[7]).jpeg)).toBe(true);
    const document = JSON.parse((await get(`/recordings/${id}/playback.json`)).body.toString());
    expect(document).toMatchObject({ id, outcome: null, attempts: [], trace: [] });
    expect(document.problems).toEqual([]);
    expect(document.steps.atMs).toHaveLength(150);
    const small = await get('/clips/clip-000003/thumb-front.jpg');
    expect(small.headers['content-type']).toBe('image/jpeg');
    expect(small.body.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(readdirSync(thumbsDir(data.path, id))).toEqual(['front-2800.jpg']);
    expect((await get('/clips/clip-000003/thumb-front.jpg')).body.equals(small.body)).toBe(true);
  });

  it('gives the same pictures by the places it kept, and walks anew when the file is another', async () => {
    const at = '/recordings/demo-000005/frames/front/9.jpg';
    const first = (await get(at)).body;
    await close();
    expect(existsSync(framePlacesFile(data.path, 'demo-000005'))).toBe(true);
    await open();
    expect((await get(at)).body.equals(first)).toBe(true);
    const other = demoDir(data.path, 'demo-000006');
    const mcap = path.join(demoDir(data.path, 'demo-000005'), 'frames.mcap');
    rmSync(mcap);
    cpSync(path.join(other, 'frames.mcap'), mcap);
    const changed = (await get(at)).body;
    expect(changed.equals(must(readFrames(other).frames.get('front')?.[9]).jpeg)).toBe(true);
    writeFileSync(framePlacesFile(data.path, 'demo-000007'), '{"version":1,"size":');
    expect((await get('/recordings/demo-000007/frames/front/9.jpg')).status).toBe(200);
  });

  it('has nothing else', async () => {
    for (const at of [
      '/recordings/demo-000999/frames.json',
      '/recordings/demo-000001/frames/front/30.jpg',
      '/recordings/demo-000001/frames/back/0.jpg',
      '/recordings/demo-000001/back.mp4',
      '/recordings/demo-000001/demo-end.json',
      '/recordings/demo-000001/front/../../ledger.sqlite',
      '/recordings/..%2f..%2fledger.sqlite/front.mp4',
      '/clips/clip-000999/thumb-front.jpg',
      '/clips/clip-000001/thumb-back.jpg',
      '/clips/demo-000001/thumb-front.jpg',
    ])
      expect([at, (await get(at)).status]).toEqual([at, 404]);
  });

  it('cuts a clip of a part, and none outside the demo or of nothing', async () => {
    const cut = { recordingId: 'demo-000002', fromMs: 500, toMs: 900, nearMiss: null };
    const clip = await api().call('clip.cut', cut, never);
    expect(clip).toMatchObject({ source: 'demo', demoId: 'demo-000002', fromMs: 500, toMs: 900 });
    const refused = (more: object) => api().call('clip.cut', { ...cut, ...more }, never);
    await expect(refused({ toMs: 99_000 })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(refused({ toMs: 500 })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(refused({ recordingId: 'run-1-1' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('locking', () => {
  beforeEach(open);
  afterEach(close);

  it('moves whole recordings where only the owner looks, and tells nobody of them any more', async () => {
    const plan = await split();
    expect(plan).toMatchObject({ negatives, positives: 12, short: [], needSecond: [] });
    expect(plan.byKind[madeNearMiss]?.locked).toBe(7);
    const clipOf = new Map((await list()).map((clip) => [clip.recordingId, clip.id]));
    const [first = ''] = plan.recordings;
    const mine = addresses(first, must(clipOf.get(first)));
    for (const at of mine.filter((each) => !each.startsWith('/trials/')))
      expect([at, (await get(at)).status]).toEqual([at, 200]);
    expect(existsSync(thumbsDir(data.path, first))).toBe(true);
    await split({ lock: true });
    expect(lockedFolders()).toEqual(plan.recordings);
    const modes = [lockedDir(data.path), path.join(lockedDir(data.path), first)];
    expect(modes.map((dir) => statSync(dir).mode & 0o777)).toEqual([0o700, 0o700]);
    for (const at of mine) expect([at, (await get(at)).status]).toEqual([at, 404]);
    expect(existsSync(thumbsDir(data.path, first))).toBe(false);
    expect(existsSync(framePlacesFile(data.path, first))).toBe(false);
    const demos = await api().call('demo.list', { task }, never);
    expect(demos).toHaveLength(count - plan.recordings.length);
    expect(demos.some(({ recordingId }) => plan.recordings.includes(recordingId))).toBe(false);
    await expect(api().call('demo.show', { id: first }, never)).rejects.toMatchObject({
      code: 'not-found',
    });
    const cut = { recordingId: first, fromMs: 0, toMs: 900, nearMiss: null };
    await expect(api().call('clip.cut', cut, never)).rejects.toMatchObject({ code: 'not-found' });
    const told = (await list()).filter(({ locked }) => locked);
    expect(told.map(({ id }) => id).sort()).toEqual(plan.clips);
    expect(told.every((clip) => clip.label === null && clip.hint === null)).toBe(true);
    expect(told.every(({ looks }) => Object.keys(looks).length === 0)).toBe(true);
    await expect(label([must(plan.clips[0])], 'success')).rejects.toMatchObject({
      code: 'refused',
    });
    const summary = await api().call('clip.summary', { task }, never);
    expect(summary).toMatchObject({ clips: count, labelled: count, success: 24, failure: 72 });
    expect(summary.locked).toMatchObject({
      setId: 'locked-0001',
      positives: 12,
      negatives,
      uses: 0,
    });
    expect((await api().call('core.verify', {}, never)).ok).toBe(true);
    const film = path.join(lockedDir(data.path), first, 'front.mp4');
    appendFileSync(film, ' ');
    const { firstProblem } = await api().call('core.verify', {}, never);
    expect(firstProblem).toMatch(new RegExp(`^recording ${first}: front.mp4 has `));
  });

  it('takes back no label of what is locked, and goes on taking back the others', async () => {
    const plan = await split({ lock: true });
    const { changed } = await api().call('clip.undo', { task }, never);
    expect(changed.some((id) => plan.clips.includes(id))).toBe(false);
    expect(changed.length).toBeGreaterThan(0);
    expect((await api().call('clip.summary', { task }, never)).locked?.negatives).toBe(negatives);
  });

  it('adds a second set beside the first, of other recordings', async () => {
    const first = await split({ lock: true });
    const second = await split({ negatives: 15, lock: true, seed: 2 });
    expect(second.recordings.some((id) => first.recordings.includes(id))).toBe(false);
    const { locked } = await api().call('clip.summary', { task }, never);
    expect(locked).toMatchObject({ setId: 'locked-0002', negatives: 15 });
    expect(lockedFolders()).toEqual([...first.recordings, ...second.recordings].sort());
  });

  it('is refused until every clip is looked at twice and settled, and says which', async () => {
    await api().call('clip.undo', { task }, never); // Bo's unclear ones
    await api().call('clip.undo', { task }, never); // and failures
    const plan = await split();
    expect(plan.needSecond).toHaveLength(negatives);
    await expect(split({ lock: true })).rejects.toThrow(/20 clips need their second look/);
    const ids = [...plan.needSecond];
    const queue = await api().call('clip.blind', { task, by: 'Cy', ids }, never);
    expect(queue.clips).toHaveLength(negatives);
    expect(queue.clips.every(({ looks }) => Object.keys(looks).length === 0)).toBe(true);
    const [one = '', ...rest] = ids;
    await label(rest, 'failure', 'second', 'Cy');
    await label([one], 'success', 'second', 'Cy');
    const after = await split();
    expect([after.needSecond, after.needSettling]).toEqual([[], [one]]);
    await expect(split({ lock: true })).rejects.toThrow(/1 clips have two looks that disagree/);
    expect(existsSync(lockedDir(data.path))).toBe(false);
  });

  it('hides at once what a disk refuses to move, says so, and moves it at the next start', async () => {
    writeFileSync(lockedDir(data.path), 'a file where the folder should be');
    const plan = await split({ lock: true });
    const [first = ''] = plan.recordings;
    expect(existsSync(demoDir(data.path, first))).toBe(true);
    expect((await get(`/recordings/${first}/frames.json`)).status).toBe(404);
    const alerts = await new Promise<readonly { readonly key: string }[]>((resolve) => {
      api().state('alerts', resolve);
    });
    expect(alerts.map(({ key }) => key)).toContain('storage');
    await close();
    rmSync(lockedDir(data.path));
    await open();
    expect(lockedFolders()).toEqual(plan.recordings);
  });
});

describe('a core that dies', () => {
  afterEach(close);

  it('between the entry and the move: the next one moves, also what was moved by half', async () => {
    const words = [lockAndDie, data.path, String(negatives)];
    const died = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect([died.signal, died.stderr]).toEqual(['SIGKILL', '']);
    expect(existsSync(lockedDir(data.path))).toBe(false);
    await open();
    const plan = await api().call('clip.summary', { task }, never);
    expect(plan.locked).toMatchObject({ setId: 'locked-0001', negatives });
    const all = lockedFolders();
    expect(all).toHaveLength(plan.locked?.recordings ?? -1);
    await close();
    // As a second death in the middle of the moving left it.
    const [first = ''] = all;
    renameSync(path.join(lockedDir(data.path), first), demoDir(data.path, first));
    await open();
    expect(lockedFolders()).toEqual(all);
    for (const id of all) {
      expect(existsSync(demoDir(data.path, id))).toBe(false);
      expect((await get(`/recordings/${id}/frames.json`)).status).toBe(404);
    }
  });
});
