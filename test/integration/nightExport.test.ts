/**
 * A night of the real core as a folder: proved in another place with no data folder, and every way in which somebody could
 * have changed it named. Who exports is killed in the middle, and nothing is left that looks whole.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { NightExportReport } from '../../main/base/model/nightExport.ts';
import type { Provenance } from '../../main/base/model/trial.ts';
import type { LedgerBody } from '../../main/base/wire/recorder.ts';
import { auditHubs } from '../../main/evolution/hub/headAnchors.ts';
import { createBundleReader } from '../../main/evolution/hub/hubBundle.ts';
import { checkExport } from '../../main/rollout/exporting/checkExport.ts';
import { spanOfNight } from '../../main/rollout/exporting/entriesOfNight.ts';
import type { ChainLine } from '../../main/rollout/exporting/exportFile.ts';
import { exportNight } from '../../main/rollout/exporting/exportNight.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { createEventLog } from '../../main/store/eventLog.ts';
import { nightOfBody } from '../../main/store/ledger/chain.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { recoverStore } from '../../main/store/recoverStore.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { nightIn, nightRows, sealTouch, startNight } from '../lib/nightUnderTest.ts';
import { rechain } from '../lib/rechain.ts';
import { isKind, linkOf, spoilExport } from '../lib/spoilExport.ts';

const trials = 3;
const nightId = 'night-0001';
const data = tempDir('night-export');
const dataDir = path.join(data.path, 'data');
/** As it was exported; each test has a copy, where no data folder is. */
const whole = path.join(data.path, 'whole');
const dir = path.join(data.path, 'copy');
let report: NightExportReport;
let ids: readonly string[];

beforeAll(async () => {
  await using core = await openTestCore({ dataDir });
  const { api } = core;
  // Of another contract: nothing of it goes out.
  await sealTouch(api, trials + 1);
  await sealTouch(api, trials);
  await startNight(api, trials);
  await nightIn(api, 'ended');
  ids = (await nightRows(api, nightId)).map(({ id }) => id);
  report = await api.call('night.export', { nightId, dir: whole, frames: 'judged' }, never);
  await expect(
    api.call('night.export', { nightId, dir: whole, frames: 'judged' }, never),
  ).rejects.toThrow(/is there already/);
  await expect(
    api.call('night.export', { nightId: 'night-0002', dir, frames: 'judged' }, never),
  ).rejects.toMatchObject({ code: 'not-found' });
  await expect(
    api.call('night.export', { nightId, dir: path.join(dataDir, 'x'), frames: 'none' }, never),
  ).rejects.toThrow(/lies in the data folder/);
}, 240_000);
afterAll(() => data[Symbol.dispose]());
beforeEach(() => cpSync(whole, dir, { recursive: true, verbatimSymlinks: true }));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ports = { git: createBundleReader(realClock), pause: async () => undefined };
const check = (head?: string) => checkExport(ports, { dir, head }, never);
const { at, amend, edit, lines, putLines, ...spoil } = spoilExport(dir);

