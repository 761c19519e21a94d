/** What strangers bring: broken, cut, lying or hostile folders. Each is refused with its reason and leaves nothing. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  exportOrder,
  importOrder,
  makeDemo,
  runOrder,
  type Told,
} from '../../../test/lib/exchangeGrounds.ts';
import { describeNeeds } from '../../../test/lib/needs.ts';
import { type Column, openTable } from './datasetTables.ts';

let base = '';
let whole = '';
let wholeFilms = '';
let from = '';
const into = (): string => path.join(base, 'incoming');
const inside = (name: string): string => path.join(from, name);
const bring = (more = {}): Promise<Told> => runOrder(importOrder(base, from, more));
const left = (): string[] => (existsSync(into()) ? readdirSync(into()).sort() : []);

describeNeeds(['ffmpeg'])('an import of', () => {
  beforeAll(async () => {
    base = mkdtempSync(path.join(tmpdir(), 'nb-hostile-'));
    whole = path.join(base, 'whole');
    wholeFilms = path.join(base, 'films');
    from = path.join(base, 'from');
    const demos = [];
    for (const id of ['demo-000001', 'demo-000002', 'demo-000003'])
      demos.push(await makeDemo(base, id, { frames: 5 }));
    expect((await runOrder(exportOrder(whole, demos))).failed).toBe(null);
    const films = exportOrder(wholeFilms, demos.slice(0, 2), { format: 'mp4' });
    expect((await runOrder(films)).failed).toBe(null);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  const start = (source = whole): void => {
    rmSync(from, { recursive: true, force: true });
    rmSync(into(), { recursive: true, force: true });
    cpSync(source, from, { recursive: true });
  };
  beforeEach(() => start());

  const changeInfo = (change: Record<string, unknown>): void => {
    const info = JSON.parse(readFileSync(inside('meta/info.json'), 'utf8'));
    writeFileSync(inside('meta/info.json'), JSON.stringify({ ...info, ...change }));
  };
  const film = (role: string, n: number): string =>
    `videos/observation.images.${role}/chunk-000/file-00${n}.mp4`;

  it('a dataset with a broken, a cut and a missing film refuses those episodes alone', async () => {
    writeFileSync(inside(film('front', 0)), 'no film at all');
    const bytes = readFileSync(inside(film('overhead', 1)));
    truncateSync(inside(film('overhead', 1)), Math.floor(bytes.byteLength / 2));
    const told = await bring();
    expect(told.refused.map(({ what }) => what)).toEqual(['episode 0', 'episode 1']);
    expect(told.refused[0]?.why).toMatch(/file-000\.mp4 gives 0 of 5 pictures/);
    expect(told.refused[1]?.why).toMatch(/file-001\.mp4 gives \d of 5 pictures/);
    expect(left()).toEqual(['import-1-0003']);
    rmSync(inside(film('front', 2)));
    rmSync(into(), { recursive: true });
    const again = await bring();
    expect(again.refused[2]).toEqual({ what: 'episode 2', why: `${film('front', 2)} is missing` });
    expect(left()).toEqual([]);
  });

  it('a cut or scrambled Parquet file says which', async () => {
    const data = inside('data/chunk-000/file-000.parquet');
    const bytes = readFileSync(data);
    truncateSync(data, bytes.byteLength - 200);
    const cut = await bring();
    expect(cut.recordings).toEqual([]);
    expect(cut.refused).toHaveLength(3);
    expect(cut.refused[0]?.why).toMatch(/^data\/chunk-000\/file-000\.parquet is no readable/);
    const scrambled = Buffer.from(bytes);
    scrambled.fill(0xff, 100, 400);
    writeFileSync(data, scrambled);
    expect((await bring()).refused.length).toBeGreaterThan(0);
    truncateSync(inside('meta/episodes/chunk-000/file-000.parquet'), 40);
    expect((await bring()).failed).toMatch(/^meta\/episodes.*no readable Parquet/);
    expect(left().length).toBeLessThan(3);
  });

  it.each([
    [{ fps: 0 }, /fps is 0/],
    [{ fps: -10 }, /fps is -10/],
    [{ fps: 'fast' }, /info\.json: fps/],
    [{ codebase_version: 'v2.1' }, /v2\.1, not v3/],
    [{ total_episodes: 1e9 }, /1000000000 episodes are more than/],
    [{ features: { a: 1 } }, /info\.json: features\.a/],
    [{ features: undefined }, /info\.json: features/],
  ])('a dataset that says %j is refused whole', async (change, why) => {
    changeInfo(change);
    expect((await bring()).failed).toMatch(why);
    expect(left()).toEqual([]);
  });

  it('a dataset whose paths lead outside opens nothing there', async () => {
    changeInfo({ video_path: '../../{video_key}/{file_index}.mp4' });
    const told = await bring();
    expect(told.refused[0]?.why).toMatch(/leads out of the folder/);
    changeInfo({ video_path: '/etc/{video_key}' });
    expect((await bring()).refused[0]?.why).toMatch(/leads out of the folder/);
    changeInfo({ video_path: 'videos/{anything}.mp4' });
    expect((await bring()).refused[0]?.why).toMatch(/\{anything\} in a path is not known/);
    expect(left()).toEqual([]);
  });

  it('links are not followed', async () => {
    rmSync(inside('videos'), { recursive: true });
    symlinkSync(path.join(whole, 'videos'), inside('videos'));
    expect((await bring()).refused[0]?.why).toBe('videos is a link');
    start(wholeFilms);
    rmSync(inside('demo-000001/front.mp4'));
    symlinkSync(path.join(wholeFilms, 'demo-000001/front.mp4'), inside('demo-000001/front.mp4'));
    const told = await bring();
    // As if it were not there: a link is no file.
    expect(told.recordings[0]?.roles).toEqual(['overhead']);
  });

  const episodes = async (
    rows: readonly { index: number; length: number; fromS?: number }[],
  ): Promise<void> => {
    const keys = ['front', 'overhead'].map((role) => `videos/observation.images.${role}`);
    const whole64 = (name: string): Column => ({ name, type: 'INT64' });
    const columns: Column[] = [
      ...['episode_index', 'length', 'data/chunk_index', 'data/file_index'].map(whole64),
      ...keys.flatMap((key): Column[] => [
        ...['chunk_index', 'file_index'].map((name) => whole64(`${key}/${name}`)),
        { name: `${key}/from_timestamp`, type: 'DOUBLE' },
      ]),
    ];
    const table = openTable(inside('meta/episodes/chunk-000/file-000.parquet'), columns);
    const film = ({ index, fromS = 0 }: (typeof rows)[number]) => [0, Math.min(index, 2), fromS];
    const cells = rows.map((row) => [row.index, row.length, 0, 0, ...film(row), ...film(row)]);
    await table.group(columns.map((_, column) => cells.map((row) => row[column] ?? 0)));
    await table.finish();
  };

  it('a gap in the numbering shifts nothing, and is told', async () => {
    await episodes([
      { index: 0, length: 5 },
      { index: 2, length: 5 },
    ]);
    const told = await bring();
    expect(told.refused).toEqual([
      { what: 'episode 1', why: 'missing from meta/episodes: the numbering has a gap here' },
    ]);
    expect(told.recordings.map(({ episode, frames }) => [episode, frames])).toEqual([
      [0, 5],
      [2, 5],
    ]);
  });

  it('episodes that claim what is not there are refused', async () => {
    await episodes([
      { index: 0, length: 5_000_000_000 },
      { index: 1, length: 4 },
      { index: 1, length: 5 },
      { index: 2, length: 5, fromS: 3 },
      { index: 7, length: 5 },
    ]);
    const told = await bring();
    expect(told.recordings).toEqual([]);
    expect(told.refused.map(({ why }) => why)).toEqual([
      '5000000000 frames are too many',
      'data/chunk-000/file-000.parquet has 5 of its 4 rows',
      'there are two of this number in meta/episodes',
      expect.stringMatching(/gives 0 of 5 pictures/),
      'missing from meta/episodes: the numbering has a gap here',
      'data/chunk-000/file-000.parquet has no row of it',
    ]);
  });

  it('a playlist in disguise opens no other file', async () => {
    start(wholeFilms);
    const secret = path.join(wholeFilms, 'demo-000002/front.mp4');
    writeFileSync(inside('demo-000001/front.mp4'), `ffconcat version 1.0\nfile '${secret}'\n`);
    const told = await bring();
    expect(told.refused).toEqual([
      { what: 'demo-000001', why: expect.stringMatching(/front\.mp4: it is no readable MP4/) },
    ]);
    expect(told.recordings).toHaveLength(1);
  });

  it('a film that is too large for a picture of ours is refused unopened', async () => {
    start(wholeFilms);
    const big = ['-f', 'lavfi', '-i', 'color=size=5000x16:rate=10', '-frames:v', '2', '-y'];
    execFileSync('ffmpeg', ['-v', 'error', ...big, inside('demo-000001/front.mp4')]);
    expect((await bring()).refused[0]?.why).toMatch(/5000×16 are larger than 4096/);
  });

  it('labels that fit nothing are told and not lost', async () => {
    start(wholeFilms);
    writeFileSync(inside('labels.json'), JSON.stringify({ 'demo-000009': { label: 'success' } }));
    const told = await bring();
    expect(told.refused).toEqual([{ what: 'label of demo-000009', why: 'there is no such clip' }]);
    writeFileSync(inside('labels.json'), '{"demo-000001":{"label":"sucess"}}');
    expect((await bring()).failed).toMatch(/^labels\.json: demo-000001\.label/);
    rmSync(inside('labels.json'));
    writeFileSync(
      inside('labels.csv'),
      'clip,label,decided_s,near_miss\n"demo-000001",failure,0.2,"Turned too far"\n',
    );
    rmSync(into(), { recursive: true, force: true });
    const csv = await bring();
    expect(csv.recordings[0]).toMatchObject({ result: 'failure', nearMiss: 'Turned too far' });
    writeFileSync(inside('labels.csv'), 'clip,label,decided_s\ndemo-000001,failure,soon\n');
    expect((await bring()).failed).toMatch(/^labels\.csv, line 2/);
  });

  it('cameras with other names need to be told apart', async () => {
    const other = { taskRoles: ['top', 'side'] };
    expect((await bring(other)).failed).toBe('none of its cameras plays a role of the task');
    const wrong = { ...other, roles: { front: 'nowhere' } };
    expect((await bring(wrong)).failed).toBe('the task has no camera role nowhere');
    const twice = { ...other, roles: { front: 'top', overhead: 'top' } };
    expect((await bring(twice)).failed).toBe('two cameras of the import play the role top');
    const none = { ...other, roles: { wrist: 'top' } };
    expect((await bring(none)).failed).toBe('the import has no camera wrist');
    const told = await bring({ ...other, roles: { front: 'top' } });
    expect(told.recordings.map(({ roles }) => roles)).toEqual([['top'], ['top'], ['top']]);
    expect(told.all).toContainEqual({
      type: 'note',
      note: 'Camera overhead plays no role of the task and was left out.',
    });
  });

  it('nothing at all says what is looked for', async () => {
    rmSync(from, { recursive: true });
    expect((await bring()).failed).toMatch(/^there is no folder/);
    mkdirSync(from);
    expect((await bring()).failed).toBe('from holds no films');
    expect((await bring({ format: 'lerobot' })).failed).toBe('from has no meta/info.json');
    writeFileSync(path.join(base, 'file'), '');
    expect((await bring({ from: path.join(base, 'file') })).failed).toMatch(/is no folder/);
  });
});
