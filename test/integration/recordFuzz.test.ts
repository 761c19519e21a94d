/**
 * Damaged data folders, drawn and shrunk: whatever bytes are flipped, cut, zeroed, doubled or replaced in a record or in
 * the ledger, reading ends with content or with one typed `storage` error, verify names it, and memory stays bounded.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canonicalJson, type Json } from '../../main/base/host/canonical.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import { anchorPath, ledgerPath, trialDir, trialsDir } from '../../main/store/dataLayout.ts';
import { hashOldEntry } from '../../main/store/ledger/chain.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { openRecordReader } from '../../main/store/record/openRecordReader.ts';
import { readFrames, readRecord, readSteps } from '../../main/store/record/readRecord.ts';
import { recoverStore, rowOfVerdict } from '../../main/store/recoverStore.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { fuzzRuns, fuzzTimeoutMs } from '../lib/fuzzRuns.ts';
import {
  openRecorderChild,
  sampleBegin,
  sampleFinish,
  samplePictures,
  sampleProvenance,
  tellTrial,
} from '../lib/recorderChild.ts';

vi.setConfig({ testTimeout: fuzzTimeoutMs(60_000) });

const ports = { clock: realClock, log: silentLog };
/** In memory where there is such a place: each look writes and fsyncs a folder anew. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const scratch = mkdtempSync(path.join(memory, 'nightbench-recordfuzz-'));
const made = path.join(scratch, 'made');
const dir = path.join(scratch, 'data');
const id = 't-0';
const open = (at: string) => openLedger(ledgerPath(at), { ...ports, softwareVersion: '0' });
const started = { kind: 'trial-started', batchId: 'b', provenance: sampleProvenance } as const;

/** t-0 finished, t-1 announced only. */
beforeAll(async () => {
  mkdirSync(trialsDir(made), { recursive: true });
  using ledger = open(made);
  const batch = { batchId: 'b', task: 'touch', trials: 2, seed: 7, clock: 'lockstep' } as const;
  ledger.append({ kind: 'batch-started', ...batch });
  ledger.append({ ...started, id, index: 0 });
  await using recorder = openRecorderChild({ args: ['--ffmpeg', '/nowhere/ffmpeg'] });
  await recorder.ask(sampleBegin(trialDir(made, id)));
  tellTrial(recorder, await samplePictures(3));
  const answer = await recorder.ask(sampleFinish);
  if (answer.type !== 'finished') throw new Error(JSON.stringify(answer));
  const { verdict } = readRecord(trialDir(made, id));
  const trial = { id, batchId: 'b', index: 0, provenance: sampleProvenance };
  const row = rowOfVerdict(trial, must(verdict));
  ledger.append({ kind: 'trial-finished', id, row, verdictHash: answer.files.verdictHash });
  ledger.append({ ...started, id: 't-1', index: 1 });
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type Damage = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const atOf = (bytes: Buffer, share: number): number => Math.floor(share * bytes.byteLength);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(
    ([share, bit]): Damage =>
      (bytes) => {
        const at = atOf(bytes, share);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        return bytes;
      },
  ),
  place.map(
    (share): Damage =>
      (bytes) =>
        bytes.subarray(0, atOf(bytes, share)),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 16 })).map(
    ([share, with_]): Damage =>
      (bytes) => {
        bytes.set(with_.subarray(0, bytes.byteLength - atOf(bytes, share)), atOf(bytes, share));
        return bytes;
      },
  ),
  fc.tuple(place, fc.nat(4096)).map(
    ([share, length]): Damage =>
      (bytes) => {
        const at = atOf(bytes, share);
        return bytes.fill(0, at, Math.min(bytes.byteLength, at + length));
      },
  ),
  fc.tuple(place, fc.constantFrom(0xff, 0x7f)).map(
    ([share, value]): Damage =>
      (bytes) => {
        const at = atOf(bytes, share);
        return bytes.fill(value, at, Math.min(bytes.byteLength, at + 8));
      },
  ),
  place.map(
    (share): Damage =>
      (bytes) =>
        Buffer.concat([bytes, bytes.subarray(atOf(bytes, share))]),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Damage =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, atOf(bytes, from)), bytes.subarray(atOf(bytes, to))]),
  ),
  fc
    .oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      json(),
    )
    .map(
      (whole): Damage =>
        () =>
          whole,
    ),
);

function json(): fc.Arbitrary<Buffer> {
  return fc.jsonValue().map((value) => Buffer.from(`${JSON.stringify(value)}\n`));
}

