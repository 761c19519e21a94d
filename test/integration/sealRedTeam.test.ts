/**
 * A sealed contract under the hands of another process of the same user: whatever of it is edited, swapped, added or taken
 * away, the check and `verify` name the file; what only looks changed is not complained of.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SealCard } from '../../main/base/model/seal.ts';
import { noBudget } from '../../main/environment/seal/contractOf.ts';
import { installTask } from '../../main/environment/task/installTask.ts';
import { ledgerPath, sealsDir } from '../../main/store/dataLayout.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';

const task = 'touch';
const signed = { task, operator: 'Ada', override: 'a red team has it' };
const data = tempDir('seal');
const dataDir = data.path;
let core: CoreUnderTest;
let card: SealCard;
/** The seal's folder, and a copy of it as it was sealed. */
let dir: string;
const kept = path.join(dataDir, 'kept');

const judgeFile = {
  ...{ version: 1, task, words: 'By the puck.', by: 'hand', fusion: 'all', training: null },
  cameras: { overhead: { crop: { x: 0, y: 0, w: 1, h: 1 }, threshold: 0.75 } },
  ...{ dwell: { need: 2, of: 3 }, config: {} },
};

async function prepareTask(): Promise<void> {
  const { dir: copy } = await installTask(path.resolve('tasks'), dataDir, task);
  mkdirSync(path.join(copy, 'judge', 'weights'));
  writeFileSync(path.join(copy, 'judge', 'weights', 'net.onnx'), Buffer.alloc(4096, 7));
  writeFileSync(path.join(copy, 'judge', 'judge.json'), JSON.stringify(judgeFile));
  const file = path.join(copy, 'task.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const crops = { overhead: { x: 0.25, y: 0, w: 0.5, h: 1 } };
  writeFileSync(file, JSON.stringify({ ...manifest, crops }));
}

beforeAll(async () => {
  await prepareTask();
  core = await openTestCore({ dataDir });
  card = await core.api.call('seal.create', { ...signed }, never);
  dir = card.dir;
  cpSync(dir, kept, { recursive: true });
}, 60_000);
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
  cpSync(kept, dir, { recursive: true });
});

/** Runs in a process of its own, in the seal's folder; what is read-only is no obstacle to its owner. */
function elsewhere(script: string): void {
  const words = `const fs = require('node:fs');
    const edit = (name, change) => {
      fs.chmodSync(name, 0o644);
      fs.writeFileSync(name, change(fs.readFileSync(name)));
    };
    const text = (name, from, to) => edit(name, (bytes) => bytes.toString().replace(from, to));
    ${script}`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', words], { cwd: dir });
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
}
const check = () => core.api.call('seal.check', { task }, never);

/** What it does, how it is done, and what must be said of it. */
const attacks: readonly (readonly [what: string, script: string, words: string])[] = [
  ['the judge', `text('judge/judge.ts', /$/, '\\n// says yes')`, 'judge/judge.ts'],
  [
    'a bit of the weights',
    `edit('judge/weights/net.onnx', (bytes) => { bytes[2000] ^= 1; return bytes; })`,
    'judge/weights/net.onnx was changed',
  ],
  ['a threshold', `text('judge/judge.json', '0.75', '0.15')`, 'judge/judge.json was changed'],
  ['a crop', `text('task/task.json', '"w":0.5', '"w":0.4')`, 'task/task.json was changed'],
  ['the reset', `text('reset/reset.ts', 'import', ' import')`, 'reset/reset.ts'],
  ['the draw of starts', `text('scene/starts.ts', /$/, ' ')`, 'scene/starts.ts'],
  ['the contract', `text('contract.json', '"inARow":50', '"inARow":10')`, 'contract.json was'],
  ['the contract’s end', `edit('contract.json', () => '{}')`, 'contract.json was'],
  ['who signed', `text('signature.json', 'Ada', 'Eve')`, 'signature.json was changed'],
  ['the list of code', `text('software.txt', 'main/', 'mein/')`, 'software.txt was changed'],
  ['a file more', `fs.writeFileSync('judge/weights/more.onnx', '')`, 'judge/weights/more.onnx is'],
  ['a folder more', `fs.mkdirSync('reset/more')`, 'reset/more is not part'],
  ['a file beside', `fs.writeFileSync('notes.md', '')`, 'notes.md is not part'],
  ['a file less', `fs.rmSync('reset/putBack.ts')`, 'reset/putBack.ts is missing'],
  ['a signature less', `fs.rmSync('signature.json')`, 'signature.json is missing'],
  ['a judge less', `fs.rmSync('judge', { recursive: true })`, 'judge/README.md is missing'],
  [
    'a link to the same bytes',
    `fs.renameSync('judge/judge.ts', '../same.ts'); fs.symlinkSync('../../same.ts', 'judge/judge.ts')`,
    'judge/judge.ts is no plain file',
  ],
  [
    'a folder that is a link',
    `fs.renameSync('judge', '../same'); fs.symlinkSync('../same', 'judge')`,
    'judge is no folder',
  ],
  [
    'a pipe nobody writes to',
    `fs.rmSync('reset/sight.ts'); require('node:child_process').execFileSync('mkfifo', ['reset/sight.ts'])`,
    'reset/sight.ts is no plain file',
  ],
  [
    'a file without an end',
    `fs.rmSync('judge/judge.json'); fs.writeFileSync('judge/judge.json', ''); fs.truncateSync('judge/judge.json', 2 ** 40)`,
    'judge/judge.json has more than',
  ],
];

