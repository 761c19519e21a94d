/**
 * Recordings under `demos/` that no ledger entry knows, after a crash or a full disk. One that ended is adopted; one that
 * was cut short gets its end first, so that nothing a person did at the arm is thrown away; an import that was cut short
 * goes, its source is still there. Nobody may be writing there. A folder that makes no sense is left alone and logged.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../base/host/canonical.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import {
  type DemoEnd,
  type DemoHead,
  demoIdPattern,
  recordingIdPattern,
} from '../base/model/episode.ts';
import type { DayEntry } from '../base/wire/dayEntry.ts';
import { demoEndFile, demoFile, demosDir, discardedPrefix, framesFile } from './dataLayout.ts';
import type { Ledger } from './ledger/ledger.ts';
import { readDemoEnd, readDemoHead } from './record/demoSchema.ts';
import { indexFrames } from './record/frameIndex.ts';
import { mendDemo } from './record/mendDemo.ts';
import { readPieces } from './record/readBounded.ts';
import { storageError } from './storageError.ts';

export type DemoRecordedEntry = Extract<DayEntry, { kind: 'demo-recorded' }>;

type Read = Pick<Ledger, 'notes'>;

export interface RecoverDemosOptions {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly log: Log;
  /** What cut short those that have no end. */
  readonly why: string;
  /** Durable on return. */
  readonly enter: (entry: DemoRecordedEntry) => void;
}

interface Booked {
  readonly recordings: ReadonlySet<string>;
  /** Names of demos, removed ones too: an import may have taken that of a recording's folder. */
  readonly demoIds: ReadonlySet<string>;
  /** The highest of their numbers. */
  readonly last: number;
}

/** What the ledger knows. */
function booked(ledger: Read): Booked {
  const recordings = new Set<string>();
  const demoIds = new Set<string>();
  let last = 0;
  const count = (id: string): void => {
    demoIds.add(id);
    if (demoIdPattern.test(id)) last = Math.max(last, Number(id.slice(5)));
  };
  for (const { body } of ledger.notes('demo-recorded', Number.MAX_SAFE_INTEGER)) {
    const entry = body as DemoRecordedEntry;
    recordings.add(entry.recordingId);
    count(entry.demoId);
  }
  for (const { body } of ledger.notes('demo-split', Number.MAX_SAFE_INTEGER))
    count((body as Extract<DayEntry, { kind: 'demo-split' }>).newId);
  return { recordings, demoIds, last };
}

/** Of the first camera, in the demo's span. */
export async function countFrames(
  dir: string,
  role: string | undefined,
  { fromMs, toMs }: Pick<DemoEnd, 'fromMs' | 'toMs'>,
): Promise<number> {
  const file = path.join(dir, framesFile);
  if (role === undefined || !existsSync(file)) return 0;
  const { frames } = await indexFrames(file, new AbortController().signal);
  const within = (frames.get(role) ?? []).filter(
    ({ capturedAtMs }) => capturedAtMs >= fromMs && capturedAtMs <= toMs,
  );
  return within.length;
}

async function entryOf(
  dir: string,
  head: DemoHead,
  end: DemoEnd,
  demoId: string,
): Promise<DemoRecordedEntry> {
  const last = Buffer.concat([...readPieces(path.join(dir, demoEndFile), 4 << 20)]);
  const { result, nearMiss, fromMs, toMs, why } = end;
  return {
    kind: 'demo-recorded',
    demoId,
    recordingId: head.id,
    task: head.task,
    origin: head.origin,
    endHash: sha256(last),
    result,
    nearMiss,
    fromMs,
    toMs,
    roles: head.roles,
    frames: await countFrames(dir, head.roles[0], end),
    why,
  };
}

/** The ledger's entry of one recording that it does not know, or null when there is nothing to keep: its folder is gone. */
export async function settleDemo(
  dir: string,
  demoId: string,
  { why, clock }: Pick<RecoverDemosOptions, 'why' | 'clock'>,
): Promise<DemoRecordedEntry | null> {
  const drop = (): null => {
    rmSync(dir, { recursive: true, force: true });
    return null;
  };
  if (!existsSync(path.join(dir, demoFile))) return drop();
  const head = readDemoHead(dir);
  const known = readDemoEnd(dir);
  if (known === null && head.origin.kind === 'import') return drop();
  const end = known ?? (await mendDemo(dir, head, { why, wallTime: clock.wallTime() }));
  return end === null ? drop() : await entryOf(dir, head, end, demoId);
}

/** @throws BenchError `storage` when the folder or the ledger can't be used. */
export async function recoverDemos(
  ledger: Read,
  dataDir: string,
  { clock, log, why, enter }: RecoverDemosOptions,
): Promise<readonly DemoRecordedEntry[]> {
  const dir = demosDir(dataDir);
  if (!existsSync(dir)) return [];
  const found: DemoRecordedEntry[] = [];
  const { recordings, demoIds, last } = booked(ledger);
  const names = readdirSync(dir).sort();
  const numbers = names.filter((name) => demoIdPattern.test(name)).map((name) => +name.slice(5));
  let next = Math.max(last, ...numbers);
  for (const name of names) {
    const folder = path.join(dir, name);
    if (name.startsWith(discardedPrefix)) rmSync(folder, { recursive: true, force: true });
    if (!recordingIdPattern.test(name) || recordings.has(name)) continue;
    const isOwn = demoIdPattern.test(name) && !demoIds.has(name);
    const demoId = isOwn ? name : `demo-${String(++next).padStart(6, '0')}`;
    try {
      const entry = await settleDemo(folder, demoId, { clock, why });
      if (entry !== null) found.push(entry);
    } catch (thrown) {
      const { message } = storageError(folder, thrown);
      log.log('error', 'a recording is left as it is', { name, error: message });
    }
  }
  for (const entry of found) enter(entry);
  if (found.length > 0)
    log.log('warn', 'demos that nobody had entered', { demos: found.map(({ demoId }) => demoId) });
  return found;
}
