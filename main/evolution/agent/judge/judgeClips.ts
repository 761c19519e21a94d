/**
 * The labelled clips of a task as plain files, for an agent that writes its judge: pictures by camera, where the arm stood,
 * and the label. Only clips that are not locked are written, each is removed the moment it is locked or taken away, and
 * all of them when the session is over. The agent reads them and cannot change them; a judge never sees these files.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clip } from '../../../environment/clips/clipPages.ts';
import { countedLabel } from '../../../environment/clips/clipView.ts';
import { openClipSets, type SetsPlan } from '../../../environment/judge/clipSets.ts';
import { demoDir, trialDir } from '../../../store/dataLayout.ts';
import type { Judging } from '../agentPorts.ts';
import { type ClipPart, clipParts, type TaughtClip } from './clipParts.ts';

export interface JudgeClipsPorts {
  readonly dataDir: string;
  readonly clips: readonly Clip[];
  readonly isLocked: (recordingId: string) => boolean;
  /** How a judge of the task is asked. */
  readonly plan: SetsPlan;
  /** Emptied first. */
  readonly into: string;
  readonly signal: AbortSignal;
  /** Lets the loop turn. */
  readonly pause: () => Promise<void>;
}

export interface JudgeClips {
  readonly dir: string;
  readonly clips: readonly TaughtClip[];
  readonly parts: ReadonlyMap<string, ClipPart>;
  readonly pictures: number;
  readonly bytes: number;
  /** Clips whose pictures could not be read. */
  readonly unread: readonly string[];
}

/** Pictures of one camera in one clip, and of all clips together: about 30 MB for a hundred clips. */
const mostOfClip = 20;
const leastOfClip = 4;
const mostPictures = 12_000;
const mostClips = 2000;

/** One moment as a judge is asked about it: a picture of each camera, and the arm beside it. */
interface Moment {
  readonly n: number;
  readonly atMs: number;
  readonly toolClear: boolean;
  readonly pictures: Readonly<Record<string, string>>;
  readonly arm: {
    readonly positionRad: readonly number[];
    readonly velocityRadS: readonly number[];
    readonly load: readonly number[];
  };
}

export function recordingDirOf(dataDir: string, { source, recordingId }: Clip): string {
  return source === 'trial' ? trialDir(dataDir, recordingId) : demoDir(dataDir, recordingId);
}

/** Success or failure, by what counts of its looks; the others teach nothing. */
export function taughtClips(
  clips: readonly Clip[],
  isLocked: (recordingId: string) => boolean,
): readonly TaughtClip[] {
  return clips.flatMap((clip): readonly TaughtClip[] => {
    const label = countedLabel(clip.looks);
    if (clip.locked || isLocked(clip.recordingId) || label === null) return [];
    const { value, decidedMs } = label;
    if (value !== 'success' && value !== 'failure') return [];
    const sure = clip.looks.second !== undefined || clip.looks.settled !== undefined;
    return [{ clip, value, decidedMs, sure }];
  });
}

/** Told to the ledger before an agent sees or hears of any of them. */
export function showClips(
  { judges, clips }: Judging,
  task: string,
  agentId: string,
  isLocked: (recordingId: string) => boolean,
): void {
  const taught = taughtClips(clips.clips(task), isLocked);
  judges.clipsShown(
    task,
    agentId,
    taught.map(({ clip }) => clip.recordingId),
  );
}

/** So many of `count`, spread evenly; the first and the last are among them. */
function spread(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: most }, (_, at) => Math.round((at * (count - 1)) / (most - 1)));
}

const rounded = (values: readonly number[]): readonly number[] =>
  values.map((value) => Math.round(value * 1e4) / 1e4);

interface Written {
  readonly pictures: number;
  readonly bytes: number;
}

