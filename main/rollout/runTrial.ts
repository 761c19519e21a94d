/**
 * One trial, from the first byte of its record to the last: reset, check, episode, verdict, record. Reads like the
 * procedure of docs/SCIENCE.md §1. Whatever voids it (stop, fault, camera, hand, judge) comes as one `TrialVoid`;
 * the record is finished, fsynced, and only then returned.
 */
import type { Envelope } from '../base/model/arm.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type {
  AttemptRecord,
  Outcome,
  Provenance,
  TrialReset,
  VerdictTraceRow,
  VerdictValue,
} from '../base/model/trial.ts';
import type { FinishedFiles } from '../base/wire/recorder.ts';
import type { BenchLink } from '../bench/link.ts';
import type { Program } from '../environment/program/openProgram.ts';
import { openBenchSpan } from './benchSpan.ts';
import type { FramesBetween } from './framesBetween.ts';
import type { Recorder } from './recording.ts';
import { runEpisode } from './runEpisode.ts';
import { type ResetResult, runReset } from './runReset.ts';
import { createTrialLoop, type Stage, type TrialLoop } from './trialLoop.ts';
import { type TrialEnd, voided } from './trialVoid.ts';

/** Fresh processes of this trial; the caller opens and disposes them. */
export interface TrialPrograms {
  readonly policy: Program;
  readonly judge: Program;
  readonly reset: Program;
}

export interface TrialOptions {
  readonly id: string;
  readonly dir: string;
  readonly task: TaskManifest;
  readonly bench: Envelope;
  readonly link: BenchLink;
  readonly recorder: Recorder;
  /** Null in bench time. */
  readonly between: FramesBetween | null;
  readonly programs: TrialPrograms;
  readonly provenance: Provenance;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly wallTime: () => string;
  readonly onStage: (stage: Stage, nowMs: number) => void;
  readonly onVerdict: (row: VerdictTraceRow) => void;
  readonly onAttempt: (record: AttemptRecord) => void;
  readonly onDecided: (verdict: VerdictValue) => Promise<void>;
}

export interface TrialResult {
  readonly outcome: Outcome;
  readonly why: string;
  readonly attempts: readonly AttemptRecord[];
  readonly benchSeconds: number;
  /** The policy's first target was sent: from then on what voids a trial is held against it. */
  readonly acted: boolean;
  /** Null where the reset came to no end. */
  readonly reset: TrialReset | null;
  /** Null when the recorder did not say that it is finished: the disk decides (`settleTrial`). */
  readonly files: FinishedFiles | null;
}

async function procedure(
  options: TrialOptions,
  loop: TrialLoop,
  attempts: AttemptRecord[],
  { onReset, onActed }: { onReset: (result: ResetResult) => void; onActed: () => void },
): Promise<TrialEnd> {
  const { task, bench, programs } = options;
  const { judge } = programs;
  const reset = await runReset({ loop, task, bench, program: programs.reset, judge });
  onReset(reset);
  if (!reset.ok) return { outcome: { kind: 'invalid', reason: reset.reason }, why: reset.why };
  const episode = await runEpisode({
    loop,
    task,
    bench,
    policy: programs.policy,
    judge,
    onActed,
    onDecided: options.onDecided,
    onAttempt: (record) => {
      attempts.push(record);
      options.onAttempt(record);
    },
  });
  return { outcome: episode.outcome, why: '' };
}

export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { link, recorder, between } = options;
  await link.meter.time(
    'record',
    recorder.begin({
      id: options.id,
      dir: options.dir,
      provenance: options.provenance,
      wallTime: options.wallTime(),
      roles: link.cameras.map((camera) => camera.role),
      videoRateHz: link.cameraRateHz,
    }),
  );
  for (const frame of between?.take() ?? []) recorder.frame(frame, false);
  const attempts: AttemptRecord[] = [];
  using span = openBenchSpan(link);
  const loop = createTrialLoop({
    link,
    judge: options.programs.judge,
    judgeLatencyTicks: options.task.judge.latencyTicks,
    recorder,
    signal: options.signal,
    nowMs: options.nowMs,
    onStage: options.onStage,
    onVerdict: options.onVerdict,
  });
  let reset: TrialReset | null = null;
  const onReset = ({ attempts: tries, ok: verified }: ResetResult): void => {
    reset = { tries, seconds: span.seconds(), verified };
  };
  let acted = false;
  const onActed = (): void => {
    acted = true;
  };
  const { outcome, why } = await procedure(options, loop, attempts, { onReset, onActed })
    .catch(voided)
    .finally(() => {
      between?.open();
      return loop.rest();
    })
    .finally(() => loop[Symbol.asyncDispose]());
  const benchSeconds = span.seconds();
  const finished = recorder.finish({
    outcome,
    why,
    attempts,
    benchSeconds,
    wallTime: options.wallTime(),
    ...(reset === null ? {} : { reset }),
  });
  const files = await link.meter.time('record', finished).catch(() => null);
  return { outcome, why, attempts, benchSeconds, acted, reset, files };
}
