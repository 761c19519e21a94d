/**
 * The pictures of labelled clips as the author holds them: the very sets of stored frames that a judge is asked about when
 * it is tried, as JPEG within a bound; a set is decoded when it is looked at. Which sets carry the label is decided here
 * too. Reads recordings that are not locked, and nothing else.
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
import { demoFile, stepsFile, trialFile } from '../../store/dataLayout.ts';
import { readJson } from '../../store/record/readBounded.ts';
import { openClipSets, type PlannedSet } from '../judge/clipSets.ts';

/** One picture per camera, as they were stored, and the arm. */
export interface FrameSet {
  readonly atMs: number;
  readonly frames: readonly CameraFrame[];
  /** As a judge is told; zeros where no arm is known. */
  readonly observation: Observation;
  /** The same; null where no arm is known. */
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
const mostBytes = 256 << 20;
/** Of a clip: how many moments are scored out of sample, and how many of them are learnt from. */
const scoredOf = 6;
const learntOf = 4;
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

const bytesOf = ({ frames }: FrameSet): number =>
  frames.reduce((sum, { jpeg }) => sum + jpeg.byteLength, 0);

/** Sets in order, at most `mostBytesOfClip`; only whole ones. */
async function setsOf(
  clip: AuthorClip,
  roles: readonly string[],
  mostBytesOfClip: number,
  signal: AbortSignal,
): Promise<readonly FrameSet[]> {
  const { sets, read } = await openClipSets(clip, { roles, clearViewRad: [] }, signal);
  const hasArm = existsSync(path.join(clip.dir, stepsFile));
  const whole = sets.filter(({ frames }) => frames.length === roles.length);
  const load = async (chosen: readonly PlannedSet[]): Promise<FrameSet[]> => {
    const loaded: FrameSet[] = [];
    for (const set of chosen) {
      const { observation, frames } = await read(set);
      loaded.push({ atMs: set.atMs, frames, observation, arm: hasArm ? observation : null });
    }
    return loaded;
  };
  const [first] = await load(whole.slice(0, 1));
  if (first === undefined) return [];
  const room = Math.floor(mostBytesOfClip / Math.max(1, bytesOf(first)));
  return await load(evenly(whole, Math.max(scoredOf, room)));
}

async function readClip(
  clip: AuthorClip,
  roles: readonly string[],
  mostBytesOfClip: number,
  signal: AbortSignal,
): Promise<ClipSets | string> {
  const all = await setsOf(clip, roles, mostBytesOfClip, signal);
  if (all.length === 0) return `it has no pictures of ${roles.join(' and ')}`;
  const scored = scoredSets(clip, all);
  if (scored.length === 0) return 'no picture of it carries its label';
  const positive = clip.label === 'success';
  return { clip, positive, all, scored, learnt: evenly(scored, learntOf) };
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
    for (const { atMs, frames } of all) {
      hash.update(`${atMs} ${frames.map(({ role }) => role).join(' ')}\n`);
      for (const { jpeg } of frames) hash.update(jpeg);
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
  const dirs = new Set(order.clips.map(({ dir }) => dir));
  const has = new Map([...dirs].map((dir) => [dir, rolesInDir(dir)]));
  const roles = rolesOf(order, has);
  if (roles.length === 0)
    throw new BenchError('refused', 'the clips have no camera in common', {
      hint: `A judge looks through the same cameras in every clip: ${order.roles.join(', ')}.`,
    });
  const clips: ClipSets[] = [];
  const unread: { clipId: string; why: string }[] = [];
  for (const [i, clip] of order.clips.entries()) {
    signal.throwIfAborted();
    try {
      const read = await readClip(clip, roles, mostBytes / order.clips.length, signal);
      if (typeof read === 'string') unread.push({ clipId: clip.id, why: read });
      else clips.push(read);
    } catch (thrown) {
      if (!(thrown instanceof BenchError) || thrown.code !== 'storage') throw thrown;
      unread.push({ clipId: clip.id, why: thrown.message });
    }
    onProgress((i + 1) / order.clips.length);
  }
  clips.sort((a, b) => (a.clip.id < b.clip.id ? -1 : 1));
  const bytes = clips.reduce(
    (sum, { all }) => sum + all.reduce((each, set) => each + bytesOf(set), 0),
    0,
  );
  return { roles, clips, unread, clipsHash: hashOf(clips), bytes };
}
