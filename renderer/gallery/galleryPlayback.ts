/**
 * Recorded trials for the gallery, made up: a reset, a check, two attempts with their verdicts, at 50 Hz with ten judged
 * pictures a second. Which kind of record an id has is fixed, so that every state of the playback can be shown.
 */
import type {
  FrameTimes,
  JudgedMoment,
  PlaybackDocument,
  StepColumns,
} from '../../main/base/api/playback.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { TrialPhase } from '../../main/base/model/trial.ts';
import { galleryJoints } from './plainData.ts';

export const playedId = 'b-0006-0102';
export const abortedId = 'b-0006-0055';
export const damagedId = 'b-0006-0140';
export const goneId = 'b-0006-0077';

const stepMs = 20;
const pictureMs = 100;
const plan: readonly (readonly [phase: TrialPhase, attempt: number, untilMs: number])[] = [
  ['reset', 0, 6_000],
  ['check', 0, 7_400],
  ['episode', 1, 13_000],
  ['verdict', 1, 14_600],
  ['episode', 2, 20_800],
  ['verdict', 2, 22_400],
];
const wholeMs = 22_400;

const phaseAt = (ms: number) => plan.find(([, , untilMs]) => ms < untilMs) ?? plan.at(-1);

/** Of one joint at a time: a slow sweep with a faster one on it. */
function angleAt(joint: number, ms: number): number {
  const still = ms > 13_200 && ms < 14_500 ? 0 : 1;
  const sweep = 0.35 * Math.sin(ms / (1_900 + 300 * joint));
  return (galleryJoints[joint] ?? 0) + still * (sweep + 0.06 * Math.sin(ms / 260));
}

function stepsUntil(endMs: number): StepColumns {
  const atMs = Array.from({ length: Math.floor(endMs / stepMs) }, (_, row) => row * stepMs);
  const joints = galleryJoints.map((_, joint) => joint);
  const round = (value: number): number => Math.round(value * 1e5) / 1e5;
  const column = (value: (joint: number, ms: number) => number): number[][] =>
    joints.map((joint) => atMs.map((ms) => round(value(joint, ms))));
  const moves = (ms: number): boolean => ms < 6_000 || phaseAt(ms)?.[0] === 'episode';
  return {
    every: 1,
    atMs,
    phase: atMs.map((ms) => phaseAt(ms)?.[0] ?? 'reset'),
    attempt: atMs.map((ms) => phaseAt(ms)?.[1] ?? 0),
    mode: atMs.map((ms) => (moves(ms) ? 'moving' : 'holding')),
    limitedBy: atMs.map((ms) => (ms % 5_000 < 400 && moves(ms) ? 'acceleration' : null)),
    wantedRad: joints.map((joint) =>
      atMs.map((ms) => (moves(ms) ? round(angleAt(joint, ms + 160)) : null)),
    ),
    appliedRad: column((joint, ms) => angleAt(joint, ms + 60)),
    positionRad: column(angleAt),
    load: column((joint, ms) => 0.12 * Math.sin(ms / 700 + joint) + 0.1 * Math.cos(ms / 310)),
  };
}

function timesUntil(endMs: number): FrameTimes {
  const judged = (ms: number): boolean => ms > 7_400 && ms < endMs;
  const all = Array.from({ length: Math.floor(wholeMs / pictureMs) }, (_, n) => n);
  const seq = all.filter((n) => judged(n * pictureMs));
  return { seq, atMs: seq.map((n) => n * pictureMs) };
}

function traceOf({ seq, atMs }: FrameTimes): readonly JudgedMoment[] {
  return seq.map((n, at): JudgedMoment => {
    const ms = atMs[at] ?? 0;
    const [phase, attempt] = phaseAt(ms) ?? ['episode', 1];
    const clear = phase === 'verdict' && ms % 8_000 > 1_200;
    const score = clear ? (attempt === 2 ? 0.86 : 0.31) : 0.1 + (0.5 * ms) / wholeMs;
    const said = attempt === 2 ? 'success' : 'failure';
    return {
      attempt,
      phase: phase === 'verdict' ? 'verdict' : 'episode',
      capturedAtMs: ms,
      frames: { overhead: n, front: n },
      latencyMs: 41.5,
      verdict: clear ? said : 'undecided',
      score,
      margin: 2 * score - 1,
      perCamera: { overhead: clear ? said : 'undecided', front: clear ? said : 'undecided' },
      flags: clear && attempt === 1 ? ['near-bound'] : [],
      toolClear: clear,
    };
  });
}

function recordUntil(id: string, endMs: number, problems: readonly string[]): PlaybackDocument {
  const times = timesUntil(endMs);
  return {
    version: 1,
    id,
    startMs: 0,
    endMs,
    steps: stepsUntil(endMs),
    frames: { overhead: times, front: times },
    films: {},
    trace: traceOf(times),
    attempts:
      endMs < wholeMs
        ? []
        : [
            { attempt: 1, startMs: 7_400, endMs: 14_600, ended: 'done', verdict: 'failure' },
            { attempt: 2, startMs: 14_600, endMs: 22_400, ended: 'timeout', verdict: 'success' },
          ],
    outcome: endMs < wholeMs ? null : { kind: 'success' },
    why: '',
    dwell: { need: 5, of: 6 },
    problems,
  };
}

/** @throws BenchError `not-found` for the one whose folder is gone. */
export function galleryPlayback(id: string): PlaybackDocument {
  if (id === goneId)
    throw new BenchError('not-found', `there is no record of trial ${id}`, {
      hint: 'It was aborted before its record began, or its folder was moved or deleted.',
    });
  if (id === abortedId)
    return recordUntil(id, 11_300, [
      'There is no verdict: the trial was aborted, and its record ends there.',
    ]);
  if (id !== damagedId) return recordUntil(id, wholeMs, []);
  const whole = recordUntil(id, wholeMs, [
    'frames.mcap: a chunk of it fails its checksum; it plays up to there.',
    'steps.ndjson is missing: no joints and no loads.',
  ]);
  const times = timesUntil(16_000);
  const steps = { ...stepsUntil(0) };
  return { ...whole, steps, frames: { overhead: times, front: times }, trace: traceOf(times) };
}