/** A fresh copy with one file spoilt; false when its bytes are what they were. */
function spoil(file: string, how: Damage): boolean {
  rmSync(dir, { recursive: true, force: true });
  cpSync(made, dir, { recursive: true });
  const at = path.join(dir, file);
  const before = readFileSync(at);
  const after = how(Buffer.from(before));
  writeFileSync(at, after);
  return !before.equals(after);
}

/** Content, or the typed error; anything else fails. */
function storageOr<T>(read: () => T): T | null {
  try {
    return read();
  } catch (thrown) {
    expectStorage(thrown);
    return null;
  }
}

function expectStorage(thrown: unknown): void {
  expect(thrown).toBeInstanceOf(BenchError);
  expect(['storage', 'not-found']).toContain((thrown as BenchError).code);
}

/** Bytes that the process may keep more of, after all of it. */
const slackBytes = 400 << 20;

describe.each(['trial.json', 'verdict.json', 'steps.ndjson', 'frames.mcap'])('%s', (name) => {
  it('is read, or refused as damaged; verify and playback say so', async () => {
    const rssBefore = process.memoryUsage.rss();
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        const changed = spoil(path.join('trials', id, name), how);
        const at = trialDir(dir, id);
        storageOr(() => readRecord(at));
        storageOr(() => [...readSteps(at)]);
        storageOr(() => readFrames(at));
        const report = await verifyStore(dir);
        expect(report.ok).toBe(!changed);
        if (changed) expect(report.firstProblem).toContain(id);
        using reader = openRecordReader({ trialsDir: trialsDir(dir), dwellOf: async () => null });
        const document = await reader.playback(id);
        for (const value of [document.startMs, document.endMs])
          expect(Number.isFinite(value)).toBe(true);
        const picture = await reader.frame(id, 'front', 1).catch(expectStorage);
        if (picture !== undefined)
          expect(picture.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
      }),
      fuzzRuns(60),
    );
    expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(slackBytes);
  });
});

/** All that a core does with a ledger at its start and while it runs. */
async function useLedger(): Promise<void> {
  const ledger = storageOr(() => open(dir));
  if (ledger === null) return;
  using _open = ledger;
  storageOr(() => ledger.trials({ limit: 50, offset: 0, order: 'newest' }));
  storageOr(() => ledger.facets({}));
  storageOr(() => ledger.entries(1, 100));
  storageOr(() => ledger.endedAfter(0, 10));
  storageOr(() => ledger.trial(id));
  storageOr(() => ledger.openBatches());
  await recoverStore(ledger, dir, ports).catch(expectStorage);
  storageOr(() => ledger.append({ kind: 'stop', reason: 'x' }));
}

describe('the ledger', () => {
  it.each(['ledger.sqlite', 'ledger.sqlite.head'])(
    '%s: opened, or refused as damaged',
    async (name) => {
      const whole = await verifyStore(made);
      await fc.assert(
        fc.asyncProperty(damage, async (how) => {
          spoil(name, how);
          const report = await verifyStore(dir);
          // What lies between the entries, or is derived from them, proves nothing and may be anything.
          if (report.ok) expect(report).toEqual(whole);
          else expect(report.firstProblem).toMatch(/\S/);
          await useLedger();
        }),
        fuzzRuns(80),
      );
    },
  );

  it('whose chain is right and whose entries are nonsense', async () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          kind: fc.constantFrom('genesis', 'trial-started', 'trial-finished', 'trial-aborted', 'x'),
          id: fc.oneof(fc.constantFrom<Json>(id, 't-1', '../..', '', null, 5), fc.jsonValue()),
          row: fc.oneof(fc.jsonValue(), fc.record({ stepHash: fc.string() })),
          verdictHash: fc.string(),
          batchId: fc.jsonValue(),
        },
        { requiredKeys: ['kind'] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), async (bodies) => {
        spoil('ledger.sqlite.head', (bytes) => bytes);
        rmSync(anchorPath(ledgerPath(dir)), { force: true });
        const db = new DatabaseSync(ledgerPath(dir));
        const last = must(db.prepare('SELECT seq, hash FROM entries ORDER BY seq DESC').get());
        let seq = Number(last.seq);
        let prevHash = String(last.hash);
        const insert = db.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, '')");
        for (const each of bodies) {
          const text = canonicalJson(each as Json);
          const hash = hashOldEntry(prevHash, ++seq, 'now', text);
          insert.run(seq, 'now', text, prevHash, hash);
          prevHash = hash;
        }
        db.close();
        const report = await verifyStore(dir);
        expect(typeof report.ok).toBe('boolean');
        await useLedger();
      }),
      fuzzRuns(80),
    );
  });
});
