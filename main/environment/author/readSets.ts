/**
 * The pictures of labelled clips as the author holds them: sets of stored frames, one per camera, at the pace of the
 * slowest and at most ten a second, as JPEG within a bound; a set is decoded when it is looked at. Which sets carry the
 * label is decided here too. Reads recordings that are not locked, and nothing else.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { must } from '../../base/lib/assert.ts';
import type { CameraFrame } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AuthorClip, AuthorOrder } from '../../base/wire/author.ts';
import type { Observation } from '../../base/wire/program.ts';
import { demoFile, framesFile, trialFile } from '../../store/dataLayout.ts';
import { readJson } from '../../store/record/readBounded.ts';
import { readFrameLog } from '../../store/record/readFrameLog.ts';
import { readArm } from './readArm.ts';

/** One picture per camera, as they were stored, and the arm. */
export interface FrameSet {
  readonly atMs: number;
  readonly jpegs: Readonly<Record<string, Uint8Array>>;
  readonly arm: Observation | null;
}

/** A clip's sets: all in order, those that carry its label, those that are scored, those that are learnt from. */
export interface ClipSets {
  readonly clip: AuthorClip;
  readonly positive: boolean;
  readonly all: readonly FrameSet[];
  readonly scored: readonly FrameSet[];
  readonly learnt: readonly FrameSet[];
}

export interface Material {
  /** Roles in the task's order that the clips have. */
  readonly roles: readonly string[];
  readonly clips: readonly ClipSets[];
  /** Left out, with why. */
  readonly unread: readonly { readonly clipId: string; readonly why: string }[];
  /** SHA-256 over ids, labels and pictures. */
  readonly clipsHash: string;
  readonly bytes: number;
}

const mostHeadBytes = 1 << 20;
const headSchema = z.object({ roles: z.array(z.string().max(40)).max(16) });
const periodMs = 95;
const mostSets = 60;
const mostBytes = 256 << 20;
/** Of a clip: how many moments are scored out of sample, and how many of them are learnt from. */
const scoredOf = 8;
const learntOf = 4;
/** A camera whose frame is older than this in a set has none in it. */
const staleMs = 500;
/** A camera that more of the clips lack than this share is not looked through. */
const lackingShare = 0.1;

/** `count` of them, evenly, the first and the last among them. */
export function evenly<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  if (count === 1) return all.slice(-1);
  return Array.from({ length: count }, (_, i) =>
    must(all[Math.round((i * (all.length - 1)) / (count - 1))]),
  );
}

/** From this moment on a clip carries its label: of a success from its decision, of a failure always. */
export function carriesFromMs(clip: AuthorClip): number {
  if (clip.label === 'failure') return clip.fromMs;
  return clip.decidedMs ?? (clip.fromMs + clip.toMs) / 2;
}

function scoredSets(clip: AuthorClip, all: readonly FrameSet[]): FrameSet[] {
  const carrying = all.filter(({ atMs }) => atMs >= carriesFromMs(clip));
  if (clip.label === 'success') return evenly(carrying, scoredOf);
  // A failure is hardest to tell where it ended: half of its moments are from there.
  const after = all.filter(({ atMs }) => atMs >= (clip.decidedMs ?? clip.toMs));
  const chosen = new Set([
    ...evenly(after, scoredOf / 2),
    ...evenly(carrying, scoredOf - Math.min(after.length, scoredOf / 2)),
  ]);
  return all.filter((set) => chosen.has(set));
}

type Frames = ReadonlyMap<string, readonly CameraFrame[]>;

function setsOf(frames: Frames, roles: readonly string[], clip: AuthorClip): FrameSet[] {
  const { fromMs, toMs } = clip;
  const own = roles.map((role) =>
    (frames.get(role) ?? []).filter((frame) => frame.capturedAtMs <= toMs),
  );
  const inside = own.map((list) => list.filter(({ capturedAtMs }) => capturedAtMs >= fromMs));
  const slowest = inside.reduce((a, b) => (b.length < a.length ? b : a), must(inside[0]));
  const sets: FrameSet[] = [];
  const next = own.map(() => 0);
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { capturedAtMs: atMs } of slowest) {
    if (atMs - lastMs < periodMs) continue;
    const jpegs: Record<string, Uint8Array> = {};
    own.forEach((list, i) => {
      while ((list[must(next[i])]?.capturedAtMs ?? Number.POSITIVE_INFINITY) <= atMs)
        next[i] = must(next[i]) + 1;
      const frame = list[must(next[i]) - 1];
      if (frame !== undefined && atMs - frame.capturedAtMs <= staleMs)
        jpegs[must(roles[i])] = frame.jpeg;
    });
    if (Object.keys(jpegs).length < roles.length) continue;
    lastMs = atMs;
    sets.push({ atMs, jpegs, arm: null });
  }
  return evenly(sets, mostSets);
}

