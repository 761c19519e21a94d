/** What goes out comes in again: LeRobot datasets and films of our own, and what a dataset must hold to be one. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  exportOrder,
  filesIn,
  importOrder,
  jointsAt,
  makeDemo,
  runOrder,
} from '../../../test/lib/exchangeGrounds.ts';
import { describeNeeds } from '../../../test/lib/needs.ts';
import { readFrames, readSteps } from '../../store/record/readRecord.ts';
import { openParquet } from './parquetFile.ts';
import { openSourceFolder } from './sourceFolder.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-exchange-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const out = (): string => path.join(base, 'out');

async function tableOf(name: string): Promise<Record<string, unknown>[]> {
  using table = await openParquet(openSourceFolder(out()).file(name, 1 << 30), name);
  return await table.read(table.columns, 0, table.rows);
}

describeNeeds(['ffmpeg'])('a LeRobot dataset', () => {
  it('holds what readers look up, and comes in again', async () => {
    const demos = [
      await makeDemo(base, 'demo-000001', { decidedMs: 400 }),
      await makeDemo(base, 'demo-000002', {
        result: 'failure',
        nearMiss: 'Turned too far',
        frames: 5,
      }),
    ];
    const told = await runOrder(exportOrder(out(), demos));
    expect(told.failed).toBe(null);
    expect(told.all.find(({ type }) => type === 'exported')).toMatchObject({ demos: 2, files: 9 });
    expect(filesIn(out())).toEqual([
      'data/chunk-000/file-000.parquet',
      'meta/episodes/chunk-000/file-000.parquet',
      'meta/info.json',
      'meta/stats.json',
      'meta/tasks.parquet',
      'videos/observation.images.front/chunk-000/file-000.mp4',
      'videos/observation.images.front/chunk-000/file-001.mp4',
      'videos/observation.images.overhead/chunk-000/file-000.mp4',
      'videos/observation.images.overhead/chunk-000/file-001.mp4',
    ]);
    const info = JSON.parse(readFileSync(path.join(out(), 'meta/info.json'), 'utf8'));
    expect(info).toMatchObject({ codebase_version: 'v3.0', fps: 10, total_frames: 13 });
    expect(info.features['observation.images.front'].shape).toEqual([64, 64, 3]);
    const rows = await tableOf('data/chunk-000/file-000.parquet');
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_, n) => BigInt(n)));
    expect(rows.map(({ episode_index: episode }) => Number(episode))).toEqual([
      ...Array(8).fill(0),
      ...Array(5).fill(1),
    ]);
    expect(rows.map((row) => row['next.success'])).toEqual([
      ...[false, false, false, false, true, true, true, true],
      ...Array(5).fill(false),
    ]);
    const episodes = await tableOf('meta/episodes/chunk-000/file-000.parquet');
    expect(episodes[1]).toMatchObject({
      ...{ episode_index: 1n, tasks: ['Push the T.'], length: 5n, dataset_from_index: 8n },
      ...{ 'videos/observation.images.front/file_index': 1n, 'data/file_index': 0n },
      ...{ 'videos/observation.images.front/from_timestamp': 0, dataset_to_index: 13n },
    });
    expect(episodes[0]?.['stats/action/mean']).toHaveLength(6);
    const stats = JSON.parse(readFileSync(path.join(out(), 'meta/stats.json'), 'utf8'));
    expect(stats.frame_index).toMatchObject({ min: [0], max: [7], count: [13] });
    expect(stats['observation.images.front'].mean).toHaveLength(3);
    expect(stats['observation.images.front'].mean[0]).toHaveLength(1);

    const back = await runOrder(importOrder(base, out()));
    expect(back.failed).toBe(null);
    expect(back.refused).toEqual([]);
    expect(back.recordings).toMatchObject([
      { episode: 0, frames: 8, fromMs: 0, toMs: 700, result: 'success', nearMiss: null },
      {
        episode: 1,
        frames: 5,
        fromMs: 0,
        toMs: 400,
        result: 'failure',
        nearMiss: 'Turned too far',
      },
    ]);
    const dir = path.join(base, 'incoming', back.recordings[0]?.id ?? '');
    expect([...readSteps(dir)].map(({ positionRad }) => positionRad)).toEqual(
      Array.from({ length: 8 }, (_, n) => jointsAt(n * 5)),
    );
    const { frames } = readFrames(dir);
    expect([...frames.keys()].sort()).toEqual(['front', 'overhead']);
    expect(frames.get('front')?.map(({ capturedAtMs }) => capturedAtMs)).toEqual(
      Array.from({ length: 8 }, (_, n) => n * 100),
    );
    const end = JSON.parse(readFileSync(path.join(dir, 'demo-end.json'), 'utf8'));
    expect(end.marks).toEqual([{ atMs: 400, value: 'success' }]);
  });

  it('leaves out what does not fit the others, by name', async () => {
    const demos = [
      await makeDemo(base, 'demo-000001'),
      await makeDemo(base, 'demo-000002', { side: 32 }),
      await makeDemo(base, 'demo-000003', { rows: false }),
      await makeDemo(base, 'demo-000004', { roles: ['front'] }),
      await makeDemo(base, 'demo-000005'),
    ];
    const told = await runOrder(exportOrder(out(), demos));
    expect(told.refused).toEqual([
      { what: 'demo-000002', why: 'its pictures are 32×32, not those of the others' },
      { what: 'demo-000003', why: 'it has no joints: a dataset wants them' },
      { what: 'demo-000004', why: 'it has no camera overhead' },
    ]);
    expect((await runOrder(importOrder(base, out()))).recordings).toHaveLength(2);
    expect(filesIn(out()).filter((name) => name.includes('front'))).toHaveLength(2);
  });

  it('is not written over what is there, and nothing is left of one that fails', async () => {
    const demo = await makeDemo(base, 'demo-000001', { rows: false });
    expect((await runOrder(exportOrder(base, [demo]))).failed).toContain('is there already');
    expect((await runOrder(exportOrder(out(), [demo]))).failed).toBe('no demo can be exported');
    expect(filesIn(base).filter((name) => name.includes('out'))).toEqual([]);
  });

  it('of a trimmed demo holds the span alone', async () => {
    const demo = { ...(await makeDemo(base, 'demo-000001')), fromMs: 150, toMs: 520 };
    await runOrder(exportOrder(out(), [demo]));
    const rows = await tableOf('data/chunk-000/file-000.parquet');
    expect(rows.map((row) => Number(row.frame_index))).toEqual([0, 1, 2, 3]);
    const [first] = rows;
    const state = Array.from(
      first?.['observation.state'] as number[],
      (deg) => (deg * Math.PI) / 180,
    );
    expect(state[5]).toBeCloseTo(jointsAt(10)[5] ?? 0, 6);
  });
});

describeNeeds(['ffmpeg'])('films', () => {
  it('go out with what was said of them, and come in again', async () => {
    const demos = [
      await makeDemo(base, 'demo-000001', { decidedMs: 300 }),
      await makeDemo(base, 'demo-000002', { result: 'failure', nearMiss: 'Turned too far' }),
    ];
    await runOrder(exportOrder(out(), demos, { format: 'mp4' }));
    expect(filesIn(out())).toContain('demo-000002/overhead.mp4');
    const back = await runOrder(importOrder(base, out()));
    expect(back.refused).toEqual([]);
    expect(back.recordings).toMatchObject([
      { frames: 8, result: 'success', toMs: 700, roles: ['front', 'overhead'] },
      { frames: 8, result: 'failure', nearMiss: 'Turned too far' },
    ]);
  });
});
