/** Hints as first looks: by name, with the moment of the key, once, and never over anybody's answer. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { openTestClips, type TestClips } from '../../../test/lib/openTestClips.ts';
import type { DemoMark } from '../../base/model/episode.ts';
import { demoDir, demoEndFile } from '../../store/dataLayout.ts';
import { takeSaid } from './takeSaid.ts';

const task = 'push-t';
let dir: ReturnType<typeof tempDir>;
let clips: TestClips;
beforeEach(() => {
  dir = tempDir('said');
  clips = openTestClips(dir.path);
});
afterEach(() => {
  clips[Symbol.dispose]();
  dir[Symbol.dispose]();
});

function withMarks(demoId: string, marks: readonly DemoMark[]): void {
  const end = {
    ...{ version: 1, id: demoId, result: null, nearMiss: null, marks, why: '', notes: [] },
    ...{ fromMs: 1000, toMs: 6000, wallTime: '2026-11-30T08:00:00.000Z' },
    ...{ files: {}, filmsFromMs: {} },
  };
  mkdirSync(demoDir(dir.path, demoId), { recursive: true });
  writeFileSync(path.join(demoDir(dir.path, demoId), demoEndFile), JSON.stringify(end));
}

const take = (by: string): Promise<number> =>
  takeSaid(
    { book: clips.room.book, dataDir: dir.path, pause: async () => undefined },
    task,
    by,
    new AbortController().signal,
  );

it('takes what was said where nobody has answered, with the last moment it was said at', async () => {
  const won = clips.demo({ result: 'success' });
  withMarks(won, [
    { atMs: 2000, value: 'failure' },
    { atMs: 3000, value: 'success' },
    { atMs: 9000, value: 'success' },
  ]);
  clips.demo({ result: 'failure' });
  clips.demo();
  const answered = clips.demo({ result: 'failure' });
  const idOf = (demoId: string) =>
    clips.room.book.clips(task).find((clip) => clip.demoId === demoId)?.id ?? '';
  clips.say([idOf(answered)], 'success');
  expect(await take('Ada')).toBe(2);
  const looks = clips.room.book.clips(task).map((clip) => clip.looks.first ?? null);
  expect(looks).toMatchObject([
    { value: 'success', decidedMs: 3000, by: 'Ada' },
    { value: 'failure', decidedMs: null, by: 'Ada' },
    null,
    { value: 'success', by: 'Ada' },
  ]);
  expect(await take('Ada')).toBe(0);
});
