/**
 * The bench in a person's hands: leased, the envelope narrowed by the task, and all that a recording says of where it was
 * made.
 */
import { trialRng } from '../../base/lib/rng.ts';
import type { Envelope } from '../../base/model/arm.ts';
import type { DemoHead, RecordingOrigin } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
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
import { leaseBench } from '../leaseBench.ts';
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

/** @throws BenchError `busy`, `not-found`, `bad-input`, `unavailable`. */
export async function takeBench(place: BenchPlace, options: TakeBench): Promise<TakenBench> {
  const { ports, facts, station } = place;
  const { task, pace, seed } = options;
  const installed = await installTask(facts.templatesDir, facts.dataDir, task);
  const manifest = await readManifest(installed.dir);
  const { templateDir } = installed;
  const wish = { lease: 'teleop', templateDir, pace, seed, signal: options.signal } as const;
  const leased = await leaseBench(place, { ...wish, over: 'teleoperation is over' });
  await using undo = new AsyncDisposableStack();
  undo.use(leased);
  const { link } = leased;
  const bench = station.envelope;
  const envelope = narrowEnvelope(bench, manifest.episodeLimits);
  link.setEnvelope(envelope);
  const given = undo.move();
  let resets = 0;
  const resetScene = async (signal: AbortSignal): Promise<void> => {
    const shelf = { shelfDir: shelfDir(facts.dataDir), appDir: facts.appDir, policy: undefined };
    const shelved = await shelveTask(installed, shelf);
    const drawStart = await loadStartStates(templateDir, shelved.manifest.starts);
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
