/**
 * Resets in a row, each as a trial has it: a start drawn from the seed, fresh jailed programs, the reset and its check, the
 * judge looking for a scene that is solved already. Nothing is recorded. Whatever would void a trial ends all of it; what
 * cannot be verified is counted, until too many of them in a row need a person. In lockstep the same seed gives the same.
 */
import type { Log } from '../../base/lib/log.ts';
import { trialRng } from '../../base/lib/rng.ts';
import type { Envelope } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ResetTry } from '../../base/model/reset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { narrowEnvelope } from '../../bench/benchEnvelope.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { Program } from '../../environment/program/openProgram.ts';
import type { DoneReset } from '../../environment/reset/measureOf.ts';
import type { ShelvedTree } from '../../environment/task/shelf.ts';
import { checkShelvedTask, type ShelvedTask } from '../../environment/task/shelveTask.ts';
import type { DrawStart } from '../../environment/task/startStates.ts';
import { openBenchSpan } from '../benchSpan.ts';
import { driveArm } from '../driveArm.ts';
import { driveByProgram } from '../driveByProgram.ts';
import { openTrialProgram, type ProgramPorts, type TrialFacts } from '../openTrialPrograms.ts';
import { type ResetResult, type ResetTurn, runReset } from '../runReset.ts';
import { createTrialLoop, type TrialLoop } from '../trialLoop.ts';
import { reasonsOfBench, TrialVoid } from '../trialVoid.ts';

export interface ResetsOptions {
  readonly ports: ProgramPorts & { readonly log: Log };
  readonly task: ShelvedTask;
  readonly drawStart: DrawStart;
  readonly times: number;
  readonly seed: number;
  readonly between: 'nothing' | 'policy';
  readonly bench: Envelope;
  /** The bench once it stands and holds. */
  readonly link: (signal: AbortSignal) => Promise<BenchLink>;
  readonly onVoid: Station['onVoid'];
  readonly signal: AbortSignal;
  /** After each reset. */
  readonly onTry: (tried: ResetTry) => void;
  /** A reset whose check looks at the same pictures; null: only its own does. */
  readonly second?: ShelvedTree | null | undefined;
  /** For who wrote the program: after each reset, all that can be told of it. */
  readonly onLook?: ((look: ResetLook) => void) | undefined;
  /** Too many in a row that nobody could verify: a measuring has failed, a trial of an idea has its answer. */
  readonly whenLost: 'fail' | 'end';
}

export interface ResetLook {
  readonly tried: ResetTry;
  /** In order; empty where the program did not start. */
  readonly turns: readonly ResetTurn[];
  /** What the program wrote to standard error, its newest letters. */
  readonly printed: string;
}

interface Programs {
  readonly reset: Program;
  readonly second: Program | null;
  readonly judge: Program;
  readonly policy: Program | null;
}

/** So many in a row that nothing of the task's could verify, and a person is needed. */
const mostLostInARow = 5;
const mostPrinted = 4000;
const keepsNothing = { step: () => undefined, frame: () => undefined, verdict: () => undefined };

async function openPrograms(
  { ports, task, between, second }: ResetsOptions,
  stack: AsyncDisposableStack,
  facts: Pick<TrialFacts, 'link' | 'start' | 'index' | 'onResetWords'>,
): Promise<Programs> {
  const open = async (
    kind: 'reset' | 'judge' | 'policy',
    of = task,
    to = facts,
  ): Promise<Program> => {
    const program = stack.use(openTrialProgram(ports, of, kind, to));
    // A start blocks for a moment: in between the servo process hears that the core lives.
    await ports.clock.sleep(0);
    return program;
  };
  const judge = await open('judge');
  const reset = await open('reset');
  const other = second ? { ...task, reset: second } : null;
  return {
    ...{ judge, reset, policy: between === 'policy' ? await open('policy') : null },
    second: other && (await open('reset', other, { ...facts, onResetWords: undefined })),
  };
}

/** One attempt of the policy, which nobody judges: the next reset finds the scene as a trial leaves it. */
async function playPolicy(
  { task, bench }: ResetsOptions,
  loop: TrialLoop,
  policy: Program,
): Promise<void> {
  const { manifest } = task;
  if ((await loop.link.meter.time('start', policy.ready)) !== null) return;
  await loop.enter({ phase: 'episode', attempt: 1, source: 'policy' });
  loop.link.setEnvelope(narrowEnvelope(bench, manifest.episodeLimits));
  await driveByProgram(loop, {
    program: policy,
    rateHz: manifest.rateHz,
    latencyTicks: manifest.policy.latencyTicks,
    limitS: manifest.attemptLimitS,
    attempt: 1,
  });
  await loop.enter({ phase: 'verdict', source: 'bench' });
  loop.link.setEnvelope(bench);
  await driveArm(loop, manifest.clearViewRad);
}

