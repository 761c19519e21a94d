/**
 * What every judge that the built-in author writes has in common at run time: its pictures read and checked, the scores of
 * its parts joined, and the verdict by the stated rule. The author's search uses the same functions, so that what was
 * cross-validated is what runs. Nothing is remembered between questions. Knows no task and no particular part.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../../base/lib/assert.ts';
import type { CameraFrame } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { FusionRule, JudgeFile } from '../../base/model/judgeFile.ts';
import type { Verdict, VerdictValue } from '../../base/model/trial.ts';
import type { Observation, PictureShare } from '../../base/wire/program.ts';
import { cropPicture } from './cropPicture.ts';
import { decodePicture, exposureOf, type Picture, shrinkPicture } from './picture.ts';
import type { Judged } from './program.ts';

/** A picture is no larger than this on its longer side when it is judged. */
export const mostSidePx = 640;
/** Older than the arm's state or than another camera's picture by more: the camera stands still. */
const frameAgeMs = 500;
/** Below this spread of brightness (8-bit levels) a picture is blank, covered or overexposed. */
const leastSpread = 6;
/** What a verdict may carry. */
const mostFlags = 20;
const longestFlag = 60;

/** What one part makes of one camera's picture: success from 0.5 on. `seen` false: it cannot tell. */
export interface ViewScore {
  readonly score: number;
  readonly seen: boolean;
  readonly flags: readonly string[];
}

/** What one part (a net, a geometry, the arm) makes of a moment; any doubt makes the moment undecided. */
export interface PartScore {
  readonly cameras: Readonly<Record<string, ViewScore>>;
  readonly doubts: readonly string[];
}

/** What a judge is shown: checked pictures by role, in the form in which parts take them. */
export interface Look {
  readonly atMs: number;
  readonly pictures: Readonly<Record<string, Picture>>;
  readonly arm: Observation | null;
  /** What speaks against judging at all, as `role:flag`; empty when all is well. */
  readonly flags: readonly string[];
}

/** The part of judge.json that decides. */
export interface JudgeRule {
  readonly cameras: Readonly<Record<string, { readonly threshold: number }>>;
  readonly fusion: FusionRule;
}

/** How a camera's picture is taken: its part, and the size it must have (after shrinking; null: any). */
export interface ViewRule {
  readonly crop: PictureShare;
  readonly size: { readonly widthPx: number; readonly heightPx: number } | null;
}

/** The folder that a judge program lies in: its judge.json and the files beside it. */
export interface JudgeFolder {
  readonly file: JudgeFile;
  bytes(name: string): Uint8Array;
}

/** `import.meta.url` of the judge program. Its judge.json was checked when it became a version. */
export function openJudgeFolder(programUrl: string): JudgeFolder {
  const dir = path.dirname(fileURLToPath(programUrl));
  const bytes = (name: string): Uint8Array => readFileSync(path.join(dir, path.basename(name)));
  const text = Buffer.from(bytes('judge.json')).toString('utf8');
  return { file: JSON.parse(text) as JudgeFile, bytes };
}

/** Shrunk by a whole number to at most `mostSidePx`, then only its part kept (the rest is black). */
export function preparePicture(picture: Picture, crop: PictureShare): Picture {
  const factor = Math.ceil(Math.max(picture.width, picture.height) / mostSidePx);
  const small = factor > 1 ? shrinkPicture(picture, factor) : picture;
  const whole = crop.x === 0 && crop.y === 0 && crop.w === 1 && crop.h === 1;
  return whole ? small : cropPicture(small, crop);
}

async function pictureOf(
  frame: CameraFrame | undefined,
  rule: ViewRule,
  newestMs: number,
): Promise<Picture | string> {
  if (frame === undefined) return 'no-picture';
  if (newestMs - frame.capturedAtMs > frameAgeMs) return 'old-picture';
  let whole: Picture;
  try {
    whole = await decodePicture(frame.jpeg);
  } catch (cause) {
    if (cause instanceof BenchError && cause.code === 'bad-input') return 'unreadable-picture';
    throw cause;
  }
  if (exposureOf(whole).spread < leastSpread) return 'blank-picture';
  const picture = preparePicture(whole, rule.crop);
  const { size } = rule;
  const fits =
    size === null || (picture.width === size.widthPx && picture.height === size.heightPx);
  return fits ? picture : 'wrong-picture-size';
}

