/**
 * One episode: up to k attempts of the policy, each ended by the bench driving to the clear view and one verdict
 * there under the dwell rule (docs/SCIENCE.md §1–2). On failure the policy is told and goes on in the scene as it
 * is. Undecided is not success. The outcome is the bench's to give, whatever the policy believes.
 */
import type { Envelope } from '../base/model/arm.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type { AttemptRecord, FailureReason, Outcome, VerdictValue } from '../base/model/trial.ts';
import { narrowEnvelope } from '../bench/benchEnvelope.ts';
import type { Program } from '../environment/program/openProgram.ts';
import { awaitDwell } from './awaitDwell.ts';
import { driveArm, waitThere } from './driveArm.ts';
import { type DriveResult, driveByProgram, type ProgramEnd } from './driveByProgram.ts';
import type { TrialLoop } from './trialLoop.ts';
import { TrialVoid } from './trialVoid.ts';

export interface EpisodeOptions {
  readonly loop: TrialLoop;
  readonly task: TaskManifest;
  readonly bench: Envelope;
  readonly policy: Program;
  readonly judge: Program;
  readonly onAttempt: (record: AttemptRecord) => void;
  /** At each attempt's first target. */
  readonly onActed: () => void;
  /** At the moment of each verdict, the scene at rest and the arm clear: the referee's tally looks here. */
  readonly onDecided: (verdict: VerdictValue) => Promise<void>;
}

export interface EpisodeResult {
  readonly outcome: Outcome;
  readonly attempts: readonly AttemptRecord[];
}

/** Rest in the clear view before a frame counts. */
const restMs = 200;

/**
 * Verdict in the clear view; where the task asks for it, a success counts only if it still holds a while after. Throws
 * `TrialVoid` when the judge or a camera gives nothing to decide on.
 */
async function decide({ loop, task }: EpisodeOptions): Promise<VerdictValue> {
  await waitThere(loop, task.clearViewRad, restMs);
  await loop.enter({ toolClear: true, judged: true });
  const first = await awaitDwell(loop, task);
  if (first.verdict !== 'success' || task.recheck === undefined) return first.verdict;
  return (await awaitDwell(loop, task, first.atMs + task.recheck.afterMs)).verdict;
}

/** What ends the whole episode without a verdict, or null when the attempt is judged. */
function fatal(end: ProgramEnd, acted: boolean): FailureReason | null {
  if (end.kind === 'crashed') return 'policy-crash';
  if (end.kind === 'stale') return 'action-stale';
  if (end.kind === 'limit') return 'envelope-stop';
  return end.kind === 'timeout' && !acted ? 'no-command' : null;
}

async function runAttempt(options: EpisodeOptions, attempt: number): Promise<DriveResult> {
  const { loop, task, bench, policy } = options;
  await loop.enter({ phase: 'episode', attempt, source: 'policy', judged: true, toolClear: false });
  loop.link.setEnvelope(narrowEnvelope(bench, task.episodeLimits));
  const driven = await driveByProgram(loop, {
    program: policy,
    rateHz: task.rateHz,
    latencyTicks: task.policy.latencyTicks,
    limitS: task.attemptLimitS,
    attempt,
    onActed: options.onActed,
  });
  await loop.enter({ phase: 'verdict', source: 'bench', judged: false });
  loop.link.setEnvelope(bench);
  const arrived = await driveArm(loop, task.clearViewRad);
  if (arrived !== 'arrived') {
    throw new TrialVoid('servo-fault', `the arm did not reach the clear view (${arrived})`);
  }
  return driven;
}

function finalReason(last: AttemptRecord): FailureReason {
  return last.ended === 'timeout' ? 'timeout' : 'not-reached';
}

export async function runEpisode(options: EpisodeOptions): Promise<EpisodeResult> {
  const { loop, task, policy, judge } = options;
  const attempts: AttemptRecord[] = [];
  const [policyFailure, judgeFailure] = await loop.link.meter.time(
    'start',
    Promise.all([policy.ready, judge.ready]),
  );
  if (judgeFailure !== null) throw new TrialVoid('judge-fault', judgeFailure.why);
  if (policyFailure !== null) {
    await options.onDecided('failure');
    loop.signal.throwIfAborted();
    return { outcome: { kind: 'failure', reason: 'policy-crash' }, attempts };
  }
  let everActed = false;
  for (let attempt = 1; attempt <= task.attempts; attempt++) {
    const startMs = (await loop.next()).atMs;
    const { end, acted } = await runAttempt(options, attempt);
    everActed ||= acted;
    const over = fatal(end, everActed);
    const verdict = over === null ? await decide(options) : 'failure';
    const endMs = (await loop.next()).atMs;
    const ended = over !== null ? 'fault' : end.kind === 'timeout' ? 'timeout' : 'done';
    const record: AttemptRecord = { attempt, startMs, endMs, ended, verdict };
    attempts.push(record);
    await options.onDecided(verdict);
    // A stop or a hand that came meanwhile voids the trial: what was looked at is not what was judged.
    loop.signal.throwIfAborted();
    options.onAttempt(record);
    if (verdict === 'success') return { outcome: { kind: 'success' }, attempts };
    if (over !== null) return { outcome: { kind: 'failure', reason: over }, attempts };
    policy.tell({ type: 'attempt-ended', attempt, verdict });
  }
  const last = attempts.at(-1) as AttemptRecord;
  return { outcome: { kind: 'failure', reason: finalReason(last) }, attempts };
}
