/** A policy from the shelf into the working copy of Touch: whole, told, and never over what nobody knows. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { templatesDir } from '../../../test/lib/examUnderTest.ts';
import { silentLog } from '../../base/lib/log.ts';
import { shelfDir } from '../../store/dataLayout.ts';
import { type AdoptedPolicy, adoptPolicy } from './adoptPolicy.ts';
import { hashTree } from './hashTree.ts';
import { installTask } from './installTask.ts';
import { shelve } from './shelf.ts';
import { createTaskChanges } from './taskChanges.ts';

const task = 'touch';
let data: ReturnType<typeof tempDir>;
let [version0, champion, working] = ['', '', ''];
let written: string[];

/** The hash of what it replaced; null: nothing. */
const adopt = async (more: Partial<AdoptedPolicy> = {}): Promise<string | null> => {
  let before: string | null = null;
  const onReplacing = (hash: string): void => {
    before = hash;
  };
  const book = { written: (...[, , how]: readonly string[]) => void written.push(how ?? '') };
  const changes = createTaskChanges(
    { log: silentLog, book, seedHub: async () => undefined },
    Promise.resolve(),
  );
  const policy = { task, policyHash: champion, known: [version0], override: null, onReplacing };
  await adoptPolicy({ templatesDir, dataDir: data.path, changes }, { ...policy, ...more });
  return before;
};
const now = (): Promise<string> => hashTree(working);

beforeEach(async () => {
  data = tempDir('adopt');
  written = [];
  working = path.join((await installTask(templatesDir, data.path, task)).dir, 'policy');
  const own = shelfDir(data.path);
  version0 = (await shelve(own, working)).hash;
  appendFileSync(path.join(working, 'README.md'), 'better');
  champion = (await shelve(own, working)).hash;
  const back = { policyHash: version0, known: [champion] };
  await adopt(back);
  written = [];
});
afterEach(() => data[Symbol.dispose]());

it('is there afterwards, byte for byte, and told once', async () => {
  expect(await now()).toBe(version0);
  expect(await adopt()).toBe(version0);
  expect(await now()).toBe(champion);
  expect(await adopt()).toBeNull();
  expect(written).toEqual(['policy']);
});

it('does not go over what somebody changed, but with a reason', async () => {
  appendFileSync(path.join(working, 'README.md'), 'mine');
  const mine = await now();
  await expect(adopt()).rejects.toMatchObject({ code: 'refused' });
  expect(await now()).toBe(mine);
  expect(await adopt({ override: 'I have a copy' })).toBe(mine);
  expect(await now()).toBe(champion);
});

it('is refused where it is not what the shelf says', async () => {
  await expect(adopt({ policyHash: 'd'.repeat(64) })).rejects.toThrow();
  expect([await now(), written]).toEqual([version0, []]);
});