/** Pictures of the cameras that are named, in that order; what is missing, old, blank or odd is flagged. */
export async function lookAt(
  { frames, observation }: Pick<Judged, 'frames' | 'observation'>,
  views: Readonly<Record<string, ViewRule>>,
): Promise<Look> {
  const pictures: Record<string, Picture> = {};
  const flags: string[] = [];
  const own = frames.filter(({ role }) => views[role] !== undefined);
  const newestMs = Math.max(observation.atMs, ...own.map(({ capturedAtMs }) => capturedAtMs));
  const found = await Promise.all(
    Object.entries(views).map(async ([role, view]) => {
      const frame = own.find((each) => each.role === role);
      return [role, await pictureOf(frame, view, newestMs)] as const;
    }),
  );
  for (const [role, picture] of found) {
    if (typeof picture === 'string') flags.push(`${role}:${picture}`);
    else pictures[role] = picture;
  }
  return { atMs: observation.atMs, pictures, arm: observation, flags };
}

/**
 * Several parts at once: the first is the witness, the others may only object. A camera sees when the first part sees
 * through it, and its score is the lowest of those that see, so that a success needs the word of every one of them.
 */
export function joinParts(parts: readonly PartScore[]): PartScore {
  const [witness, ...others] = parts;
  const cameras: Record<string, ViewScore> = { ...witness?.cameras };
  for (const other of others) {
    for (const [role, known] of Object.entries(cameras)) {
      const view = other.cameras[role];
      if (view === undefined) continue;
      const score = view.seen ? Math.min(known.score, view.score) : known.score;
      cameras[role] = { score, seen: known.seen, flags: [...known.flags, ...view.flags] };
    }
  }
  return { cameras, doubts: parts.flatMap(({ doubts }) => doubts) };
}

/** A camera's score with its threshold brought to 0.5: linear on both sides of it. */
export function scaledScore(score: number, threshold: number): number {
  if (score >= threshold)
    return threshold >= 1 ? 1 : 0.5 + (0.5 * (score - threshold)) / (1 - threshold);
  return (0.5 * score) / threshold;
}

interface Decided {
  readonly value: VerdictValue;
  /** Scaled: success from 0.5 on; 0 where nothing is decided. */
  readonly score: number;
}

/** The rule itself: the worst of the cameras that see decides; without one, or with a doubt, nothing does. */
export function decideMoment(score: PartScore, rule: JudgeRule): Decided {
  if (score.doubts.length > 0) return { value: 'undecided', score: 0 };
  let worst = 1;
  let seeing = 0;
  let cameras = 0;
  for (const role in rule.cameras) {
    cameras++;
    const view = score.cameras[role];
    if (view?.seen !== true) continue;
    seeing++;
    worst = Math.min(worst, scaledScore(view.score, must(rule.cameras[role]).threshold));
  }
  if (seeing === 0) return { value: 'undecided', score: 0 };
  if (worst < 0.5) return { value: 'failure', score: worst };
  if (rule.fusion === 'all' && seeing < cameras) return { value: 'undecided', score: 0 };
  return { value: 'success', score: worst };
}

/** The verdict of a moment from what its parts say. */
export function verdictOf(
  look: Pick<Look, 'flags'>,
  parts: readonly PartScore[],
  rule: JudgeRule,
): Verdict {
  const joined = joinParts(parts);
  const roles = Object.keys(rule.cameras);
  const flags = [
    ...look.flags,
    ...joined.doubts,
    ...roles.flatMap((role) =>
      (joined.cameras[role]?.flags ?? []).map((flag) => `${role}:${flag}`),
    ),
  ];
  const perCamera: Record<string, VerdictValue> = {};
  const cameraScores: Record<string, number> = {};
  for (const role of roles) {
    const view = joined.cameras[role];
    const { threshold } = must(rule.cameras[role]);
    if (view?.seen !== true || look.flags.length > 0) perCamera[role] = 'undecided';
    else perCamera[role] = scaledScore(view.score, threshold) >= 0.5 ? 'success' : 'failure';
    if (view?.seen === true) cameraScores[role] = Math.max(0, Math.min(1, view.score));
  }
  const decided: Decided =
    look.flags.length > 0 ? { value: 'undecided', score: 0 } : decideMoment(joined, rule);
  return {
    verdict: decided.value,
    score: decided.score,
    margin: decided.value === 'undecided' ? 0 : 2 * decided.score - 1,
    perCamera,
    cameraScores,
    flags: [...new Set(flags)].slice(0, mostFlags).map((flag) => flag.slice(0, longestFlag)),
  };
}