async function writeClip(
  { dataDir, into, plan, signal }: JudgeClipsPorts,
  { clip, value, decidedMs, sure }: TaughtClip,
  part: ClipPart,
  most: number,
): Promise<Written> {
  const { id, recordingId, nearMiss, fromMs, toMs, source } = clip;
  const span = { id, dir: recordingDirOf(dataDir, clip), fromMs, toMs, decidedMs };
  const { sets, read } = await openClipSets(span, plan, signal);
  const dir = path.join(into, id);
  await mkdir(dir, { recursive: true, mode: 0o755 });
  const moments: Moment[] = [];
  let bytes = 0;
  let count = 0;
  for (const [n, at] of spread(sets.length, most).entries()) {
    const set = sets[at];
    if (set === undefined) continue;
    const { frames, observation, toolClear } = await read(set);
    const pictures: Record<string, string> = {};
    for (const { role, jpeg } of frames) {
      const name = `${role}-${String(n).padStart(2, '0')}.jpg`;
      await writeFile(path.join(dir, name), jpeg, { mode: 0o644 });
      pictures[role] = name;
      bytes += jpeg.byteLength;
      count++;
    }
    const { positionRad, velocityRadS, load } = observation;
    const arm = {
      positionRad: rounded(positionRad),
      velocityRadS: rounded(velocityRadS),
      load: rounded(load),
    };
    moments.push({ n, atMs: set.atMs, toolClear, pictures, arm });
  }
  const about = { id, recordingId, source, part, label: value, sure, decidedMs, nearMiss };
  const rows = moments.map((moment) => `  ${JSON.stringify(moment)}`).join(',\n');
  const head = JSON.stringify({ ...about, fromMs, toMs }, null, 1).replace(/\n\}$/, '');
  const text = `${head},\n "moments": [\n${rows}\n ]\n}\n`;
  await writeFile(path.join(dir, 'clip.json'), text, { mode: 0o644 });
  return { pictures: count, bytes };
}

async function writeIndex(
  dir: string,
  clips: readonly TaughtClip[],
  parts: ReadonlyMap<string, ClipPart>,
): Promise<void> {
  const rows = clips.map(({ clip: { id, recordingId, nearMiss }, value }) => {
    const row = { id, part: parts.get(id) ?? 'learn', label: value, nearMiss, recordingId };
    return `  ${JSON.stringify(row)}`;
  });
  const text = `[\n${rows.join(',\n')}\n]\n`;
  await writeFile(path.join(dir, 'index.json'), text, { mode: 0o644 });
}

/** A clip that cannot be read is left out and named; @throws the signal's reason. */
export async function writeJudgeClips(ports: JudgeClipsPorts): Promise<JudgeClips> {
  const { into, signal, pause } = ports;
  const taught = taughtClips(ports.clips, ports.isLocked).slice(-mostClips);
  const parts = clipParts(taught);
  const cameras = taught.reduce((sum, { clip }) => sum + clip.roles.length, 0);
  const share = Math.floor(mostPictures / Math.max(1, cameras));
  const most = Math.max(leastOfClip, Math.min(mostOfClip, share));
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true, mode: 0o755 });
  const kept: TaughtClip[] = [];
  const unread: string[] = [];
  let pictures = 0;
  let bytes = 0;
  for (const each of taught) {
    signal.throwIfAborted();
    const { id, recordingId } = each.clip;
    try {
      const written = await writeClip(ports, each, parts.get(id) ?? 'learn', most);
      pictures += written.pictures;
      bytes += written.bytes;
      kept.push(each);
    } catch (thrown) {
      signal.throwIfAborted();
      if ((thrown as { code?: unknown }).code === 'ENOSPC') throw thrown;
      unread.push(id);
      await rm(path.join(into, id), { recursive: true, force: true });
    }
    // Locked while it was written.
    if (ports.isLocked(recordingId)) await rm(path.join(into, id), { recursive: true });
    await pause();
  }
  await writeIndex(into, kept, parts);
  return { dir: into, clips: kept, parts, pictures, bytes, unread };
}

/** Takes away what may not be seen any more: clips that were locked, removed, or whose label was taken back. */
export async function dropClips(
  { dir, clips, parts }: JudgeClips,
  now: readonly Clip[],
  isLocked: (recordingId: string) => boolean,
): Promise<void> {
  const still = new Set(taughtClips(now, isLocked).map(({ clip }) => clip.id));
  const gone = clips.filter(({ clip }) => !still.has(clip.id));
  for (const { clip } of gone) await rm(path.join(dir, clip.id), { recursive: true, force: true });
  const left = clips.filter(({ clip }) => still.has(clip.id));
  if (gone.length > 0) await writeIndex(dir, left, parts);
}
