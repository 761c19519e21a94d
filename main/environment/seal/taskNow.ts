/**
 * A task as it is now, as a contract would have it: the folders a run would copy from, and what must hold before it may be
 * signed. Asks the rooms of judge and reset for what was measured; measures and writes nothing.
 */
import path from 'node:path';
import { toBenchError } from '../../base/model/errors.ts';
import type { LockedMeasure } from '../../base/model/judge.ts';
import type { ResetView } from '../../base/model/reset.ts';
import type { SealLine } from '../../base/model/seal.ts';
import { taskFormProblems } from '../../base/model/taskFormProblems.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { LockedBook } from '../clips/lockedBook.ts';
import type { JudgeRoom } from '../judge/openJudgeRoom.ts';
import { tableMustReach } from '../steps/openTaskRoom.ts';
import { hashTree } from '../task/hashTree.ts';
import { findTask } from '../task/installTask.ts';
import { readManifest, readTask } from '../task/readManifest.ts';
import { formOf } from '../task/taskForm.ts';
import type { TaskPlaces } from '../task/writeTask.ts';
import type { ContractFacts, SealPlaces } from './contractOf.ts';
import { type LineFacts, planLines } from './planLines.ts';

export interface TaskNowPorts extends TaskPlaces {
  readonly ledger: Pick<Ledger, 'notes'>;
  readonly benches: Pick<BenchBook, 'current' | 'calibrationHash' | 'cameraCalibrationHash'>;
  readonly station: Pick<Station, 'envelope' | 'view'>;
  readonly locked: Pick<LockedBook, 'sets'>;
  readonly judges: { readonly answers: Pick<JudgeRoom['answers'], 'judge.show' | 'judge.report'> };
  readonly resetOf: (task: string) => Promise<ResetView>;
}

/** Where a run would copy it from. @throws BenchError `not-found`. */
export async function placesOf(ports: TaskPlaces, task: string): Promise<SealPlaces> {
  const { manifestDir, templateDir } = await findTask(ports.templatesDir, ports.dataDir, task);
  return {
    task: manifestDir,
    judge: path.join(manifestDir, 'judge'),
    reset: path.join(manifestDir, 'reset'),
    scene: path.join(templateDir, 'scene'),
  };
}

/** What the bench is now. */
export function benchFacts({ benches, station }: TaskNowPorts): ContractFacts['bench'] {
  return {
    benchId: benches.current.id,
    calibrationHash: benches.calibrationHash(),
    cameraCalibrationHash: benches.cameraCalibrationHash(),
    envelope: station.envelope,
  };
}

/** The newest measuring on locked clips of a judge with these bytes, whatever it is called. */
function measureOf({ ledger }: TaskNowPorts, task: string, hash: string) {
  for (const { body } of ledger.notes('judge-measured', Number.MAX_SAFE_INTEGER))
    if (body.kind === 'judge-measured' && body.task === task && body.hash === hash)
      return body.measure satisfies Omit<LockedMeasure, 'wallTime'>;
  return null;
}

export async function factsOf(
  ports: TaskNowPorts,
  places: SealPlaces,
  task: string,
  given: Pick<ContractFacts, 'budget' | 'decision' | 'software'>,
): Promise<ContractFacts> {
  const measured = measureOf(ports, task, await hashTree(places.judge));
  return { ...given, bench: benchFacts(ports), lockedSetId: measured?.setId ?? null };
}

async function judgeFacts(
  { judges, ...ports }: TaskNowPorts,
  places: SealPlaces,
  task: string,
  signal: AbortSignal,
): Promise<LineFacts['judge']> {
  const { inForce } = await judges.answers['judge.show']({ task }, signal);
  if (inForce === null) return null;
  const report = await judges.answers['judge.report']({ task, judge: inForce }, signal);
  const measure = measureOf({ judges, ...ports }, task, await hashTree(places.judge));
  return { id: inForce, report, measure };
}

/** @throws BenchError `not-found`, `bad-input` where the task cannot be read. */
export async function linesOf(
  ports: TaskNowPorts,
  places: SealPlaces,
  task: string,
  signal: AbortSignal,
): Promise<readonly SealLine[]> {
  const { station, locked, resetOf } = ports;
  const now = await readTask(places.task);
  const { workspaceM } = station.envelope;
  const problems = taskFormProblems(formOf(now), {
    ...{ workspaceM, others: [], mustReach: tableMustReach(now.manifest) },
    roles: station.view.value.cameras.map(({ role }) => role),
  });
  const reset = await resetOf(task).then(
    ({ measure, makers }) => ({ reset: measure, resetMakers: makers }),
    (thrown: unknown) => ({ reset: toBenchError(thrown).message }),
  );
  return planLines({
    task,
    judge: await judgeFacts(ports, places, task, signal),
    ...reset,
    lockedSets: locked.sets(task),
    problems: problems.map(({ words }) => words),
    manifest: await readManifest(places.task),
    bench: station.envelope,
  });
}
