/**
 * From a phone's films to a judge: MP4s with labels beside them are imported, what was said is taken, the built-in author
 * writes a judge, and it is right about films that came afterwards. The real core and its processes; pictures that owe the
 * simulator nothing.
 */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFilms } from '../lib/authorGrounds.ts';
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { describeNeeds } from '../lib/needs.ts';

const task = 'push-t';

describeNeeds(['ffmpeg', 'bubblewrap'])('films alone', () => {
  const films = tempDir('films');
  let core: CoreUnderTest;
  const call: CoreUnderTest['api']['call'] = (...asked) => core.api.call(...asked);
  const clipsOf = async (): Promise<readonly string[]> =>
    (await call('clip.list', { task, since: 0 }, never)).clips.map(({ id }) => id);
  const bring = async (folder: string): Promise<void> => {
    const roles = { phone: 'overhead' };
    const asked = { task, path: path.join(films.path, folder), roles };
    expect((await call('demo.import', asked, never)).refused).toEqual([]);
    await call('clip.takeSaid', { task, by: 'Ada' }, never);
  };

  beforeAll(async () => {
    await makeFilms(path.join(films.path, 'day'), { successes: 12, failures: 18, seed: 5 });
    await makeFilms(path.join(films.path, 'later'), { successes: 4, failures: 8, seed: 6 });
    core = await openTestCore();
  }, 120_000);
  afterAll(async () => {
    await core[Symbol.asyncDispose]();
    films[Symbol.dispose]();
  });

  it('give a judge that is right about later ones', async () => {
    await bring('day');
    const learnt = await clipsOf();
    expect(learnt).toHaveLength(30);
    const wish = { task, seed: 1, seconds: 40, resume: true, measure: false, by: 'Ada' };
    const { judge, tried } = await call('judge.author', wish, never);
    expect(judge).toBe('judge-0001');
    expect(tried.some(({ fp, recall }) => fp === 0 && recall >= 0.9)).toBe(true);

    await bring('later');
    const report = await call('judge.try', { task, judge }, never);
    const said = report.clips.filter(({ clipId }) => !learnt.includes(clipId));
    expect(said).toHaveLength(12);
    expect(said.filter(({ wrong }) => wrong !== null)).toEqual([]);
    const { versions } = await call('judge.show', { task }, never);
    const caveats = versions[0]?.training?.caveats.join(' ');
    for (const words of ['one camera', 'one lighting', 'imported'])
      expect(caveats).toContain(words);
  }, 240_000);
});
