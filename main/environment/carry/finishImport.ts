/**
 * The second half of an import, from its plan: recordings to their place, demos into their book, what was said of their
 * clips as first looks. Each step looks whether it was done before, so that a core which finds a plan after a crash does
 * what is left of it. What was locked elsewhere was never in it; second looks are given anew here.
 */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { toBenchError } from '../../base/model/errors.ts';
import { arrivingDir, demosDir, packagesDir } from '../../store/dataLayout.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import type { Clip } from '../clips/clipPages.ts';
import { installTask } from '../task/installTask.ts';
import { type CarriedDemo, type ImportPlan, importPlanSchema } from './carriedTask.ts';
import type { CarryPorts } from './carryPorts.ts';

export const planFile = 'plan.json';
/** Recordings under their names here, beside the plan. */
export const recordingsDir = 'recordings';

type Recording = ImportPlan['recordings'][number];

function placeRecording({ dataDir }: CarryPorts, aside: string, id: string): void {
  const from = path.join(aside, recordingsDir, id);
  if (!existsSync(from)) return;
  const home = demosDir(dataDir);
  try {
    mkdirSync(home, { recursive: true });
    renameSync(from, path.join(home, id));
  } catch (thrown) {
    throw storageError(path.join(home, id), thrown);
  }
  syncFolder(home);
}

/** Gives the demo's id; one that a start after a crash entered by itself gets its span back. */
function enterDemo(
  { demos }: CarryPorts,
  task: string,
  recording: Recording,
  demo: CarriedDemo,
  known: { readonly id: string; readonly fromMs: number; readonly toMs: number } | undefined,
): string {
  const { recordingId, origin, roles, endHash } = recording;
  const { fromMs, toMs, frames, result, nearMiss, why } = demo;
  if (known === undefined) {
    const said = { fromMs, toMs, frames, result, nearMiss, why };
    const demoId = demos.nextId();
    demos.record({ demoId, recordingId, task, origin, endHash, roles, ...said });
    return demoId;
  }
  if (known.fromMs !== fromMs || known.toMs !== toMs) demos.trim(known.id, fromMs, toMs, frames);
  return known.id;
}

function enterClip(
  { clips }: CarryPorts,
  clip: Pick<Clip, 'id' | 'looks' | 'nearMiss' | 'fromMs' | 'toMs'>,
  said: CarriedDemo['clips'][number],
): void {
  if (said.nearMiss !== clip.nearMiss) clips.amend(clip.id, { nearMiss: said.nearMiss });
  if (said.label === null || clip.looks.first !== undefined) return;
  const { value, decidedMs: at, by, why } = said.label;
  // A demo that was trimmed after it was labelled may not hold the moment any more.
  const decidedMs = at === null || at < clip.fromMs || at > clip.toMs ? null : at;
  clips.label({ ids: [clip.id], look: 'first', value, decidedMs, by, why });
}

function enterClips(
  ports: CarryPorts,
  task: string,
  { recordingId, origin, roles }: Recording,
  demoId: string,
  demo: CarriedDemo,
): void {
  const known = ports.clips.clips(task).filter((clip) => clip.demoId === demoId);
  for (const [index, said] of demo.clips.entries()) {
    const { fromMs, toMs, nearMiss } = said;
    const source = origin.kind === 'import' ? 'import' : 'demo';
    const cut = { task, source, recordingId, demoId, roles, fromMs, toMs, nearMiss } as const;
    enterClip(ports, known[index] ?? ports.clips.cut({ ...cut, hint: demo.result }), said);
  }
}

/** @throws BenchError `storage`; what was done by then stays done, and the next core goes on. */
export async function finishImport(
  ports: CarryPorts,
  aside: string,
  { task, recordings }: ImportPlan,
): Promise<void> {
  for (const recording of recordings) {
    placeRecording(ports, aside, recording.recordingId);
    const known = ports.demos
      .list(task)
      .filter((demo) => demo.recordingId === recording.recordingId);
    for (const [index, demo] of recording.demos.entries()) {
      const demoId = enterDemo(ports, task, recording, demo, known[index]);
      enterClips(ports, task, recording, demoId, demo);
      await ports.pause();
    }
  }
  await ports.changes.inTurn(async () => {
    const written = ports.ledger.notes('task-written', Number.MAX_SAFE_INTEGER);
    const told = written.some(
      ({ body }) => body.kind === 'task-written' && body.task === task && body.how === 'import',
    );
    const installed = await installTask(ports.templatesDir, ports.dataDir, task);
    if (!told) await ports.changes.written(installed, 'import');
  });
  await rm(aside, { recursive: true, force: true });
}

/** What a core that died left on its way in: finished where the package is here, else gone. */
export async function resumeImports(ports: CarryPorts): Promise<void> {
  const home = arrivingDir(ports.dataDir);
  if (!existsSync(home)) return;
  for (const name of readdirSync(home)) {
    const aside = path.join(home, name);
    const file = path.join(aside, planFile);
    const resume = async (): Promise<void> => {
      const isHere = existsSync(path.join(packagesDir(ports.dataDir), name));
      if (!isHere || !existsSync(file)) return await rm(aside, { recursive: true, force: true });
      const plan = importPlanSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      ports.log.log('warn', 'an import that was cut short is finished', { task: plan.task });
      await finishImport(ports, aside, plan);
    };
    await resume().catch((thrown: unknown) =>
      ports.log.log('error', 'an import could not be finished', {
        task: name,
        error: toBenchError(thrown).message,
      }),
    );
  }
}
