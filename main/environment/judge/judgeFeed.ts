/**
 * Feeds the judge: pairs the newest frames of all cameras into sets, asks for one verdict a set, and hands out
 * trace rows in order. In lockstep a verdict is taken exactly `latencyTicks` after its set, whatever the computing
 * took; in real time a busy judge skips to the newest set. Drained at phase changes, so no reset frame is judged.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import type { JudgedPhase, VerdictTraceRow } from '../../base/model/trial.ts';
import type { Observation } from '../../base/wire/program.ts';
import type { LinkFrame } from '../../bench/link.ts';
import type { Answer, Program, ProgramFailure } from '../program/openProgram.ts';

export interface JudgeMoment {
  readonly attempt: number;
  readonly phase: JudgedPhase;
  readonly toolClear: boolean;
  readonly observation: Observation;
}

export interface JudgeFeedOptions {
  readonly judge: Pick<Program, 'ask'>;
  readonly cameras: readonly CameraModel[];
  readonly pace: 'real' | 'lockstep';
  readonly latencyTicks: number;
  readonly nowMs: () => number;
  /** The frames of a set that is really judged: they must be kept. */
  readonly onJudged: (frames: readonly LinkFrame[]) => void;
  readonly onRow: (row: VerdictTraceRow) => void;
}

export interface JudgeFeed {
  frame(frame: LinkFrame): void;
  /**
   * At a tick: takes the verdicts that are due (lockstep) and says what the robot is doing; with a moment of null
   * nothing is judged. In real time sets are asked for as soon as their last frame comes.
   */
  step(tick: number, moment: JudgeMoment | null): Promise<ProgramFailure | null>;
  /** Takes all that was asked, forgets frames not yet asked. */
  drain(): Promise<ProgramFailure | null>;
}

interface Asked {
  readonly dueTick: number;
  readonly frames: readonly LinkFrame[];
  readonly moment: JudgeMoment;
  readonly answer: Promise<Answer>;
}

function rowOf(
  asked: Asked,
  answer: Extract<Answer, { ok: true }>,
  nowMs: number,
): VerdictTraceRow | null {
  if (answer.reply.type !== 'verdict') return null;
  const first = asked.frames[0] as LinkFrame;
  const oldestNow = Math.min(...asked.frames.map((frame) => frame.capturedNowMs ?? Number.NaN));
  return {
    ...answer.reply.verdict,
    attempt: asked.moment.attempt,
    phase: asked.moment.phase,
    capturedAtMs: first.capturedAtMs,
    frames: Object.fromEntries(asked.frames.map((frame) => [frame.role, frame.seq])),
    latencyMs: Number.isNaN(oldestNow) ? null : Math.round((nowMs - oldestNow) * 100) / 100,
    told: { toolClear: asked.moment.toolClear, ...asked.moment.observation },
  };
}

export function createJudgeFeed(options: JudgeFeedOptions): JudgeFeed {
  const { judge, cameras, pace } = options;
  const newest = new Map<string, LinkFrame>();
  let queue: Asked[] = [];
  let current: { readonly tick: number; readonly moment: JudgeMoment } | null = null;
  let failed: ProgramFailure | null = null;

  const take = (asked: Asked, answer: Answer): void => {
    if (!answer.ok) {
      failed ??= answer.failure;
      return;
    }
    const row = rowOf(asked, answer, options.nowMs());
    if (row === null) failed ??= { kind: 'crashed', why: `answered ${answer.reply.type} to judge` };
    else options.onRow(row);
  };
  const ask = (tick: number, moment: JudgeMoment): void => {
    const frames = cameras.map((camera) => newest.get(camera.role) as LinkFrame);
    newest.clear();
    options.onJudged(frames);
    const answer = judge.ask(
      {
        type: 'judge',
        toolClear: moment.toolClear,
        observation: moment.observation,
        frames: frames.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
      },
      frames.map((frame) => frame.jpeg),
    );
    const asked: Asked = { dueTick: tick + options.latencyTicks, frames, moment, answer };
    queue.push(asked);
    if (pace === 'real') {
      void answer.then((value) => {
        queue = queue.filter((each) => each !== asked);
        take(asked, value);
      });
    }
  };
  const askIfWhole = (): void => {
    if (current === null || failed !== null || newest.size < cameras.length) return;
    if (pace === 'real' && queue.length > 0) return;
    ask(current.tick, current.moment);
  };
  return {
    frame(frame) {
      newest.set(frame.role, frame);
      if (pace === 'real') askIfWhole();
    },
    async step(tick, moment) {
      while (pace === 'lockstep' && queue[0] !== undefined && queue[0].dueTick <= tick) {
        const first = queue.shift() as Asked;
        take(first, await first.answer);
      }
      current = moment === null ? null : { tick, moment };
      if (pace === 'lockstep') askIfWhole();
      return failed;
    },
    async drain() {
      current = null;
      newest.clear();
      const left = queue;
      if (pace === 'lockstep') queue = [];
      for (const asked of left) {
        const answer = await asked.answer;
        if (pace === 'lockstep') take(asked, answer);
      }
      return failed;
    },
  };
}