function tryOf(index: number, wanted: PlanarPose, seconds: number, result: ResetResult): ResetTry {
  const { attempts, noes, second } = result;
  return {
    ...{ index, wanted, attempts, seconds },
    seen: result.ok ? result.seen : null,
    verifiedAt: result.ok ? attempts : null,
    why: noes.at(-1) ?? '',
    ...(second === null ? {} : { second }),
  };
}

interface OneReset {
  readonly link: BenchLink;
  readonly index: number;
  readonly start: PlanarPose;
  readonly printed: () => string;
}

async function runOn(
  options: ResetsOptions,
  { link, index, start, printed }: OneReset,
  programs: Programs,
  signal: AbortSignal,
): Promise<DoneReset> {
  const { task, bench, ports } = options;
  const { manifest } = task;
  using span = openBenchSpan(link);
  const { reset, judge, policy, second } = programs;
  const turns: ResetTurn[] = [];
  const loop = createTrialLoop({
    ...{ link, judge, judgeLatencyTicks: manifest.judge.latencyTicks, recorder: keepsNothing },
    ...{ signal, nowMs: ports.clock.nowMs, onStage: () => undefined, onVerdict: () => undefined },
  });
  try {
    const result = await runReset({
      ...{ loop, task: manifest, bench, program: reset, judge, second },
      onTurn: (turn) => turns.push(turn),
    });
    const tried = tryOf(index, start, span.seconds(), result);
    options.onTry(tried);
    options.onLook?.({ tried, turns, printed: printed() });
    if (policy !== null && index + 1 < options.times) await playPolicy(options, loop, policy);
    return { tried, noes: result.noes };
  } finally {
    link.setEnvelope(bench);
    await loop.rest().finally(() => loop[Symbol.asyncDispose]());
  }
}

async function runOne(options: ResetsOptions, index: number): Promise<DoneReset> {
  const { task, seed, drawStart } = options;
  const rng = trialRng(seed, index, 'start');
  const start = drawStart(() => rng.uniform());
  await checkShelvedTask(task);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const link = await options.link(signal);
  let warming = link.pace === 'real';
  using _voids = options.onVoid((reason, why) => {
    if (!warming || !reasonsOfBench.has(reason)) ending.abort(new TrialVoid(reason, why));
  });
  await using stack = new AsyncDisposableStack();
  let printed = '';
  const onResetWords = (text: string): void => {
    printed = `${printed}${text}`.slice(-mostPrinted);
  };
  const facts = { link, start, index, ...(options.onLook ? { onResetWords } : {}) };
  const programs = await openPrograms(options, stack, facts);
  if (warming) {
    const { reset, judge, policy, second } = programs;
    await Promise.all([reset.ready, judge.ready, policy?.ready, second?.ready]);
    warming = false;
    // What the bench complained of meanwhile is over, or is waited for.
    if ((await options.link(signal)) !== link)
      throw new BenchError('unavailable', 'the bench was lost while the programs started');
  }
  signal.throwIfAborted();
  link.simulator?.seed(seed, index);
  return await runOn(options, { link, index, start, printed: () => printed }, programs, signal);
}

/**
 * At least one, fewer than asked for only with `whenLost: 'end'`. Throws `TrialVoid` for what would void a trial, what the
 * signal carries, or BenchError `unavailable`.
 */
export async function runResets(options: ResetsOptions): Promise<readonly DoneReset[]> {
  const done: DoneReset[] = [];
  let lost = 0;
  for (let index = 0; index < options.times; index++) {
    options.signal.throwIfAborted();
    const reset = await runOne(options, index);
    done.push(reset);
    lost = reset.tried.verifiedAt === null ? lost + 1 : 0;
    if (lost < mostLostInARow || done.length >= options.times) continue;
    if (options.whenLost === 'end') break;
    throw new BenchError(
      'unavailable',
      `${lost} resets in a row were not verified, a person is needed: ${reset.tried.why}`,
    );
  }
  return done;
}