describe('another process changes', () => {
  beforeEach(() => {
    for (const name of ['same', 'same.ts'])
      rmSync(path.join(sealsDir(dataDir), name), { recursive: true, force: true });
  });
  it.each(attacks)(
    '%s: named by the check and by verify',
    async (_what, script, words) => {
      elsewhere(script);
      await expect(check()).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining(`seal ${card.hash.slice(0, 12)}: ${words}`),
      });
      const { ok, firstProblem } = await verifyStore(dataDir);
      expect([ok, firstProblem]).toEqual([false, expect.stringContaining(words)]);
    },
    20_000,
  );

  it('only times and rights: nothing is said', async () => {
    elsewhere(`text('judge/judge.ts', '', ''); fs.utimesSync('contract.json', 1, 1);
      fs.chmodSync('reset', 0o700); fs.chmodSync('reset/reset.ts', 0o777)`);
    expect(await core.api.call('seal.show', { task }, never)).toEqual(card);
    expect(await verifyStore(dataDir)).toMatchObject({ ok: true });
  });

  it('the whole folder for one of another contract', async () => {
    const other = await core.api.call(
      'seal.create',
      { ...signed, budget: { ...noBudget, trials: 1 } },
      never,
    );
    rmSync(dir, { recursive: true });
    cpSync(other.dir, dir, { recursive: true });
    const one = { task, hash: card.hash };
    const show = core.api.call('seal.show', one, never);
    await expect(show).rejects.toThrow(/contract.json was changed, its hash is not the name/);
    rmSync(dir, { recursive: true });
    const gone = core.api.call('seal.show', one, never);
    await expect(gone).rejects.toThrow('its folder is missing');
    expect((await verifyStore(dataDir)).firstProblem).toMatch(/its folder is missing/);
    renameSync(other.dir, `${other.dir}-away`);
    cpSync(kept, dir, { recursive: true });
    expect((await verifyStore(dataDir)).firstProblem).toContain(`seal ${other.hash.slice(0, 12)}`);
    renameSync(`${other.dir}-away`, other.dir);
  });

  it('a contract that nobody signed: it is no seal, and the next core sweeps it', async () => {
    const stray = path.join(sealsDir(dataDir), 'd'.repeat(64));
    cpSync(kept, stray, { recursive: true });
    const hash = 'd'.repeat(64);
    const show = core.api.call('seal.show', { task, hash }, never);
    await expect(show).rejects.toMatchObject({ code: 'not-found' });
    expect((await verifyStore(dataDir)).firstProblem).toBe(`seals/${hash} is in no ledger entry`);
    rmSync(stray, { recursive: true });
  });

  it('the ledger’s word of who sealed it: the entry is named', async () => {
    const before = tempDir('seal-ledger');
    cpSync(dataDir, before.path, { recursive: true });
    const script = `const { DatabaseSync } = require('node:sqlite');
      const db = new DatabaseSync(${JSON.stringify(ledgerPath(before.path))});
      for (const name of ['entries_no_update', 'entries_no_delete']) db.exec('DROP TRIGGER ' + name);
      db.exec(\`UPDATE entries SET body = replace(body, '"by":"Ada"', '"by":"Eve"')
        WHERE json_extract(body, '$.kind') = 'sealed'\`);
      db.close();`;
    spawnSync(process.execPath, ['--no-warnings', '-e', script]);
    expect((await verifyStore(before.path)).firstProblem).toMatch(/ledger entry \d+ was changed/);
    before[Symbol.dispose]();
  });
});

it('a core that opens on a changed seal says so as well', async () => {
  await core[Symbol.asyncDispose]();
  elsewhere(`text('judge/judge.json', '0.75', '0.15')`);
  core = await openTestCore({ dataDir });
  const one = { task, hash: card.hash };
  await expect(core.api.call('seal.check', one, never)).rejects.toThrow(/judge\/judge\.json was/);
  expect((await core.api.call('seal.show', one, never)).problem).toMatch(/judge\/judge\.json was/);
}, 60_000);
