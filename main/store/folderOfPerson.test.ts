/** Folders of people: outside of the data folder, whatever links say. */
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../test/lib/coreUnderTest.ts';
import { folderOfPerson } from './folderOfPerson.ts';

it('lies outside, also behind links and where nothing is yet', () => {
  using temp = tempDir('folder');
  const home = path.join(temp.path, 'data');
  const own = path.join(temp.path, 'own');
  mkdirSync(path.join(home, 'locked'), { recursive: true });
  mkdirSync(own);
  symlinkSync(path.join(home, 'locked'), path.join(own, 'in'));
  symlinkSync(home, path.join(temp.path, 'again'));
  expect(folderOfPerson(path.join(own, 'new'), home)).toBe(path.join(own, 'new'));
  expect(folderOfPerson(own, path.join(temp.path, 'again'))).toBe(own);
  for (const bad of [
    home,
    path.join(home, 'locked'),
    path.join(home, '..new'),
    path.join(own, 'in'),
    path.join(own, 'in', 'new'),
    path.join(temp.path, 'again', 'new'),
    path.join(own, '..', 'data', 'new'),
  ])
    expect(() => folderOfPerson(bad, home)).toThrow('lies in the data folder');
  expect(() => folderOfPerson('own', home)).toThrow('whole path');
});
