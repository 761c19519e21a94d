/**
 * What judges said of clips that are not locked: asking again costs nothing while neither judge nor clip, neither task nor
 * cameras have changed. Kept between lives in the cache folder, from which it may be deleted at any time. Nothing of a
 * locked clip and no fault is ever in it.
 */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import { replaceFile } from '../../base/host/replaceFile.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import type { ClipSpan } from './clipSets.ts';
import type { ClipTrace } from './clipTrace.ts';
import type { FoundJudge } from './foundJudge.ts';

const verdict = z.enum(['success', 'failure', 'undecided']);
const numbers = z.array(z.number()).max(60);
const traceSchema = z.strictObject({
  atMs: numbers,
  verdicts: z.array(verdict).max(60),
  scores: numbers,
  margins: numbers,
  flags: z.array(z.array(z.string().max(60)).max(20)).max(60),
  perCamera: z.record(z.string(), z.array(verdict.nullable()).max(60)),
  cameraScores: z.record(z.string(), z.array(z.number().nullable()).max(60)),
  fault: z.null(),
});
const fileSchema = z.strictObject({
  version: z.literal(1),
  wallTime: z.string(),
  clips: z.record(z.string(), traceSchema),
});
type Kept = z.infer<typeof fileSchema>;

/** By `traceKey`. */
export interface TraceCache {
  /** A file is read once. */
  load(key: string): Promise<void>;
  of(key: string, clip: ClipSpan): ClipTrace | null;
  put(key: string, clip: ClipSpan, trace: ClipTrace): void;
  /** When its last try ended; null: none did. */
  triedAt(key: string): string | null;
  /** A try ended: it is kept. Trouble of the disk is none, it is a cache. */
  save(key: string, wallTime: string): Promise<void>;
}

const judgesKept = 20;
const mostBytes = 32 << 20;

const clipKey = ({ id, fromMs, toMs, decidedMs }: ClipSpan): string =>
  `${id} ${fromMs} ${toMs} ${decidedMs}`;

/** All that a judge's answers depend on beside the clip. */
export function traceKey(
  { hash, manifest }: Pick<FoundJudge, 'hash' | 'manifest'>,
  cameras: readonly CameraModel[],
): string {
  const { success, config, crops, clearViewRad } = manifest;
  const told = JSON.parse(JSON.stringify({ success, config, crops, clearViewRad, cameras }));
  return sha256(`${hash} ${canonicalJson(told as Json)}`);
}

export function createTraceCache(dir: string): TraceCache {
  const judges = new Map<string, { wallTime: string; clips: Kept['clips'] }>();
  const fileOf = (key: string): string => path.join(dir, `${key}.json`);
  const drop = (): void => {
    for (const oldest of judges.keys()) {
      if (judges.size <= judgesKept) return;
      judges.delete(oldest);
    }
  };
  const sweep = async (): Promise<void> => {
    const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
    if (names.length <= judgesKept) return;
    const ages = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(path.join(dir, name))).mtimeMs })),
    );
    ages.sort((a, b) => b.at - a.at);
    for (const { name } of ages.slice(judgesKept)) await rm(path.join(dir, name), { force: true });
  };
  return {
    async load(key) {
      if (judges.has(key)) return;
      const size = await stat(fileOf(key)).then(
        (info) => info.size,
        () => mostBytes,
      );
      if (size >= mostBytes) return;
      try {
        const parsed = fileSchema.safeParse(JSON.parse(await readFile(fileOf(key), 'utf8')));
        if (!parsed.success || judges.has(key)) return;
        judges.set(key, parsed.data);
        drop();
      } catch {
        // What cannot be read is asked again.
      }
    },
    of: (key, clip) => judges.get(key)?.clips[clipKey(clip)] ?? null,
    put(key, clip, trace) {
      if (trace.fault !== null) return;
      const judge = judges.get(key) ?? { wallTime: '', clips: {} };
      judge.clips[clipKey(clip)] = structuredClone(trace) as Kept['clips'][string];
      judges.delete(key);
      judges.set(key, judge);
      drop();
    },
    triedAt: (key) => judges.get(key)?.wallTime || null,
    async save(key, wallTime) {
      const judge = judges.get(key);
      if (judge === undefined) return;
      judge.wallTime = wallTime;
      const { clips } = judge;
      try {
        await mkdir(dir, { recursive: true });
        await replaceFile(
          fileOf(key),
          JSON.stringify({ version: 1, wallTime, clips } satisfies Kept),
        );
        await sweep();
      } catch {
        // It is asked again after the next start.
      }
    },
  };
}
