/** What policies print in nights: kept by trial, before anybody asked, and given to whom its trial answers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { agentFiles, nightWordsPath } from './agentFolders.ts';
import { giveWords, keepWords } from './keepPolicyWords.ts';

it('the words of a trial go to each request that it answers, and of one that printed nothing none', () => {
  using data = tempDir('words');
  const files = agentFiles(data.path, 'agent-0001');
  const fileOf = (index: number): string => nightWordsPath(data.path, 'night-0001', index);
  const keep = keepWords(fileOf(4));
  keep('attempt 1: ');
  keep('missed');
  for (const requestId of ['req-0001', 'req-0002']) giveWords(fileOf(4), files, requestId);
  giveWords(fileOf(5), files, 'req-0003');
  const read = (id: string): string => readFileSync(path.join(files.wordsDir, `${id}.txt`), 'utf8');
  expect([read('req-0001'), read('req-0002')]).toEqual(['attempt 1: missed', 'attempt 1: missed']);
  expect(() => read('req-0003')).toThrow(/ENOENT/);
});
