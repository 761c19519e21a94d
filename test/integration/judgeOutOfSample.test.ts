/**
 * Judges that would be measured on what they know, through a real core: seen before it was locked, or told apart by
 * remembering what they were asked.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Core } from '../../main/core.ts';
import { openCore } from '../../main/entry/openCore.ts';
import { makeManyClips } from '../../tools/perf/manyClips.ts';
import { never, tempDir } from '../lib/coreUnderTest.ts';

const task = 'push-t';
let data: ReturnType<typeof tempDir>;
let core: Core;
let made = 0;

function folder(body: string): string {
  const dir = path.join(data.path, `folder-${++made}`);
  mkdirSync(dir);
  const program = `import { serveProgram } from 'nightbench/sdk/program.ts';
let asked = 0;
const say = (verdict) => ({ verdict, score: 0.5, margin: 0, flags: [],
  perCamera: { overhead: verdict, 'the T lies left': verdict } });
serveProgram({ onJudge: () => { asked++; ${body} } });
`;
  writeFileSync(path.join(dir, 'judge.ts'), program);
  const whole = { crop: { x: 0, y: 0, w: 1, h: 1 }, threshold: 0.5 };
  const file = {
    ...{ version: 1, task, words: 'It remembers.', by: 'hand', fusion: 'all', training: null },
    ...{ cameras: { overhead: whole }, dwell: { need: 3, of: 4 }, config: {} },
  };
  writeFileSync(path.join(dir, 'judge.json'), JSON.stringify(file));
  return dir;
}
const add = (body: string) =>
  core.api.call('judge.add', { task, dir: folder(body), by: 'Ada' }, never);
const lock = (seed: number) =>
  core.api.call('clip.split', { task, negatives: 8, seed, lock: true, by: 'Ada' }, never);
const measure = (judge: string) =>
  core.api.call('judge.measure', { task, judge, by: 'Ada' }, never);

beforeAll(async () => {
  data = tempDir('learnt');
  await makeManyClips(data.path, { clips: 60, looks: 2 });
  const ports = { dataDir: data.path, clock: realClock, log: silentLog, version: 'test' };
  core = await openCore({ ...ports, autoRun: false, restBench: false });
}, 300_000);
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

describe('a measuring', () => {
  it('finds out who goes by what it was asked before, and tells of no made-up camera', async () => {
    await lock(1);
    const { id } = await add("return say(asked > 200 ? 'failure' : 'undecided');");
    const { scores } = await measure(id);
    expect(scores.faults).toBeGreaterThan(5);
    expect(Object.keys(scores.perCamera)).toEqual(['overhead']);
    const { gate, why } = await core.api.call('judge.report', { task, judge: id }, never);
    expect([gate, why[0]]).toEqual(['fail', expect.stringMatching(/could not be judged/)]);
  }, 200_000);

  it('is refused, and no look spent, on clips that were there to be seen when a judge was made', async () => {
    const { id } = await add("return say('failure');");
    await lock(2);
    await expect(measure(id)).rejects.toMatchObject({
      ...{ code: 'refused', message: expect.stringMatching(/may have learnt/) },
    });
    const { lockedSet } = await core.api.call('judge.show', { task }, never);
    expect(lockedSet).toMatchObject({ setId: 'locked-0002', uses: 0 });
  }, 60_000);
});
