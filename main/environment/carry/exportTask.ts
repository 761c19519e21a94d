/**
 * A task into a folder: package, recordings, labels. Written beside the wanted folder, which gets its name when all of it
 * is on the disk. Recordings with a locked clip are not told of by the books that are read here; one that is locked while
 * it is copied ends the export.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { placeFolder, replaceFile } from '../../base/host/replaceFile.ts';
import type { DemoView } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import { demoDir, demoEndFile } from '../../store/dataLayout.ts';
import { folderOfPerson } from '../../store/folderOfPerson.ts';
import { readDemoEnd } from '../../store/record/demoSchema.ts';
import type { FileSum } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import type { Clip } from '../clips/clipPages.ts';
import { countedLabel } from '../clips/clipView.ts';
import { listTree } from '../task/hashTree.ts';
import { copied, installTask } from '../task/installTask.ts';
import { readTask } from '../task/readManifest.ts';
import type { CarriedDemo, CarriedTask } from './carriedTask.ts';
import { exportFile } from './carriedTask.ts';
import type { CarryPorts } from './carryPorts.ts';
import { copyHashed } from './copyHashed.ts';

type Files = Record<string, FileSum>;

function carriedClip(clip: Clip): CarriedDemo['clips'][number] {
  const label = countedLabel(clip.looks);
  const { fromMs, toMs, nearMiss } = clip;
  if (label === null) return { fromMs, toMs, nearMiss, label };
  const { value, decidedMs, by, why } = label;
  return { fromMs, toMs, nearMiss, label: { value, decidedMs, by, why } };
}

function carriedDemo(demo: DemoView, clips: readonly Clip[]): CarriedDemo {
  const { recordingId, fromMs, toMs, frames, result, nearMiss, why } = demo;
  const own = clips.filter((clip) => clip.demoId === demo.id && !clip.locked);
  return {
    recording: recordingId,
    ...{ fromMs, toMs, frames, result, nearMiss, why },
    clips: own.map(carriedClip),
  };
}

async function copyPackage(
  { templatesDir, dataDir }: CarryPorts,
  task: string,
  into: string,
  signal: AbortSignal,
): Promise<Files> {
  const { dir, templateDir } = await installTask(templatesDir, dataDir, task);
  await readTask(dir);
  const files: Files = {};
  const parts = [
    [dir, copied],
    [templateDir, ['scene']],
  ] as const;
  for (const [from, only] of parts)
    for (const { name } of await listTree(from, only))
      files[`task/${name}`] = await copyHashed(
        path.join(from, name),
        path.join(into, 'task', name),
        signal,
      );
  return files;
}

/** Every file as the recording's end promised it. @throws BenchError `storage`. */
async function copyRecording(
  { dataDir }: CarryPorts,
  id: string,
  into: string,
  signal: AbortSignal,
): Promise<Files> {
  const from = demoDir(dataDir, id);
  const end = readDemoEnd(from);
  if (end === null) throw new BenchError('storage', `the recording ${id} has no end`);
  const files: Files = {};
  for (const name of [...Object.keys(end.files), demoEndFile]) {
    const sum = await copyHashed(path.join(from, name), path.join(into, 'demos', id, name), signal);
    const promised = end.files[name];
    if (promised !== undefined && promised.sha256 !== sum.sha256)
      throw new BenchError('storage', `${name} of the recording ${id} is damaged`, {
        hint: 'remove the demo, or bring the data folder back from a copy',
      });
    files[`demos/${id}/${name}`] = sum;
  }
  return files;
}

/** @throws BenchError `bad-input`, `not-found`, `refused` when something was locked meanwhile, `storage`. */
export async function exportTask(
  ports: CarryPorts,
  { task, dir }: { readonly task: string; readonly dir: string },
  signal: AbortSignal,
): Promise<{ readonly dir: string; readonly files: number }> {
  const into = folderOfPerson(dir, ports.dataDir);
  if ((await stat(into).catch(() => null)) !== null)
    throw new BenchError('bad-input', `${into} is there already`, {
      hint: 'name a folder that is not there yet',
    });
  const demos = ports.demos.list(task);
  const recordings = [...new Set(demos.map(({ recordingId }) => recordingId))];
  let fresh: string | null = null;
  try {
    fresh = await mkdtemp(path.join(path.dirname(into), `.${path.basename(into)}-`));
    const files = await copyPackage(ports, task, fresh, signal);
    for (const id of recordings)
      Object.assign(files, await copyRecording(ports, id, fresh, signal));
    const clips = ports.clips.clips(task);
    const carried: CarriedTask = {
      ...{ kind: 'nightbench-task', version: 1, wallTime: ports.wallTime() },
      demos: demos.map((demo) => carriedDemo(demo, clips)),
      files,
    };
    await replaceFile(path.join(fresh, exportFile), `${JSON.stringify(carried, null, 1)}\n`);
    if (recordings.some(ports.locked.isLocked))
      throw new BenchError('refused', 'clips of it were locked meanwhile', {
        hint: 'export again: what is locked is left out then',
      });
    await placeFolder(fresh, into);
    return { dir: into, files: Object.keys(files).length + 1 };
  } catch (thrown) {
    if (fresh !== null) await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    signal.throwIfAborted();
    throw storageError(`the export to ${into}`, thrown);
  }
}
