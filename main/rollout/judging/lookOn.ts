/**
 * One judge looking on: asked about every set of pictures of the running cameras, as a trial's judge is, with a trace, the
 * dwell as it stands, and the last seconds kept whole for whoever was surprised. Moves nothing and reads no record; a judge
 * that crashes, hangs or speaks nonsense ends it with why.
 */
import { must } from '../../base/lib/assert.ts';
import type { JudgeLatency } from '../../base/model/judge.ts';
import type { JudgeLiveView, LiveMoment } from '../../base/model/judgeWork.ts';
import type { VerdictTraceRow, VerdictValue } from '../../base/model/trial.ts';
import type { BenchLink, LinkFrame } from '../../bench/link.ts';
import type { ServoState } from '../../bench/robot.ts';
import { rolesOf } from '../../environment/judge/askClips.ts';
import { isInClearView } from '../../environment/judge/clearView.ts';
import { decideDwell } from '../../environment/judge/dwell.ts';
import type { FoundJudge } from '../../environment/judge/foundJudge.ts';
import { createJudgeFeed } from '../../environment/judge/judgeFeed.ts';
import { latencyOf } from '../../environment/judge/latencyOf.ts';
import { type JudgePorts, type OpenJudge, openJudge } from '../../environment/judge/openJudge.ts';
import type { Program, ProgramFailure } from '../../environment/program/openProgram.ts';

export interface LookOnParts {
  readonly ports: JudgePorts;
  readonly judge: FoundJudge;
  readonly link: BenchLink;
  readonly onView: (view: JudgeLiveView) => void;
}

/** The last seconds, oldest first. */
export interface LastSeconds {
  readonly sets: readonly (readonly LinkFrame[])[];
  readonly states: readonly ServoState[];
}

export interface Looking extends AsyncDisposable {
  readonly judge: FoundJudge;
  readonly link: BenchLink;
  /** It opens, or looks. */
  readonly running: boolean;
  readonly last: LastSeconds;
  /** Capture → verdict of each picture so far; null before the first verdict. */
  latency(): JudgeLatency | null;
  /** Resolves once so many pictures were judged; false when it ended before. */
  seen(count: number): Promise<boolean>;
  kept(clipId: string, value: 'success' | 'failure'): void;
  /** Ends it with what a person shall read. */
  fail(why: string): void;
}

const traceMs = 10_000;
const keptMs = 3000;
/** Ten views a second, with room for a camera's jitter. */
const viewEveryMs = 95;
const beatMs = 500;
/** Without a whole set of pictures for so long it says so. */
const quietMs = 2000;
/** Of whoever looks on for hours: the newest count. */
const mostLatencies = 20_000;
/** Slow is what its latency says; only one that hangs is late here, however busy the machine is. */
const patienceMs = 10_000;

function patient(found: FoundJudge): FoundJudge {
  const { judge } = found.manifest;
  const answerMs = Math.max(judge.answerMs, patienceMs);
  return { ...found, manifest: { ...found.manifest, judge: { ...judge, answerMs } } };
}

/** As a sentence of whoever looks on. */
const endWords = ({ kind, why }: ProgramFailure): string =>
  why.startsWith('no answer')
    ? `The judge gave ${why}: it hangs or is far too slow.`
    : kind === 'late'
      ? `The judge ${why}.`
      : `The judge ${why}`;

function momentOf(row: VerdictTraceRow): LiveMoment {
  const { capturedAtMs, verdict, score, margin, perCamera, flags, latencyMs } = row;
  return {
    ...{ atMs: capturedAtMs, verdict, score, margin, perCamera, flags, latencyMs },
    cameraScores: row.cameraScores ?? {},
  };
}

/** The largest of the cameras': what all of them must reach. */
function thresholdOf({ file }: FoundJudge): number {
  const thresholds = Object.values(file?.cameras ?? {}).map(({ threshold }) => threshold);
  return thresholds.length === 0 ? 0.5 : Math.max(...thresholds);
}

/** The judge as the feed asks it. */
function asked(judge: OpenJudge): Pick<Program, 'ask'> {
  return {
    async ask(request, jpegs) {
      if (request.type !== 'judge') throw new Error(`a judge is not asked to ${request.type}`);
      const { toolClear, observation } = request;
      const frames = request.frames.map((frame, at) => ({ ...frame, jpeg: must(jpegs[at]) }));
      const answer = await judge.ask({ toolClear, observation, frames });
      if (!answer.ok) return answer;
      return { ok: true, reply: { type: 'verdict', id: 0, verdict: answer.verdict } };
    },
  };
}

