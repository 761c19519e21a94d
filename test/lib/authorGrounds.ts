/**
 * Labelled clips as somebody's films give them: a coloured thing on a speckled table, where it shall lie, beside that,
 * turned or absent; one camera, no arm. Drawn with nothing of the simulator. Written as recordings, and ordered of the
 * author.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { createRng, type Rng } from '../../main/base/lib/rng.ts';
import type { AuthorClip, AuthorOrder } from '../../main/base/wire/author.ts';
import { openFrameLog } from '../../main/store/record/frameLog.ts';

export interface Thing {
  readonly x: number;
  readonly y: number;
  readonly turnRad: number;
}

const width = 160;
const height = 120;
const frames = 8;
const periodMs = 100;
const goal: Thing = { x: 84, y: 62, turnRad: 0 };

/** An L of two bars, about 44 pixels long. */
function isThing(x: number, y: number, { x: cx, y: cy, turnRad }: Thing): boolean {
  const u = Math.cos(turnRad) * (x - cx) + Math.sin(turnRad) * (y - cy);
  const v = -Math.sin(turnRad) * (x - cx) + Math.cos(turnRad) * (y - cy);
  return (Math.abs(u) < 22 && Math.abs(v) < 6) || (Math.abs(u + 16) < 6 && v > -6 && v < 22);
}

function speckles(): Float32Array {
  const rng = createRng(99).fork('table');
  return Float32Array.from({ length: width * height }, () => rng.between(-14, 14));
}
const table = speckles();

/** A JPEG; `thing` null: an empty table. */
export async function drawPicture(thing: Thing | null, noise: Rng): Promise<Uint8Array> {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const rough = (table[at] ?? 0) + (Math.floor(x / 20) + Math.floor(y / 20)) * 4;
      let share = 0;
      if (thing !== null)
        for (const [dx, dy] of [
          [0.25, 0.25],
          [0.75, 0.25],
          [0.25, 0.75],
          [0.75, 0.75],
        ] as const)
          if (isThing(x + dx, y + dy, thing)) share += 0.25;
      const scene = [150 + rough, 142 + rough, 120 + rough];
      const own = [40, 90, 190];
      for (let c = 0; c < 3; c++) {
        const level = (1 - share) * (scene[c] ?? 0) + share * (own[c] ?? 0) + 2 * noise.normal();
        rgb[3 * at + c] = Math.max(0, Math.min(255, Math.round(level)));
      }
    }
  }
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

async function writeRecording(dir: string, pictures: readonly Uint8Array[]): Promise<void> {
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'demo.json'), JSON.stringify({ roles: ['phone'] }));
  using log = await openFrameLog(path.join(dir, 'frames.mcap'), ['phone']);
  for (const [seq, jpeg] of pictures.entries())
    await log.frame({ role: 'phone', seq, capturedAtMs: periodMs * (seq + 1), jpeg });
  await log.finish();
}

function thingOf(kind: string, rng: Rng): Thing | null {
  const { x, y } = goal;
  const sign = rng.uniform() < 0.5 ? -1 : 1;
  switch (kind) {
    case 'good':
      return {
        x: x + rng.between(-1, 1),
        y: y + rng.between(-1, 1),
        turnRad: rng.between(-0.05, 0.05),
      };
    case 'beside':
      return { x: x + sign * rng.between(7, 12), y: y + rng.between(-6, 6), turnRad: 0 };
    case 'turned':
      return { x, y, turnRad: sign * rng.between(0.4, 0.8) };
    case 'far':
      return { x: rng.between(30, 60), y: rng.between(30, 90), turnRad: rng.between(-3, 3) };
    default:
      return null;
  }
}

const badKinds = ['beside', 'turned', 'far', 'none'];

interface DrawnTry {
  readonly good: boolean;
  readonly kind: string;
  readonly pictures: readonly Uint8Array[];
}

/** The thing lies far off in the first two pictures, then where it will stay. */
async function drawTry(i: number, successes: number, seed: number): Promise<DrawnTry> {
  const rng = createRng(seed).fork(`clip/${i}`);
  const good = i < successes;
  const kind = good ? 'good' : (badKinds[i % badKinds.length] ?? 'none');
  const after = thingOf(kind, rng);
  const before = thingOf('far', rng);
  const pictures: Uint8Array[] = [];
  for (let n = 0; n < frames; n++)
    pictures.push(await drawPicture(n < 2 ? before : after, rng.fork(`noise/${n}`)));
  return { good, kind, pictures };
}

/** As one films with a phone: a folder a try with `phone.mp4` in it, and `labels.json` beside them. Needs ffmpeg. */
export async function makeFilms(
  dir: string,
  { successes, failures, seed }: { successes: number; failures: number; seed: number },
): Promise<void> {
  const labels: Record<string, unknown> = {};
  for (let i = 0; i < successes + failures; i++) {
    const { good, kind, pictures } = await drawTry(i, successes, seed);
    const name = `try-${seed}-${i + 1}`;
    mkdirSync(path.join(dir, name), { recursive: true });
    const made = spawnSync(
      'ffmpeg',
      [
        ...['-v', 'error', '-f', 'mjpeg', '-framerate', String(1000 / periodMs), '-i', 'pipe:0'],
        ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', path.join(dir, name, 'phone.mp4')],
      ],
      { input: Buffer.concat(pictures) },
    );
    if (made.status !== 0) throw new Error(made.stderr.toString());
    labels[name] = good
      ? { label: 'success', decidedS: (2 * periodMs) / 1000 }
      : { label: 'failure' };
    if (kind === 'beside') labels[name] = { label: 'failure', nearMiss: 'Beside the outline' };
  }
  writeFileSync(path.join(dir, 'labels.json'), JSON.stringify(labels));
}

/**
 * `successes` and `failures` clips in recordings of their own; the labels of `wrong` (indices over both) are the other way
 * round.
 */
export async function makeAuthorClips(
  root: string,
  { successes, failures, wrong }: { successes: number; failures: number; wrong: readonly number[] },
): Promise<readonly AuthorClip[]> {
  const clips: AuthorClip[] = [];
  for (let i = 0; i < successes + failures; i++) {
    const { good, kind, pictures } = await drawTry(i, successes, 5);
    const id = `clip-${String(i + 1).padStart(6, '0')}`;
    const recordingId = `film-${i + 1}`;
    const dir = path.join(root, recordingId);
    await writeRecording(dir, pictures);
    const label = good !== wrong.includes(i) ? 'success' : 'failure';
    clips.push({
      ...{ id, recordingId, dir, fromMs: 0, toMs: periodMs * (frames + 1), label, sure: false },
      decidedMs: i % 2 === 0 ? 3 * periodMs : null,
      nearMiss: kind === 'beside' || kind === 'turned' ? kind : null,
      ...({ wallTime: '2026-11-30T08:00:00.000Z', source: 'import' } as const),
    });
  }
  return clips;
}

export function authorOrder(
  root: string,
  clips: readonly AuthorClip[],
  change: Partial<AuthorOrder> = {},
): AuthorOrder {
  return {
    ...({ type: 'author', task: 'push-t', roles: ['phone'], crops: {}, cameras: [] } as const),
    ...{ dwell: { need: 3, of: 4 }, clips, seed: 1, seconds: 600, softwareVersion: 'test' },
    outDir: path.join(root, 'out'),
    workDir: path.join(root, 'work'),
    ...change,
  };
}
