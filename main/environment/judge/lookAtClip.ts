/**
 * Two ways to see why a judge said what it said of a clip: where it looks (the score without each part of the picture), and
 * which clips look most like it. Of a locked clip neither is told.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { JudgeHeat } from '../../base/model/judge.ts';
import { framesFile } from '../../store/dataLayout.ts';
import { indexFrames, readIndexedFrame } from '../../store/record/frameIndex.ts';
import { openPictureCells } from '../../store/record/pictureCells.ts';
import { pictureSignature, signatureDistance } from '../../store/record/pictureSignature.ts';
import { type LastingJudge, openLastingJudge, setsPlanOf } from './askClips.ts';
import { type ClipSpan, openClipSets } from './clipSets.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { JudgeQuestion } from './openJudge.ts';
import type { TryPorts } from './tryJudge.ts';
import type { UnlockedClips } from './unlockedClips.ts';

const rows = 6;
const cols = 8;

interface HeatWanted {
  readonly clip: string;
  readonly role: string;
  readonly atMs: number;
}

/** The judge's own score of that camera where it gives one. */
async function scoreOf(
  asking: LastingJudge,
  question: JudgeQuestion,
  role: string,
  jpeg: Uint8Array,
): Promise<number> {
  const frames = question.frames.map((frame) => (frame.role === role ? { ...frame, jpeg } : frame));
  const said = await asking.ask({ ...question, frames });
  if (typeof said === 'string')
    throw new BenchError('unavailable', `the judge did not answer: ${said.slice(0, 300)}`);
  return said.cameraScores?.[role] ?? said.score;
}

/** @throws BenchError `not-found`, `bad-input` for a camera it has not, `unavailable` when the judge fails. */
export async function heatOfClip(
  ports: TryPorts,
  judge: FoundJudge,
  { clip, role, atMs }: HeatWanted,
  signal: AbortSignal,
): Promise<JudgeHeat> {
  const { sets, read } = await openClipSets(ports.unlocked.span(clip), setsPlanOf(judge), signal);
  const set = sets.findLast((each) => each.atMs <= atMs + 0.5) ?? sets[0];
  if (set === undefined) throw new BenchError('not-found', `${clip} has no pictures`);
  const question = await read(set);
  const frame = question.frames.find((each) => each.role === role);
  if (frame === undefined)
    throw new BenchError('bad-input', `the judge does not look at ${clip} through "${role}"`, {
      hint: `It looks through ${question.frames.map((each) => each.role).join(', ')}.`,
    });
  const cells = await openPictureCells(frame.jpeg, rows, cols);
  await using asking = openLastingJudge(ports, judge, { cameras: ports.cameras(), signal });
  const whole = await scoreOf(asking, question, role, await cells.whole());
  const drop: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const score = await scoreOf(asking, question, role, await cells.covered(row, col));
      drop.push(Math.max(0, Math.round((whole - score) * 1e4) / 1e4));
    }
  return { role, atMs: set.atMs, rows, cols, drop };
}

export interface NearClips {
  /** Other labelled clips of the task, nearest first. @throws BenchError `not-found`, `storage`. */
  of(task: string, clip: string, count: number, signal: AbortSignal): Promise<readonly string[]>;
}

/** Of each camera the picture where the clip is decided, else its last. */
async function signatureOf(
  { dir, fromMs, toMs, decidedMs }: ClipSpan,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Float32Array>> {
  const file = `${dir}/${framesFile}`;
  const index = await indexFrames(file, signal);
  const atMs = decidedMs ?? toMs;
  const signatures = new Map<string, Float32Array>();
  for (const [role, frames] of index.frames) {
    const own = frames.filter(({ capturedAtMs: at }) => at >= fromMs && at <= toMs);
    const frame = own.findLast(({ capturedAtMs: at }) => at <= atMs) ?? own[0];
    if (frame === undefined) continue;
    signatures.set(role, await pictureSignature(await readIndexedFrame(file, frame)));
  }
  return signatures;
}

function apart(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>): number {
  const shared = [...a].filter(([role]) => b.has(role));
  if (shared.length === 0) return Number.POSITIVE_INFINITY;
  const sum = shared.reduce(
    (all, [role, own]) => all + signatureDistance(own, b.get(role) ?? new Float32Array()),
    0,
  );
  return sum / shared.length;
}

/** Signatures are made once a clip and moment. */
export function createNearClips(unlocked: UnlockedClips): NearClips {
  const known = new Map<string, ReadonlyMap<string, Float32Array>>();
  const mostKnown = 6000;
  const signature = async (id: string, signal: AbortSignal) => {
    const span = unlocked.span(id);
    const key = `${id} ${span.decidedMs ?? span.toMs}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = await signatureOf(span, signal);
    if (known.size >= mostKnown) known.clear();
    known.set(key, made);
    return made;
  };
  return {
    async of(task, clip, count, signal) {
      const own = await signature(clip, signal);
      const others: { id: string; far: number }[] = [];
      for (const { id } of unlocked.labelled(task)) {
        signal.throwIfAborted();
        if (id !== clip) others.push({ id, far: apart(own, await signature(id, signal)) });
      }
      others.sort((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1));
      return others.slice(0, count).map(({ id }) => id);
    },
  };
}