export function lookOn({ ports, judge, link, onView }: LookOnParts): Looking {
  const { clock } = ports;
  const { dwell, manifest } = judge;
  const roles = rolesOf(judge);
  const cameras = link.cameras.filter(({ role }) => roles.includes(role));
  const process = openJudge(ports, patient(judge), cameras);
  let view: JudgeLiveView = {
    ...{ task: manifest.id, judge: judge.id, state: 'opening', why: '', dwell },
    ...{ threshold: thresholdOf(judge), dwellHas: 0, dwelled: null, trace: [], kept: [] },
    rateHz: link.cameraRateHz,
  };
  let closed = false;
  const change = (part: Partial<JudgeLiveView>): void => {
    if (closed) return;
    view = { ...view, ...part };
    onView(view);
  };
  let sets: (readonly LinkFrame[])[] = [];
  let states: ServoState[] = [];
  let verdicts: VerdictValue[] = [];
  let latencies: number[] = [];
  let count = 0;
  /** Pictures from before are older than its first answer could be, and its start is not its slowness. */
  let isReady = false;
  let waiting: { readonly count: number; readonly done: (came: boolean) => void }[] = [];
  let rowAtMs = clock.nowMs();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  const isRunning = (): boolean => !closed && view.state !== 'failed';

  const take = (row: VerdictTraceRow): void => {
    if (!isRunning()) return;
    rowAtMs = clock.nowMs();
    verdicts = [...verdicts, row.verdict].slice(-dwell.of);
    const judged = sets.find((set) => set.every(({ role, seq }) => row.frames[role] === seq));
    for (const { capturedNowMs } of judged ?? []) {
      count++;
      if (capturedNowMs !== null) latencies.push(rowAtMs - capturedNowMs);
    }
    if (latencies.length > 2 * mostLatencies) latencies = latencies.slice(-mostLatencies);
    for (const each of waiting) if (count >= each.count) each.done(true);
    waiting = waiting.filter((each) => count < each.count);
    if (rowAtMs - shownAtMs < viewEveryMs) return;
    shownAtMs = rowAtMs;
    const moment = momentOf(row);
    change({
      ...{ state: 'looking', why: '' },
      trace: [...view.trace, moment].filter(({ atMs }) => atMs > moment.atMs - traceMs),
      dwellHas: verdicts.filter((verdict) => verdict === 'success').length,
      dwelled: decideDwell(dwell, verdicts),
    });
  };
  const feed = createJudgeFeed({
    judge: asked(process),
    ...{ cameras, pace: 'real', latencyTicks: 0, nowMs: clock.nowMs, onRow: take },
    onJudged(frames) {
      const atMs = frames[0]?.capturedAtMs ?? 0;
      sets = [...sets, frames].filter((set) => (set[0]?.capturedAtMs ?? 0) > atMs - keptMs);
    },
  });
  const fail = (why: string): void => {
    if (!isRunning()) return;
    for (const each of listening.splice(0)) each[Symbol.dispose]();
    for (const each of waiting.splice(0)) each.done(false);
    change({ state: 'failed', why });
    void process[Symbol.asyncDispose]();
  };
  const listening = [
    link.onState((message) => {
      const { tick, atMs, positionRad, velocityRadS, load } = message.state;
      states.push(message);
      if (atMs - (states[0]?.state.atMs ?? atMs) > 2 * keptMs)
        states = states.filter(({ state }) => state.atMs > atMs - keptMs);
      const observation = { atMs, positionRad, velocityRadS, load };
      const moment = { attempt: 0, phase: 'verdict', observation } as const;
      void feed
        .step(tick, { ...moment, toolClear: isInClearView(positionRad, manifest.clearViewRad) })
        .then((failure) => failure !== null && fail(endWords(failure)));
    }),
    link.onFrame((frame) => {
      if (isReady && roles.includes(frame.role)) feed.frame(frame);
    }),
    clock.every(beatMs, () => {
      const quiet = clock.nowMs() - rowAtMs > quietMs;
      if (view.state !== 'looking' || !quiet || view.why !== '') return;
      change({ why: 'No whole set of pictures comes: see the cameras.' });
    }),
  ];
  onView(view);
  void process.ready.then((failure) => {
    isReady = failure === null;
    if (failure !== null) fail(endWords(failure));
    else if (view.state === 'opening') change({ state: 'looking' });
  });
  return {
    judge,
    link,
    get running() {
      return isRunning();
    },
    get last() {
      const toMs = sets.at(-1)?.[0]?.capturedAtMs ?? 0;
      return {
        sets,
        states: states.filter(({ state }) => state.atMs > toMs - keptMs),
      };
    },
    latency: () => (latencies.length === 0 ? null : latencyOf(latencies, 'live')),
    seen: (wanted) =>
      new Promise((resolve) => {
        if (count >= wanted || !isRunning()) resolve(count >= wanted);
        else waiting.push({ count: wanted, done: resolve });
      }),
    kept: (clipId, value) => change({ kept: [...view.kept, { clipId, value }].slice(-100) }),
    fail,
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const each of listening.splice(0)) each[Symbol.dispose]();
      for (const each of waiting.splice(0)) each.done(false);
      await process[Symbol.asyncDispose]();
    },
  };
}
