/** Scrollback on disk: what comes back, what is kept of much, what a torn, foreign or full file costs. */
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../../../test/lib/coreUnderTest.ts';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import { itWhere } from '../../../../test/lib/needs.ts';
import { fillDisk, may, openSmallDisk } from '../../../../test/lib/smallDisk.ts';
import { must } from '../../../base/lib/assert.ts';
import { type Clock, realClock } from '../../../base/lib/clock.ts';
import { type Log, silentLog } from '../../../base/lib/log.ts';
import { readScrollback } from './readScrollback.ts';
import { olderPath, openScrollbackFile, scrollbackBounds } from './scrollbackFile.ts';

let dir: ReturnType<typeof tempDir>;
let file: string;
beforeEach(() => {
  dir = tempDir('scrollback');
  file = path.join(dir.path, 'terminal');
});
afterEach(() => dir[Symbol.dispose]());

const size = { cols: 80, rows: 24 };
const bytesOf = (length: number, value = 7): Uint8Array => new Uint8Array(length).fill(value);

function openFile(at = file, log: Log = silentLog, clock: Clock = realClock) {
  return openScrollbackFile({ path: at, ...size, clock, log });
}

/** A clock whose time and delays are the test's. */
function openHand() {
  const due: (() => void)[] = [];
  let nowMs = 0;
  const clock: Clock = {
    ...realClock,
    nowMs: () => nowMs,
    after: (_ms, run) => {
      due.push(run);
      return { [Symbol.dispose]: () => undefined };
    },
  };
  const run = (): void => {
    for (const one of due.splice(0)) one();
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { clock, run, pass };
}

async function outputs(at = file): Promise<readonly (readonly [place: number, length: number])[]> {
  const records = await readScrollback(at);
  return records.flatMap((record) =>
    record.kind === 'output' ? [[record.place, record.bytes.length] as const] : [],
  );
}

describe('scrollback', () => {
  it('gives back output and sizes, in order, readable by its owner alone', async () => {
    {
      await using kept = openFile();
      kept.output(0, bytesOf(5));
      kept.size(5, 100, 30);
      kept.output(5, bytesOf(3, 8));
    }
    expect(await readScrollback(file)).toEqual([
      { kind: 'size', place: 0, ...size },
      { kind: 'output', place: 0, bytes: bytesOf(5) },
      { kind: 'size', place: 5, cols: 100, rows: 30 },
      { kind: 'output', place: 5, bytes: bytesOf(3, 8) },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps the newest of much, within two files, each with its size', async () => {
    const piece = 256 * 1024;
    {
      await using kept = openFile();
      for (let n = 0; n < 48; n++) kept.output(n * piece, bytesOf(piece));
    }
    const found = await outputs();
    expect(found.at(-1)).toEqual([47 * piece, piece]);
    expect(found.length * piece).toBeGreaterThan(scrollbackBounds.fileBytes / 2);
    for (const at of [file, olderPath(file)])
      expect(statSync(at).size).toBeLessThanOrEqual(scrollbackBounds.fileBytes);
    expect((await readScrollback(file))[0]).toMatchObject({ kind: 'size', ...size });
  });

  it('a flood is written at a trickle after its burst', async () => {
    const piece = 1 << 20;
    const hand = openHand();
    await using kept = openFile(file, silentLog, hand.clock);
    const taken = async (count: number): Promise<number> => {
      let bytes = 0;
      for (let n = 0; n < count; n++) {
        kept.output(n * piece, bytesOf(piece));
        bytes += Math.floor(kept.queuedBytes / piece);
        hand.run();
        await expect.poll(() => kept.queuedBytes, { interval: 1 }).toBe(0);
      }
      return bytes * piece;
    };
    expect(await taken(40)).toBe(scrollbackBounds.burstBytes);
    hand.pass(2000);
    expect(await taken(4)).toBe(2 * scrollbackBounds.bytesPerSecond);
  });

  it('a new session begins anew, also over the older file', async () => {
    writeFileSync(file, 'old');
    writeFileSync(olderPath(file), 'older');
    {
      await using kept = openFile();
      kept.output(0, bytesOf(1));
    }
    expect(await outputs()).toEqual([[0, 1]]);
    expect(existsSync(olderPath(file))).toBe(false);
  });

  it('follows no link', async () => {
    const other = path.join(dir.path, 'other');
    writeFileSync(other, 'untouched');
    symlinkSync(other, file);
    {
      await using kept = openFile();
      kept.output(0, bytesOf(1));
    }
    expect(readFileSync(other, 'utf8')).toBe('untouched');
    expect(await readScrollback(file)).toEqual([]);
  });
});

describe('reading', () => {
  it('a torn end costs the last record', async () => {
    {
      await using kept = openFile();
      kept.output(0, bytesOf(100));
      kept.output(100, bytesOf(100));
    }
    truncateSync(file, statSync(file).size - 1);
    expect(await outputs()).toEqual([[0, 100]]);
  });

  it('nothing, a folder or a foreign file is nothing', async () => {
    expect(await readScrollback(file)).toEqual([]);
    expect(await readScrollback(dir.path)).toEqual([]);
    writeFileSync(file, 'NBTERM9\nxxxxxxxxxxxxxxxxxxxxxx');
    expect(await readScrollback(file)).toEqual([]);
  });

  it('never throws, whatever stands behind the first word', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (junk) => {
        writeFileSync(file, 'NBTERM1\n');
        appendFileSync(file, junk);
        for (const record of await readScrollback(file))
          expect(Number.isSafeInteger(record.place)).toBe(true);
      }),
      fuzzRuns(100),
    );
  });
});

describe('a full disk', () => {
  itWhere(may(openSmallDisk), 'needs the right to mount')(
    'loses scrollback, says so once, and leaves what was whole',
    async () => {
      using disk = must(openSmallDisk(2));
      const at = path.join(disk.path, 'terminal');
      const said: string[] = [];
      const log: Log = { log: (_level, message) => void said.push(message), scoped: () => log };
      const hand = openHand();
      {
        await using kept = openFile(at, log, hand.clock);
        kept.output(0, bytesOf(1000));
        hand.run();
        await expect.poll(() => kept.queuedBytes).toBe(0);
        const ballast = fillDisk(disk.path, 64);
        for (const place of [1000, 251_000]) {
          kept.output(place, bytesOf(250_000));
          hand.run();
          await expect.poll(() => kept.queuedBytes).toBe(0);
          hand.pass(scrollbackBounds.againMs);
        }
        rmSync(ballast);
        kept.output(501_000, bytesOf(1000));
      }
      expect(said).toHaveLength(1);
      expect(said[0]).toContain('disk is full');
      expect(await outputs(at)).toEqual([
        [0, 1000],
        [501_000, 1000],
      ]);
    },
  );
});
