/**
 * The beat of a trial: one `next()` is one row of the control loop, recorded under the stage the procedure is in,
 * with the judge fed when the stage is judged. Everything a trial does happens between two beats, so in lockstep
 * its order is fixed. It throws the `TrialVoid` that its signal carries and nothing else of its own.
 */
import type { LimitReason } from '../base/model/arm.ts';
import type { TrialPhase, VerdictTraceRow } from '../base/model/trial.ts';
import type { Observation } from '../base/wire/program.ts';
import type { StepRow } from '../base/wire/recorder.ts';
import type { BenchLink, BenchTick, LinkFrame } from '../bench/link.ts';
import type { ServoState } from '../bench/robot.ts';
import { createJudgeFeed } from '../environment/judge/judgeFeed.ts';
import type { Program } from '../environment/program/openProgram.ts';
import type { Recorder } from './recording.ts';
import { TrialVoid } from './trialVoid.ts';

export interface Stage {
  readonly phase: TrialPhase;
  readonly attempt: number;
  /** Who asks for motion. */
  readonly source: StepRow['source'];
  /** Frames go to the judge and its verdicts to the trace. */
  readonly judged: boolean;
  /** The bench has driven the arm to the clear view. */
  readonly toolClear: boolean;
}

export interface TrialLoopOptions {
  readonly link: BenchLink;
  readonly judge: Program;
  readonly judgeLatencyTicks: number;
  readonly recorder: Pick<Recorder, 'step' | 'frame' | 'verdict'>;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly onStage: (stage: Stage, atMs: number) => void;
  readonly onVerdict: (row: VerdictTraceRow) => void;
}

export interface TrialLoop {
  readonly link: BenchLink;
  readonly signal: AbortSignal;
  readonly stage: Stage;
  next(): Promise<BenchTick>;
  /** Changes the stage; the judge's queue is drained when its phase or its clear view changes. */
  enter(change: Partial<Stage>): Promise<void>;
  /** The newest frame of each camera that came since the last call. */
  takeFrames(): readonly LinkFrame[];
  /** The envelope's refusal since the last call. */
  takeLimit(): LimitReason | null;
  /** The trial is over: the arm holds, and the last row says so. In real time the rows go on by themselves. */
  rest(): Promise<void>;
  /** Verdicts since the last change of stage. */
  readonly verdicts: readonly VerdictTraceRow[];
  [Symbol.asyncDispose](): Promise<void>;
}

export function observationOf(tick: BenchTick): Observation {
  const { positionRad, velocityRadS, load } = tick.state;
  return { atMs: tick.atMs, positionRad, velocityRadS, load };
}

function stepOf({ state }: ServoState, stage: Stage): StepRow {
  const { tick, atMs, mode, wantedRad, appliedRad, positionRad, load, limitedBy } = state;
  const { phase, attempt, source } = stage;
  return {
    tick,
    atMs,
    phase,
    attempt,
    source,
    mode,
    wantedRad,
    appliedRad,
    positionRad,
    load,
    limitedBy,
  };
}

/** Nothing ends the one row that shows the hold. */
const untilDone = new AbortController().signal;

export function createTrialLoop(options: TrialLoopOptions): TrialLoop {
  const { link, recorder, signal } = options;
  let stage: Stage = {
    phase: 'reset',
    attempt: 0,
    source: 'none',
    judged: false,
    toolClear: false,
  };
  let limit: LimitReason | null = null;
  let verdicts: VerdictTraceRow[] = [];
  const newest = new Map<string, LinkFrame>();
  const periodMs = 1000 / link.rateHz;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  /** Judged are pictures that were taken in this stage, not those that were under way when it began. */
  let judgedFrom = { atMs: lastAtMs, nowMs: lastAtMs };
  const isOfStage = (frame: LinkFrame): boolean =>
    frame.capturedNowMs === null
      ? frame.capturedAtMs >= judgedFrom.atMs
      : frame.capturedNowMs >= judgedFrom.nowMs;
  const feed = createJudgeFeed({
    judge: options.judge,
    cameras: link.cameras,
    pace: link.pace,
    latencyTicks: options.judgeLatencyTicks,
    nowMs: options.nowMs,
    onJudged: (frames) => {
      for (const frame of frames) recorder.frame(frame, true);
    },
    onRow: (row) => {
      verdicts.push(row);
      recorder.verdict(row);
      options.onVerdict(row);
    },
  });
  const listening = [
    link.onState((message) => recorder.step(stepOf(message, stage))),
    link.onFrame((frame) => {
      newest.set(frame.role, frame);
      if (stage.judged && isOfStage(frame)) feed.frame(frame);
      else if (stage.phase !== 'record') recorder.frame(frame, false);
    }),
    link.robot.onLimit((event) => {
      limit = event.reason;
    }),
  ];
  const raise = (why: string | undefined): void => {
    if (why !== undefined) throw new TrialVoid('judge-fault', `the judge ${why}`);
  };
  return {
    link,
    signal,
    get stage() {
      return stage;
    },
    get verdicts() {
      return verdicts;
    },
    async next() {
      const tick = await link.tick(signal);
      lastAtMs = tick.atMs;
      const { attempt, phase, toolClear } = stage;
      const moment = stage.judged
        ? {
            attempt,
            phase: phase === 'verdict' || phase === 'check' ? phase : ('episode' as const),
            toolClear,
            observation: observationOf(tick),
          }
        : null;
      raise((await link.meter.time('judge', feed.step(tick.tick, moment)))?.why);
      signal.throwIfAborted();
      return tick;
    },
    async enter(change) {
      const before = stage;
      stage = { ...stage, ...change };
      const fresh = stage.phase !== before.phase || stage.toolClear !== before.toolClear;
      if (fresh || stage.judged !== before.judged) {
        raise((await feed.drain())?.why);
        verdicts = [];
        judgedFrom = { atMs: lastAtMs + periodMs, nowMs: options.nowMs() };
      }
      options.onStage(stage, options.nowMs());
    },
    takeFrames() {
      const frames = [...newest.values()];
      newest.clear();
      return frames;
    },
    takeLimit() {
      const hit = limit;
      limit = null;
      return hit;
    },
    async rest() {
      stage = { ...stage, phase: 'record', source: 'none', judged: false };
      link.robot.hold('the trial is over');
      options.onStage(stage, options.nowMs());
      // A bench that is gone holds by itself and gives no row.
      if (link.pace === 'lockstep') await link.tick(untilDone).catch(() => undefined);
    },
    async [Symbol.asyncDispose]() {
      for (const each of listening) each[Symbol.dispose]();
      await feed.drain();
    },
  };
}