const bytesOf = ({ jpegs }: FrameSet): number =>
  Object.values(jpegs).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** The frames of one recording; a clip that has no whole set in it is told in words. */
function readRecording(
  dir: string,
  clips: readonly AuthorClip[],
  roles: readonly string[],
  bytesPerClip: number,
  signal: AbortSignal,
): (ClipSets | string)[] {
  const { frames } = readFrameLog(path.join(dir, framesFile));
  return clips.map((clip) => {
    const lacking = roles.filter((role) => (frames.get(role)?.length ?? 0) === 0);
    if (lacking.length > 0) return `it has no pictures of ${lacking.join(', ')}`;
    const bare = setsOf(frames, roles, clip);
    const bytes = bare.reduce((sum, set) => sum + bytesOf(set), 0);
    const kept = evenly(
      bare,
      Math.max(scoredOf, Math.floor(bare.length * Math.min(1, bytesPerClip / bytes))),
    );
    const arms = readArm(
      dir,
      kept.map(({ atMs }) => atMs),
      signal,
    );
    const all = kept.map((set, i) => ({ ...set, arm: arms[i] ?? null }));
    const scored = scoredSets(clip, all);
    if (scored.length === 0) return 'no picture of it carries its label';
    const positive = clip.label === 'success';
    return { clip, positive, all, scored, learnt: evenly(scored, learntOf) };
  });
}

/** As the recording's first file has them; none where it cannot be read. */
function rolesInDir(dir: string): ReadonlySet<string> {
  for (const name of [demoFile, trialFile]) {
    const file = path.join(dir, name);
    if (!existsSync(file)) continue;
    try {
      return new Set(readJson(file, mostHeadBytes, headSchema).roles);
    } catch (thrown) {
      if (thrown instanceof BenchError && thrown.code === 'storage') continue;
      throw thrown;
    }
  }
  return new Set();
}

/** Which cameras the judge will look through: those that nearly all recordings have. */
function rolesOf(order: AuthorOrder, has: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const lacking = (role: string): number =>
    order.clips.filter((clip) => has.get(clip.dir)?.has(role) !== true).length;
  return order.roles.filter((role) => lacking(role) <= lackingShare * order.clips.length);
}

function hashOf(clips: readonly ClipSets[]): string {
  const hash = createHash('sha256');
  for (const { clip, all } of clips) {
    hash.update(`${clip.id} ${clip.recordingId} ${clip.label} ${clip.decidedMs} ${clip.sure}\n`);
    for (const { atMs, jpegs } of all) {
      hash.update(`${atMs} ${Object.keys(jpegs).join(' ')}\n`);
      for (const jpeg of Object.values(jpegs)) hash.update(jpeg);
    }
  }
  return hash.digest('hex');
}

/** @throws BenchError `refused` when nothing can be read of what is needed, `cancelled`. */
export async function readMaterial(
  order: AuthorOrder,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Material> {
  const byDir = Map.groupBy(order.clips, ({ dir }) => dir);
  const has = new Map([...byDir.keys()].map((dir) => [dir, rolesInDir(dir)]));
  const roles = rolesOf(order, has);
  if (roles.length === 0)
    throw new BenchError('refused', 'the clips have no camera in common', {
      hint: `A judge looks through the same cameras in every clip: ${order.roles.join(', ')}.`,
    });
  const clips: ClipSets[] = [];
  const unread: { clipId: string; why: string }[] = [];
  let done = 0;
  for (const [dir, own] of byDir) {
    signal.throwIfAborted();
    const share = mostBytes / order.clips.length;
    try {
      readRecording(dir, own, roles, share, signal).forEach((read, i) => {
        if (typeof read === 'string') unread.push({ clipId: must(own[i]).id, why: read });
        else clips.push(read);
      });
    } catch (thrown) {
      if (!(thrown instanceof BenchError) || thrown.code !== 'storage') throw thrown;
      for (const { id } of own) unread.push({ clipId: id, why: thrown.message });
    }
    onProgress(++done / byDir.size);
    await new Promise((resolve) => setImmediate(resolve));
  }
  clips.sort((a, b) => (a.clip.id < b.clip.id ? -1 : 1));
  const bytes = clips.reduce(
    (sum, { all }) => sum + all.reduce((each, set) => each + bytesOf(set), 0),
    0,
  );
  return { roles, clips, unread, clipsHash: hashOf(clips), bytes };
}