/** What is done to it, how, and what must be said of it. */
const changes: readonly (readonly [what: string, change: () => void, named: RegExp])[] = [
  [
    'a byte of a frame',
    () => spoil.flip(`trials/${ids[1]}/frames.mcap`),
    /^trials\/.*\/frames\.mcap is not what was exported/,
  ],
  [
    'a byte of a frame, and export.json with it',
    () => spoil.flipAndResum(`trials/${ids[1]}/frames.mcap`),
    /^trial .*: frames\.mcap is not the one in verdict\.json/,
  ],
  [
    'a verdict',
    () => spoil.flipAndResum(`trials/${ids[0]}/verdict.json`),
    /^trial .*: verdict\.json was changed, its hash is not the one in the ledger/,
  ],
  [
    'an entry',
    () => putLines(lines().map((line) => ({ ...line, wallTime: 'then' }))),
    /^ledger entry 1 was changed/,
  ],
  [
    'an entry that is left out',
    () => putLines(lines().filter((line) => !isKind('trial-started')(line))),
    /^ledger entry \d+ is missing/,
  ],
  [
    'a trial that is not told',
    () => putLines(lines().map((line) => (isKind('trial-started')(line) ? linkOf(line) : line))),
    /^ledger entry \d+ is of night-0001 and not told/,
  ],
  [
    'a count',
    () => amend(({ counts }) => Object.assign(counts, { success: counts.success + 1 })),
    /^export\.json says success \d, the entries of the ledger make it \d/,
  ],
  [
    'the head',
    () => amend(({ head }) => Object.assign(head, { hash: 'ab'.repeat(32) })),
    /^export\.json names entry/,
  ],
  [
    'the contract',
    () =>
      edit(spoil.named(/contract\.json$/), (text) =>
        text.toString().replace('"inARow":50', '"inARow":10'),
      ),
    /^seal [0-9a-f]{12}: contract\.json was changed/,
  ],
  [
    'the policy',
    () => edit(spoil.named(/^shelf\//), (text) => `${text}\n`),
    /^shelf\/[0-9a-f]{64}: it is not the policy that ran/,
  ],
  ['the bundle', () => spoil.flipAndResum('hub.bundle'), /^hub\.bundle: git/],
  [
    'a missing file',
    () => rmSync(at(`trials/${ids[2]}/steps.ndjson`)),
    /^trials\/.*steps\.ndjson is missing/,
  ],
  [
    'a missing file that nobody names',
    () => {
      rmSync(at(`trials/${ids[2]}/steps.ndjson`));
      amend(({ files }) => delete files[`trials/${ids[2]}/steps.ndjson`]);
    },
    /^trial .*: steps\.ndjson is missing/,
  ],
  [
    'a file more',
    () => writeFileSync(at('trials/more'), ''),
    /^trials\/more is not named in export\.json/,
  ],
  [
    'a file more that is named',
    () => {
      writeFileSync(at('notes.md'), 'x');
      spoil.resum('notes.md');
    },
    /^notes\.md belongs to no part of night-0001/,
  ],
  [
    'a link to the same bytes',
    () => {
      renameSync(at(`trials/${ids[0]}/steps.ndjson`), path.join(data.path, 'same'));
      symlinkSync(path.join(data.path, 'same'), at(`trials/${ids[0]}/steps.ndjson`));
    },
    /steps\.ndjson is neither a plain file nor a folder/,
  ],
  [
    'a file without an end',
    () => truncateSync(at(`trials/${ids[0]}/steps.ndjson`), 2 ** 36),
    /steps\.ndjson has \d+ bytes instead of/,
  ],
  [
    'a path that leads out',
    () => {
      const sum = { bytes: 1, sha256: 'ab'.repeat(32) };
      amend(({ files }) => Object.assign(files, { '../data/ledger.sqlite': sum }));
    },
    /^\.\.\/data\/ledger\.sqlite is missing/,
  ],
  [
    'the outcomes, with all hashes of the chain new',
    () => spoil.putRechained(spoil.allSuccess()),
    /^(export\.json says|trial .*another outcome|ledger entry \d+ is not the one that was anchored)/,
  ],
];

describe('an exported night', () => {
  it('is whole where there is no data folder, and says what it is', async () => {
    const found = await check(report.head.hash);
    expect(found).toMatchObject({
      ...{ ok: true, nightId, task: 'touch', records: trials, withheld: 0, frames: 'judged' },
      ...{ counts: { trials, invalid: 0 }, head: report.head, entries: { taken: 0 } },
    });
    // Begin, end, and the seal: three heads at least are in git, and in the chain.
    expect(found.heads).toBeGreaterThanOrEqual(3);
    expect(report).toMatchObject({ records: trials, withheld: [] });
    const names = readdirSync(at(`trials/${ids[0]}`)).sort();
    expect(names).toEqual([
      'films.json',
      'frames.mcap',
      'steps.ndjson',
      'trial.json',
      'verdict.json',
    ]);
  });

  it('tells nothing of entries that are not of it', () => {
    const kinds = lines().flatMap((line) => ('body' in line ? [line.body.kind] : []));
    expect(kinds.filter((kind) => kind === 'sealed')).toHaveLength(1);
    expect(kinds).toContain('night-ended');
    const hidden = lines().filter((line) => 'bodyHash' in line);
    expect(hidden).toHaveLength(lines().length - kinds.length);
    expect(hidden.length).toBeGreaterThan(0);
    for (const line of hidden) expect(line).toMatchObject({ night: null });
  });

  it.each(changes)('with %s is not whole, and says so by name', async (_what, change, named) => {
    change();
    const found = await check();
    expect(found.ok).toBe(false);
    expect(found.firstProblem).toMatch(named);
  });

  it('rewritten as a whole shows against git, and against a head that was noted', async () => {
    const other = lines().map((line) =>
      isKind('core-started')(line) ? { ...line, body: { ...line.body, pid: 1 } } : line,
    );
    spoil.putRechained(other);
    expect((await check()).firstProblem).toMatch(/anchored in hub\.bundle/);
    rmSync(at('hub.bundle'));
    amend(({ files }) => delete files['hub.bundle']);
    // In itself it is whole then: only what was noted elsewhere shows it.
    expect(await check()).toMatchObject({ ok: true, heads: null });
    expect((await check(report.head.hash)).firstProblem).toMatch(/no entry of this ledger/);
  });

  it('is vouched for by no head from before its end', async () => {
    const early = must(lines()[1]);
    expect((await check(early.hash)).firstProblem).toMatch(/entry 2, older than the night/);
  });

  it('that is none at all is refused', async () => {
    for (const damage of [
      () => amend((told) => Object.assign(told, { more: 1 })),
      () => writeFileSync(at('export.json'), '{'),
      () => linkSync(path.join(whole, 'hub.bundle'), at('export.json')),
      () => symlinkSync(path.join(whole, 'export.json'), at('export.json')),
      () => undefined,
    ]) {
      damage();
      await expect(check()).rejects.toMatchObject({ code: 'bad-input' });
      rmSync(at('export.json'), { force: true });
    }
    rmSync(dir, { recursive: true });
    await expect(check()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('with a head that was noted', () => {
  it.each([0, trials - 1])('shows that the end of trial %i was taken out', async (index) => {
    const id = must(ids[index]);
    spoil.takeOutEnd(id);
    expect((await check(report.head.hash)).firstProblem).toMatch(/is of night-0001 and not told/);
  });

  it.each([0, trials - 1])('and ends that do not name it: trial %i, too', async (index) => {
    const id = must(ids[index]);
    const head = spoil.putOlder();
    expect(await check(head)).toMatchObject({ ok: true, records: trials });
    spoil.takeOutEnd(id);
    const { ok, firstProblem } = await check(head);
    expect(ok).toBe(false);
    expect(firstProblem).toMatch(/and (its end|the end of trial .*) is not told$/);
    expect(firstProblem).toContain(id);
  });

  it.each(['batch-started', 'batch-ended', 'trial-finished'])('has %s told', async (kind) => {
    putLines(lines().map((line) => (isKind(kind)(line) ? linkOf(line) : line)));
    expect((await check(report.head.hash)).firstProblem).toMatch(/is of night-0001 and not told/);
  });

  it('takes no other signature, and no hash on faith after it', async () => {
    // An entry of something else comes between, whose place the one without a salt can have.
    const all = lines();
    const other = { ...must(all.find((line) => 'bodyHash' in line)), night: null };
    all.splice(all.findIndex(isKind('sealed')) + 1, 0, other);
    spoil.drop((name) => name === 'hub.bundle');
    const head = spoil.putRechained(all);
    expect(await check(head)).toMatchObject({ ok: true });
    spoil.forgeSignature(({ seq, hash }) => ({ seq, hash }));
    expect((await check(head)).firstProblem).toMatch(
      /^ledger entry \d+ has no salt, after entries/,
    );
  });

  it('takes hashes on faith before all that counts, and nowhere else', async () => {
    const all = lines();
    const bare = ({ seq, hash }: ChainLine): ChainLine => ({ seq, hash });
    const sealed = all.findIndex(isKind('sealed'));
    putLines(all.map((line, index) => (index < sealed ? bare(line) : line)));
    const entries = { taken: sealed };
    expect(await check(report.head.hash)).toMatchObject({ ok: true, entries });
    putLines(all.map((line, index) => (index === sealed - 1 ? bare(line) : line)));
    expect((await check(report.head.hash)).firstProblem).toMatch(/has no salt, after entries/);
  });
});

describe('a locked recording', () => {
  const exportHere = async (isLocked: (id: string) => boolean): Promise<NightExportReport> => {
    rmSync(dir, { recursive: true });
    using ledger = openLedger(ledgerPath(dataDir), {
      ...{ clock: realClock, log: silentLog, softwareVersion: '1' },
    });
    const span = spanOfNight(ledger, nightId);
    const here = {
      ...{ dataDir, ledger, isLocked, wallTime: realClock.wallTime },
      ...{ git: { bundle: async () => undefined }, pause: async () => undefined },
    };
    const order = { night: span, dir, frames: 'none' } as const;
    return await exportNight(here, order, never, () => undefined);
  };

  it('stays here, and the rest is whole without it', async () => {
    expect(await exportHere((id) => id === ids[1])).toMatchObject({
      ...{ records: trials - 1, withheld: [ids[1]] },
    });
    expect(existsSync(at(`trials/${ids[1]}`))).toBe(false);
    const left = readdirSync(at(`trials/${ids[0]}`)).sort();
    expect(left).toEqual(['films.json', 'steps.ndjson', 'trial.json', 'verdict.json']);
    expect(await check()).toMatchObject({
      ...{ ok: true, records: trials - 1, withheld: 1, frames: 'none', heads: null },
      counts: { trials },
    });
    amend((told) => Object.assign(told, { withheld: [] }));
    expect((await check()).firstProblem).toMatch(/its folder is missing/);
  });

  it('that is locked while the folder is written ends the export', async () => {
    let asked = 0;
    // Asked twice of each before it is copied.
    const out = exportHere(() => ++asked > 2 * trials);
    await expect(out).rejects.toThrow(/locked meanwhile/);
    expect(readdirSync(data.path).sort()).toEqual(['data', 'same', 'whole']);
  });
});

it('leaves nothing that looks whole where it is killed in the middle', async () => {
  const script = path.resolve('test/lib/exportAndDie.ts');
  const into = path.join(data.path, 'killed', 'night');
  const home = path.dirname(into);
  for (let pause = 1; ; pause++) {
    rmSync(home, { recursive: true, force: true });
    cpSync(path.join(whole, 'seals'), home, { recursive: true });
    const { signal, status } = spawnSync(process.execPath, [script, dataDir, into, String(pause)]);
    if (signal === null) {
      expect(status).toBe(0);
      expect(pause).toBeGreaterThan(trials);
      expect(existsSync(path.join(into, 'export.json'))).toBe(true);
      break;
    }
    expect(existsSync(into)).toBe(false);
    const left = readdirSync(home).filter((name) => name.startsWith('.night-'));
    expect(left).toHaveLength(1);
    const inside = path.join(home, must(left[0]));
    await expect(checkExport(ports, { dir: inside }, never)).rejects.toThrow(/has no export\.json/);
  }
}, 300_000);

it('has what a dead core left open, and every stop, as entries that name it', async () => {
  const home = path.join(data.path, 'dead');
  mkdirSync(home);
  const options = { clock: realClock, log: silentLog, softwareVersion: '1' };
  using ledger = openLedger(ledgerPath(home), options);
  const batchId = `${nightId}-00003`;
  const batch = { batchId, task: 'touch', trials: 1, seed: 1, clock: 'lockstep' } as const;
  const provenance = { ...batch, nightId } as unknown as Provenance;
  const events = createEventLog(ledger, (error) => expect.unreachable(error.message));
  const named = (): readonly (string | null)[] =>
    ledger.entries(ledger.head().seq - 1, 2).map(({ body }) => nightOfBody(body));
  ledger.append({ kind: 'night-started', nightId } as LedgerBody);
  ledger.append({ kind: 'batch-started', ...batch, nightId });
  ledger.append({ kind: 'trial-started', id: `${batchId}-0001`, batchId, index: 0, provenance });
  expect(await recoverStore(ledger, home, options)).toMatchObject({ aborted: [`${batchId}-0001`] });
  expect(named()).toEqual([nightId, nightId]);
  events.note({ kind: 'stop', reason: 'button' });
  events.note({ kind: 'resume' });
  expect(named()).toEqual([nightId, nightId]);
  ledger.append({ kind: 'night-ended', nightId, by: 'Ada', why: 'enough' });
  events.note({ kind: 'stop', reason: 'button' });
  expect(named()).toEqual([nightId, null]);
});

it('comes of a ledger whose heads are in git: one that is rewritten here shows, too', async () => {
  const verify = () =>
    verifyStore(dataDir, { auditGit: (signal) => auditHubs(dataDir, realClock, signal) });
  expect(await verify()).toMatchObject({ ok: true });
  rechain(dataDir, (body) => body.replace('"kind":"genesis"', '"by":"Eve","kind":"genesis"'));
  expect((await verify()).firstProblem).toMatch(/anchored in touch\.git/);
});
