/** The ledger on a real disk: durable, refusing changes, and every kind of tampering named by the audit. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../base/lib/clock.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import { anchorPath, ledgerPath } from '../dataLayout.ts';
import { auditLedger } from './auditLedger.ts';
import { firstPrevHash, hashOldEntry } from './chain.ts';
import { type Ledger, openLedger } from './ledger.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-ledger-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const clock: Clock = { ...realClock, wallTime: () => '2026-11-20T12:00:00.000Z' };
const open = (): Ledger =>
  openLedger(ledgerPath(dir), { clock, log: silentLog, softwareVersion: '0.1.0' });
const audit = () => auditLedger(ledgerPath(dir), async () => undefined);

const provenance: Provenance = {
  task: 'touch',
  taskVersion: '1',
  taskHash: 'a',
  policyHash: 'b',
  policyCommit: null,
  settingsHash: 's',
  judgeHash: 'c',
  resetHash: 'd',
  seed: 7,
  trialIndex: 0,
  startState: { xM: 0.2 },
  benchId: 'bench',
  clock: 'lockstep',
  softwareVersion: '0.1.0',
  calibrationHash: 'e',
  isolation: 'none',
};

function rowOf(id: string, index: number, over: Partial<TrialRow> = {}): TrialRow {
  return {
    id,
    batchId: 'batch-1',
    index,
    task: 'touch',
    outcome: index % 3 === 0 ? 'success' : 'failure',
    reason: index % 3 === 0 ? null : 'not-reached',
    attempts: 1,
    stepHash: `steps-${id}`,
    benchSeconds: 3.5,
    wallTime: '2026-11-20T12:00:00.000Z',
    clock: 'lockstep',
    seed: 7,
    ...over,
  };
}

function start(ledger: Ledger, id: string, index: number): void {
  ledger.append({ kind: 'trial-started', id, batchId: 'batch-1', index, provenance });
}

function run(ledger: Ledger, id: string, index: number, over: Partial<TrialRow> = {}): void {
  start(ledger, id, index);
  const row = rowOf(id, index, over);
  ledger.append({ kind: 'trial-finished', id, row, verdictHash: `verdict-${id}` });
}

describe('openLedger', () => {
  it('keeps what was appended across a reopen, hash-chained from a genesis entry', async () => {
    {
      using ledger = open();
      expect(ledger.head().seq).toBe(1);
      expect(ledger.append({ kind: 'stop', reason: 'button' }).seq).toBe(2);
    }
    using ledger = open();
    const [genesis, stop] = ledger.entries(1, 10);
    expect(genesis?.body).toEqual({ kind: 'genesis', softwareVersion: '0.1.0' });
    expect(stop?.prevHash).toBe(genesis?.hash);
    expect(ledger.head()).toEqual({ seq: 2, hash: stop?.hash });
    expect(ledger.entries(2, 10)).toHaveLength(1);
    expect((await audit()).problem).toBeNull();
  });

  it('gives equal entries for equal histories, and hashes that do not tell so', () => {
    using ledger = open();
    run(ledger, 't-1', 0);
    const other = mkdtempSync(path.join(tmpdir(), 'nb-ledger-'));
    using again = openLedger(ledgerPath(other), {
      clock,
      log: silentLog,
      softwareVersion: '0.1.0',
    });
    run(again, 't-1', 0);
    const bodies = (of: Ledger) => of.entries(1, 9).map(({ body }) => body);
    expect(bodies(again)).toEqual(bodies(ledger));
    expect(again.head()).not.toEqual(ledger.head());
    rmSync(other, { recursive: true });
  });

  it('pages, filters and counts trials, newest first', () => {
    using ledger = open();
    for (let i = 0; i < 30; i++)
      run(ledger, `t-${i}`, i, i >= 20 ? { batchId: 'batch-2', task: 'push-t' } : {});
    expect(ledger.trials({ limit: 3, offset: 1 })).toMatchObject({
      rows: [{ id: 't-28' }, { id: 't-27' }, { id: 't-26' }],
      total: 30,
    });
    const page = ledger.trials({ limit: 100, offset: 0, outcome: 'success', task: 'push-t' });
    expect(page.rows.map((row) => row.id)).toEqual(['t-27', 't-24', 't-21']);
    expect(page.total).toBe(3);
    expect(ledger.facets({ batchId: 'batch-1' })).toMatchObject({
      total: 20,
      all: 30,
      outcomes: [
        { value: 'failure', n: 13 },
        { value: 'success', n: 7 },
      ],
      batches: [
        { value: 'batch-2', n: 10 },
        { value: 'batch-1', n: 20 },
      ],
    });
    expect(ledger.trial('t-3')).toEqual(rowOf('t-3', 3));
    expect(ledger.trial('t-99')).toBeNull();
    const [first, second] = ledger.endedAfter(0, 2);
    expect([first?.row.id, second?.row.id]).toEqual(['t-0', 't-1']);
    expect(ledger.endedAfter(second?.seq ?? 0, 1)[0]?.row.id).toBe('t-2');
  });

  it('knows what is open, and refuses a story that cannot be', () => {
    using ledger = open();
    ledger.append({
      kind: 'batch-started',
      batchId: 'batch-1',
      task: 'touch',
      trials: 2,
      seed: 7,
      clock: 'real',
    });
    run(ledger, 't-0', 0);
    start(ledger, 't-1', 1);
    expect(ledger.openTrials()).toMatchObject([{ id: 't-1', index: 1, provenance }]);
    expect(ledger.openBatches()).toMatchObject([{ batchId: 'batch-1', seq: 2 }]);
    const before = ledger.head();
    expect(() => start(ledger, 't-0', 0)).toThrow(/second time/);
    const row = rowOf('t-9', 9);
    expect(() =>
      ledger.append({ kind: 'trial-finished', id: 't-9', row, verdictHash: '' }),
    ).toThrow(/not open/);
    expect(ledger.head()).toEqual(before);
    ledger.append({ kind: 'batch-ended', batchId: 'batch-1', why: 'cancelled' });
    expect(ledger.openBatches()).toEqual([]);
  });

  it('rebuilds the derived tables when they are not the ledger’s', () => {
    {
      using ledger = open();
      run(ledger, 't-0', 0);
      start(ledger, 't-1', 1);
    }
    const db = new DatabaseSync(ledgerPath(dir));
    db.exec(
      'DELETE FROM index_trials; DELETE FROM index_open_trials; UPDATE index_state SET seq = 2',
    );
    db.close();
    using ledger = open();
    expect(ledger.trials({ limit: 9, offset: 0 }).rows).toEqual([rowOf('t-0', 0)]);
    expect(ledger.openTrials()).toMatchObject([{ id: 't-1' }]);
  });

  it('leaves no entry behind when it is refused, and goes on afterwards', () => {
    using ledger = open();
    const other = new DatabaseSync(ledgerPath(dir));
    other.exec('BEGIN IMMEDIATE');
    const before = ledger.head();
    expect(() => ledger.append({ kind: 'resume' })).toThrow(/another process holds it/);
    expect(ledger.head()).toEqual(before);
    other.exec('ROLLBACK');
    other.close();
    expect(ledger.append({ kind: 'resume' }).seq).toBe(before.seq + 1);
  });

  it('knows the newest notes of a kind, however much happened since', { timeout: 240_000 }, () => {
    using ledger = open();
    expect(ledger.notes('stop', 1)).toEqual([]);
    ledger.append({ kind: 'resume' });
    ledger.append({ kind: 'stop', reason: 'foot switch' });
    for (let i = 0; i < 2500; i++) {
      ledger.append({ kind: 'alert', key: 'camera/front', message: `slow again, ${i}` });
    }
    expect(ledger.notes('stop', 1)[0]?.body).toEqual({ kind: 'stop', reason: 'foot switch' });
    const newest = ledger.notes('alert', 2).map(({ body }) => body);
    expect(newest).toMatchObject([
      { message: 'slow again, 2499' },
      { message: 'slow again, 2498' },
    ]);
  });

  it('is audited as the next core will find it when a crash cut a transaction off', async () => {
    {
      using ledger = open();
      for (let i = 0; i < 40; i++) ledger.append({ kind: 'alert', key: 'k', message: `m ${i}` });
    }
    const file = ledgerPath(dir);
    const before = (await audit()).head;
    // A writer that dies with pages of an uncommitted transaction in the file and its journal beside it.
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      const db = new DatabaseSync(${JSON.stringify(file)});
      db.exec('PRAGMA journal_mode = TRUNCATE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE');
      const insert = db.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, '')");
      for (let i = 0; i < 400; i++) insert.run(1000 + i, 'w', 'x'.repeat(3000), 'p', 'h');
      process.kill(process.pid, 'SIGKILL');`;
    spawnSync(process.execPath, ['--no-warnings', '-e', script]);
    expect(statSync(`${file}-journal`).size).toBeGreaterThan(0);
    expect(await audit()).toMatchObject({ head: before, problem: null });
    using again = open();
    expect(again.head()).toEqual(before);
  });

  it('from before there were salts is opened, proved and written on', async () => {
    const file = ledgerPath(dir);
    {
      using db = new DatabaseSync(file);
      db.exec(`CREATE TABLE entries (seq INTEGER PRIMARY KEY, wallTime TEXT NOT NULL,
        body TEXT NOT NULL, prevHash TEXT NOT NULL, hash TEXT NOT NULL) STRICT`);
      for (const on of ['UPDATE', 'DELETE'])
        db.exec(`CREATE TRIGGER entries_no_${on.toLowerCase()} BEFORE ${on} ON entries
          BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`);
      const insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?)');
      const bodies = ['{"kind":"genesis","softwareVersion":"0.1.0"}', '{"kind":"resume"}'];
      let prevHash = firstPrevHash;
      for (const [index, body] of bodies.entries()) {
        const hash = hashOldEntry(prevHash, index + 1, 'then', body);
        insert.run(index + 1, 'then', body, prevHash, hash);
        prevHash = hash;
      }
      writeFileSync(anchorPath(file), `${'2'.padStart(16, '0')} ${prevHash}\n`);
    }
    const old = await audit();
    expect(old).toMatchObject({ head: { seq: 2 }, problem: null });
    {
      using ledger = open();
      expect(ledger.head()).toEqual(old.head);
      ledger.append({ kind: 'resume' });
      expect(ledger.entries(1, 9).map(({ salt }) => salt.length)).toEqual([0, 0, 32]);
    }
    expect(await audit()).toMatchObject({ head: { seq: 3 }, problem: null });
  });

  it('says what is wrong with a file that is no ledger', async () => {
    writeFileSync(ledgerPath(dir), 'this is not a database, however long it may be'.repeat(100));
    expect(() => open()).toThrow(/damaged/);
    expect((await audit()).problem).toMatch(/damaged/);
    await expect(auditLedger(path.join(dir, 'nowhere'), async () => undefined)).rejects.toThrow(
      /there is no ledger/,
    );
  });
});

describe('tampering', () => {
  const filled = (): void => {
    using ledger = open();
    for (let i = 0; i < 4; i++) run(ledger, `t-${i}`, i);
  };
  /** As somebody with a database tool would: past the triggers. */
  const tamper = (sql: string): void => {
    const db = new DatabaseSync(ledgerPath(dir));
    const guards = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const guard of guards) db.exec(`DROP TRIGGER ${guard.name}`);
    db.exec(sql);
    for (const guard of guards) db.exec(String(guard.sql));
    db.close();
  };

  it('is refused by the file itself', async () => {
    filled();
    const db = new DatabaseSync(ledgerPath(dir));
    expect(() => db.exec("UPDATE entries SET body = '{}' WHERE seq = 3")).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM entries WHERE seq = 3')).toThrow(/append-only/);
    db.close();
    expect((await audit()).problem).toBeNull();
  });

  const cases: readonly (readonly [name: string, sql: string, named: RegExp])[] = [
    [
      'body',
      `UPDATE entries SET body = replace(body, 'failure', 'success') WHERE seq = 5`,
      /entry 5/,
    ],
    [
      'wall time',
      `UPDATE entries SET wallTime = '2026-11-20T13:00:00.000Z' WHERE seq = 4`,
      /entry 4/,
    ],
    [
      'hash',
      `UPDATE entries SET hash = substr(hash, 2) || substr(hash, 1, 1) WHERE seq = 3`,
      /entry 3 was changed/,
    ],
    [
      'prevHash',
      `UPDATE entries SET prevHash = substr(prevHash, 2) || substr(prevHash, 1, 1) WHERE seq = 6`,
      /entry 6/,
    ],
    ['a deletion', 'DELETE FROM entries WHERE seq = 4', /entry 4 is missing/],
    ['the first entry', 'DELETE FROM entries WHERE seq = 1', /entry 1 is missing/],
    ['a cut end', 'DELETE FROM entries WHERE seq > 7', /entries 8 to 9 were cut/],
    ['everything', 'DELETE FROM entries', /empty/],
    [
      'a closed gap',
      'DELETE FROM entries WHERE seq = 4; UPDATE entries SET seq = seq - 1 WHERE seq > 4',
      /entry 4/,
    ],
    [
      'a swap',
      'UPDATE entries SET seq = 100 WHERE seq = 4; UPDATE entries SET seq = 4 WHERE seq = 5; UPDATE entries SET seq = 5 WHERE seq = 100',
      /entry 4 does not follow/,
    ],
    [
      'an entry added in the middle',
      'INSERT INTO entries SELECT 0, wallTime, body, prevHash, hash, salt FROM entries WHERE seq = 1',
      /entry 1 is missing \(entry 0/,
    ],
    [
      'an entry added at the end',
      'INSERT INTO entries SELECT 10, wallTime, body, prevHash, hash, salt FROM entries WHERE seq = 9',
      /entry 10 does not follow/,
    ],
  ];
  it.each(cases)('of %s is named', async (_name, sql, named) => {
    filled();
    tamper(sql);
    expect((await audit()).problem).toMatch(named);
  });

  it('of the guards or the anchor is named', async () => {
    filled();
    const db = new DatabaseSync(ledgerPath(dir));
    db.exec('DROP TRIGGER entries_no_update');
    db.close();
    expect((await audit()).problem).toMatch(/triggers/);
    open()[Symbol.dispose]();
    expect((await audit()).problem).toBeNull();
    writeFileSync(anchorPath(ledgerPath(dir)), 'nonsense');
    expect((await audit()).problem).toMatch(/damaged/);
    rmSync(anchorPath(ledgerPath(dir)));
    expect((await audit()).problem).toMatch(/anchor file .* missing/);
  });

  it('of the end keeps the ledger from being opened and written on', () => {
    filled();
    tamper('DELETE FROM entries WHERE seq > 7');
    expect(() => open()).toThrow(/cut off/);
  });
});
