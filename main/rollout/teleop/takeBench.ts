/**
 * The bench in a person's hands: the lease, the task's scene on the table, the envelope narrowed by the task, and all
 * that a recording says of where it was made. Given back as it was found: the arm held, the bench's own envelope in force,
 * and after bench time the real-time bench open again.
 */
import { trialRng } from '../../base/lib/rng.ts';
import type { Envelope } from '../../base/model/arm.ts';
import type { DemoHead, RecordingOrigin } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { narrowEnvelope } from '../../bench/benchEnvelope.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import { installTask } from '../../environment/task/installTask.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import { shelveTask } from '../../environment/task/shelveTask.ts';
import { loadStartStates } from '../../environment/task/startStates.ts';
import { shelfDir } from '../../store/dataLayout.ts';
import { driveArm } from '../driveArm.ts';
import { openTrialProgram, type ProgramPorts } from '../openTrialPrograms.ts';
import type { PlannerFacts } from '../planRun.ts';
import { recordingHead } from '../recordingHead.ts';
import { runReset } from '../runReset.ts';
import { createFreeLoop } from './createFreeLoop.ts';

export interface BenchPlace {
  readonly ports: ProgramPorts & { readonly benches: BenchBook };
  readonly facts: Pick<
    PlannerFacts,
    'version' | 'dataDir' | 'appDir' | 'templatesDir' | 'restTask'
  >;
  readonly station: Station;
}

export interface TakeBench {
  readonly task: string;
  readonly pace: 'real' | 'lockstep';
  /** Of the simulated bench's own chance, and of the resets' start states. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface TakenBench extends AsyncDisposable {
  readonly link: BenchLink;
  readonly manifest: TaskManifest;
  /** In force while a person drives. */
  readonly envelope: Envelope;
  head(id: string, origin: RecordingOrigin, nearMiss: string | null): DemoHead;
  /** The task's own reset and its check. @throws BenchError `refused` with why the scene is not ready. */
  resetScene(signal: AbortSignal): Promise<void>;
  /** Up and to the clear view. @throws BenchError `refused` when it did not get there. */
  clearView(signal: AbortSignal): Promise<void>;
}

const standsMs = 30_000;
const lookEveryMs = 100;
const untilDone = new AbortController().signal;

/** The bench at that pace with that scene, once it stands and holds. @throws BenchError `unavailable`. */
export async function openBench(
  { ports, station }: Pick<BenchPlace, 'station'> & { readonly ports: Pick<ProgramPorts, 'clock'> },
  taskDir: string,
  { pace, seed, signal }: Omit<TakeBench, 'task'>,
): Promise<BenchLink> {
  if (pace === 'lockstep') return await station.open({ pace, taskDir, seed });
  let failure: BenchError | null = null;
  if (!station.isOpen(pace, taskDir))
    await station.open({ pace, taskDir, seed }).catch((cause: unknown) => {
      failure = toBenchError(cause);
      // What only did not answer in time is tried again by the station.
      if (failure.code !== 'unavailable' && failure.code !== 'timeout') throw failure;
    });
  for (let waitedMs = 0; waitedMs < standsMs && !station.givenUp; waitedMs += lookEveryMs) {
    signal.throwIfAborted();
    if (station.link !== null && station.healthy) return station.link;
    await ports.clock.sleep(lookEveryMs, signal);
  }
  throw (
    failure ??
    new BenchError('unavailable', 'the arm or a camera of the bench does not answer', {
      hint: 'See the alerts, then try again.',
    })
  );
}

/** @throws BenchError `busy`, `not-found`, `bad-input`, `unavailable`. */
export async function takeBench(place: BenchPlace, options: TakeBench): Promise<TakenBench> {
  const { ports, facts, station } = place;
  const { task, pace, seed } = options;
  const installed = await installTask(facts.templatesDir, facts.dataDir, task);
  const manifest = await readManifest(installed.dir);
  const { templateDir } = installed;
  await using undo = new AsyncDisposableStack();
  undo.use(station.lease('teleop'));
  if (pace === 'lockstep' && facts.restTask !== null) {
    undo.defer(async () => {
      await station
        .open({ pace: 'real', taskDir: templateDir, seed })
        .catch((cause: unknown) =>
          ports.log.log('error', 'the bench did not open again', { error: String(cause) }),
        );
    });
  }
  const link = await openBench(place, templateDir, options);
  const bench = station.envelope;
  const envelope = narrowEnvelope(bench, manifest.episodeLimits);
  link.setEnvelope(envelope);
  undo.defer(async () => {
    link.robot.hold('teleoperation is over');
    link.setEnvelope(bench);
    // In lockstep one more row, which shows the hold. A bench that is gone gives none.
    if (pace === 'lockstep') await link.tick(untilDone).catch(() => undefined);
  });
  const given = undo.move();
  let resets = 0;
  const resetScene = async (signal: AbortSignal): Promise<void> => {
    const shelf = { shelfDir: shelfDir(facts.dataDir), appDir: facts.appDir, policy: undefined };
    const shelved = await shelveTask(installed, shelf);
    const drawStart = await loadStartStates(templateDir);
    const index = resets++;
    const rng = trialRng(seed, index, 'start');
    const start = drawStart(() => rng.uniform());
    await using program = openTrialProgram(ports, shelved, 'reset', { link, start, index });
    await using loop = createFreeLoop(link, signal);
    try {
      const reset = await runReset({
        ...{ loop, task: manifest, bench, program },
        judge: null,
      });
      if (reset.ok) return;
      throw new BenchError('refused', `the scene could not be reset: ${reset.why}`, {
        hint: 'Prepare it by hand, then record.',
      });
    } finally {
      link.setEnvelope(envelope);
      await loop.rest();
    }
  };
  const headParts = {
    ...{ clock: ports.clock, benches: ports.benches, station, link, manifest },
    softwareVersion: facts.version,
  };
  const clearView = async (signal: AbortSignal): Promise<void> => {
    await using loop = createFreeLoop(link, signal);
    link.setEnvelope(bench);
    const end = await driveArm(loop, manifest.clearViewRad);
    link.setEnvelope(envelope);
    if (end !== 'arrived')
      throw new BenchError('refused', `the arm did not reach the clear view (${end})`);
  };
  return {
    link,
    manifest,
    envelope,
    head: (id, origin, nearMiss) => recordingHead(headParts, id, origin, nearMiss),
    resetScene,
    clearView,
    [Symbol.asyncDispose]: () => given.disposeAsync(),
  };
}
