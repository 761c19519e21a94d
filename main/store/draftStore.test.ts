/** Drafts on the disk: there again after a restart, gone when discarded, bounded, and a torn one leaves the older. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { draftsDir } from './dataLayout.ts';
import { openDraftStore } from './draftStore.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'nightbench-drafts-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('keeps what was typed over a restart, the last text of each', () => {
  const store = openDraftStore(dataDir);
  expect(store.list()).toEqual([]);
  store.save('stack', 'one');
  store.save('stack', 'two');
  store.save('push-t', 'ß 💥');
  const again = openDraftStore(dataDir).list();
  expect(new Map(again.map(({ key, text }) => [key, text]))).toEqual(
    new Map([
      ['stack', 'two'],
      ['push-t', 'ß 💥'],
    ]),
  );
});

it('forgets what was discarded, also twice', () => {
  const store = openDraftStore(dataDir);
  store.save('stack', 'one');
  store.save('stack', null);
  store.save('stack', null);
  expect(store.list()).toEqual([]);
});

it('does not list half-written files or what is not its own', () => {
  const store = openDraftStore(dataDir);
  store.save('stack', 'whole');
  writeFileSync(path.join(draftsDir(dataDir), 'stack.draft.new'), 'ha');
  writeFileSync(path.join(draftsDir(dataDir), 'README'), 'x');
  expect(store.list().map(({ text }) => text)).toEqual(['whole']);
});

it('refuses the hundred-and-first, but not a change of one that is there', () => {
  const store = openDraftStore(dataDir);
  for (let at = 0; at < 100; at++) store.save(`d${at}`, 'x');
  expect(() => store.save('more', 'x')).toThrow(/100 drafts/);
  store.save('d7', 'changed');
  expect(readdirSync(draftsDir(dataDir))).toHaveLength(100);
});

it('says what the disk said', () => {
  writeFileSync(draftsDir(dataDir), 'a file where the folder should be');
  const store = openDraftStore(dataDir);
  expect(() => store.list()).toThrow(/the drafts: .*could not/);
  expect(() => store.save('stack', 'newer')).toThrow(/could not/);
});
