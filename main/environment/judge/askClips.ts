/**
 * One jailed judge asked about clips, one question at a time: a trace for each clip. A crash, a hang or nonsense is a fault
 * of that clip and the next one gets a fresh process; a judge that fails clip after clip is asked no more. Nothing it does
 * is an exception of ours; only the disk and whoever cancels are.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Verdict } from '../../base/model/trial.ts';
import { type ClipSpan, openClipSets, type SetsPlan } from './clipSets.ts';
import { type ClipTrace, type Said, traceOf } from './clipTrace.ts';
import type { FoundJudge } from './foundJudge.ts';
import { type JudgePorts, type JudgeQuestion, type OpenJudge, openJudge } from './openJudge.ts';

export interface AskOptions {
  readonly cameras: readonly CameraModel[];
  readonly signal: AbortSignal;
  /** Wall milliseconds from handing the pictures over to the verdict, of each answer. */
  readonly onLatency?: ((ms: number) => void) | undefined;
  readonly onTrace?: ((clip: ClipSpan, trace: ClipTrace) => void) | undefined;
  /** Of a clip; sixty where nothing is said. */
  readonly mostSets?: number | undefined;
}

/** So many clips in a row that it cannot judge: it will not judge the others either. */
const mostFaultsInARow = 5;

/** Slow is what latency says; only what hangs is late here, however busy the machine is. */
const patienceMs = 10_000;

function patient(found: FoundJudge): FoundJudge {
  const { judge } = found.manifest;
  const answerMs = Math.max(judge.answerMs, patienceMs);
  return { ...found, manifest: { ...found.manifest, judge: { ...judge, answerMs } } };
}

/** Cameras that it looks through, in the task's order. */
export function rolesOf({ file, manifest }: FoundJudge): readonly string[] {
  if (file === null) return manifest.cameras;
  return manifest.cameras.filter((role) => file.cameras[role] !== undefined);
}

export function setsPlanOf(judge: FoundJudge): SetsPlan {
  return { roles: rolesOf(judge), clearViewRad: judge.manifest.clearViewRad };
}

/** A judge whose process is made anew after each failure, at its next question. */
export interface LastingJudge extends AsyncDisposable {
  /** Why it did not answer, or what it said. Throws only the signal's reason. */
  ask(question: JudgeQuestion): Promise<Said['verdict'] | string>;
}

export function openLastingJudge(
  ports: JudgePorts,
  judge: FoundJudge,
  { cameras, signal, onLatency }: AskOptions,
): LastingJudge {
  let open: OpenJudge | null = null;
  const close = async (): Promise<void> => {
    const old = open;
    open = null;
    await old?.[Symbol.asyncDispose]();
  };
  /** Whoever cancels need not wait for an answer: its process is ended. */
  const onAbort = (): void => void close();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    async ask(question) {
      signal.throwIfAborted();
      open ??= openJudge(ports, patient(judge), cameras);
      const asked = open;
      const never = await asked.ready;
      const fromMs = ports.clock.nowMs();
      const answer = never === null ? await asked.ask(question) : { ok: false, failure: never };
      signal.throwIfAborted();
      if (answer.ok && 'verdict' in answer) {
        onLatency?.(ports.clock.nowMs() - fromMs);
        return answer.verdict;
      }
      await close();
      return 'failure' in answer ? `${answer.failure.kind}: ${answer.failure.why}` : '';
    },
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', onAbort);
      await close();
    },
  };
}

/** A judge speaks of the cameras that judge.json names: what it makes up beside them could carry anything out. */
function ofCameras(verdict: Verdict, roles: readonly string[]): Verdict {
  const own = <T>(by: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(by).filter(([role]) => roles.includes(role)));
  const { perCamera, cameraScores = {} } = verdict;
  return { ...verdict, perCamera: own(perCamera), cameraScores: own(cameraScores) };
}

async function traceClip(
  asking: LastingJudge,
  clip: ClipSpan,
  plan: SetsPlan,
  signal: AbortSignal,
): Promise<ClipTrace> {
  const { sets, read, problem } = await openClipSets(clip, plan, signal);
  const said: Said[] = [];
  if (problem !== null) return traceOf(said, `its pictures are damaged: ${problem}`);
  for (const set of sets) {
    const answer = await asking.ask(await read(set));
    if (typeof answer === 'string') return traceOf(said, answer);
    said.push({ atMs: set.atMs, verdict: ofCameras(answer, plan.roles) });
  }
  return traceOf(said, null);
}

/** In the order of `clips`. @throws BenchError `storage`, and the signal's reason. */
export async function traceClips(
  ports: JudgePorts,
  judge: FoundJudge,
  clips: readonly ClipSpan[],
  options: AskOptions,
): Promise<readonly ClipTrace[]> {
  const { signal, onTrace, mostSets } = options;
  await using asking = openLastingJudge(ports, judge, options);
  const plan = { ...setsPlanOf(judge), mostSets };
  const traces: ClipTrace[] = [];
  let faults = 0;
  let why = '';
  for (const clip of clips) {
    const given = faults >= mostFaultsInARow;
    const trace = given
      ? traceOf([], `given up: ${why}`)
      : await traceClip(asking, clip, plan, signal);
    why = trace.fault ?? '';
    if (!given) faults = trace.fault === null ? 0 : faults + 1;
    traces.push(trace);
    onTrace?.(clip, trace);
  }
  return traces;
}

/** @throws BenchError `bad-input` with what it did instead of answering. */
export async function mustAnswer(
  ports: JudgePorts,
  judge: FoundJudge,
  question: JudgeQuestion,
  options: AskOptions,
): Promise<void> {
  await using asking = openLastingJudge(ports, judge, options);
  const answer = await asking.ask(question);
  if (typeof answer !== 'string') return;
  throw new BenchError('bad-input', `the judge does not answer: ${answer.trim().slice(0, 600)}`, {
    hint: 'It runs in its jail: its own folder and nightbench/sdk, no network, nothing to write.',
  });
}
