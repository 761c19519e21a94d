/**
 * Heads of the ledger in git, with the real git and a real ledger: what is rewritten as a whole shows against them, and a
 * damaged hub is named.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { rechain } from '../../../test/lib/rechain.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { ledgerPath } from '../../store/dataLayout.ts';
import { openLedger } from '../../store/ledger/ledger.ts';
import { verifyStore } from '../../store/verify.ts';
import { createGit, type Git } from './git.ts';
import { auditHubs, headRefOf, readHeads, writeHead } from './headAnchors.ts';
import { makeHub } from './seedHub.ts';

let data: ReturnType<typeof tempDir>;
let git: Git;
let gitDir: string;
const hubs = (): string => path.join(data.path, 'hubs');
const ledger = () =>
  openLedger(ledgerPath(data.path), { clock: realClock, log: silentLog, softwareVersion: '1' });
const verify = () =>
  verifyStore(data.path, { auditGit: (signal) => auditHubs(data.path, realClock, signal) });
const wallTime = '2026-11-30T22:00:00.000Z';

/** Four entries, of which the second and the last are anchored. */
beforeEach(async () => {
  data = tempDir('heads');
  mkdirSync(hubs());
  git = createGit(realClock, path.join(hubs(), '.home'));
  gitDir = await makeHub(git, hubs(), 'touch');
  using book = ledger();
  for (let i = 0; i < 3; i++) {
    const { seq, hash } = book.append({ kind: 'stop', reason: `number ${i}` });
    if (i !== 1) await writeHead(git, gitDir, 'sim', { seq, hash, wallTime });
  }
});
afterEach(() => data[Symbol.dispose]());

it('are of a ledger that is as it was, written once each', async () => {
  using book = ledger();
  const head = book.head();
  await writeHead(git, gitDir, 'sim', { ...head, wallTime });
  const heads = await readHeads(git, gitDir);
  expect(heads).toMatchObject([head, { seq: 2 }]);
  expect(await verify()).toMatchObject({ ok: true, chainHead: head.hash });
  const log = await git.run(['log', '--format=%B%N', '--stat', headRefOf('sim')], { gitDir });
  const words = log.toString().replaceAll(/[0-9a-f]{64}/g, 'HASH');
  expect(words.split('\n').filter((line) => line !== '')).toEqual(
    [4, 2].flatMap((seq) => [`Head of the ledger at ${wallTime}`, `Bench-Head: ${seq} HASH`]),
  );
  await expect(writeHead(git, gitDir, '../x', { ...head, wallTime })).rejects.toThrow(/no name/);
});

it('show a ledger that was written anew with all its hashes', async () => {
  rechain(data.path, (body) => body);
  expect(await verify()).toMatchObject({ ok: true });
  rechain(data.path, (body, seq) => (seq === 3 ? body.replace('number 1', 'nobody') : body));
  // In itself it is whole: nothing else that lies here shows it.
  expect(await verifyStore(data.path)).toMatchObject({ ok: true });
  const { ok, firstProblem } = await verify();
  expect(ok).toBe(false);
  expect(firstProblem).toMatch(/ledger entry 4 is not the one that was anchored in touch\.git/);
});

it('show a ledger that was cut, and another one in its place', async () => {
  rmSync(ledgerPath(data.path));
  rmSync(`${ledgerPath(data.path)}.head`);
  ledger()[Symbol.dispose]();
  expect((await verify()).firstProblem).toMatch(/ledger entry [24] is not the one/);
});

it('are read of no hub that is damaged, or is something else', async () => {
  const objects = path.join(gitDir, 'objects');
  const folder = readdirSync(objects).find((name) => /^[0-9a-f]{2}$/.test(name)) ?? '';
  const [file = ''] = readdirSync(path.join(objects, folder));
  rmSync(path.join(objects, folder, file), { force: true });
  writeFileSync(path.join(objects, folder, file), 'nothing of the kind');
  expect((await verify()).firstProblem).toMatch(/^hubs\/touch\.git: git fsck failed/);
  renameSync(gitDir, path.join(data.path, 'elsewhere'));
  writeFileSync(gitDir, 'a file');
  expect((await verify()).firstProblem).toMatch(/hubs\/touch\.git is no plain folder/);
});
