/**
 * A task from a folder, whole or not at all. Everything is looked through and copied aside first, under names that are free
 * here; the package that then gets its name is the moment from which the task is here. What is left to do after it is
 * written down, so that a core that dies in between has its successor do it (`finishImport.ts`).
 */
import { mkdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import { placeFolder, replaceFile } from '../../base/host/replaceFile.ts';
import type { DemoEnd, DemoHead } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { arrivingDir, demoEndFile, demoFile } from '../../store/dataLayout.ts';
import { folderOfPerson } from '../../store/folderOfPerson.ts';
import { readDemoEnd, readDemoHead } from '../../store/record/demoSchema.ts';
import { storageError } from '../../store/storageError.ts';
import { listTasks } from '../task/installTask.ts';
import { manifestFile, parseManifest } from '../task/readManifest.ts';
import { taskViews } from '../task/taskViews.ts';
import { addPackage, copyTree } from '../task/writeTask.ts';
import type { ImportPlan } from './carriedTask.ts';
import type { CarryPorts } from './carryPorts.ts';
import { type CheckedTask, checkCarried } from './checkCarried.ts';
import { copyHashed } from './copyHashed.ts';
import { finishImport, planFile, recordingsDir } from './finishImport.ts';

/** Left free on the disk. */
const spareBytes = 256 << 20;

const bad = (message: string, hint?: string): BenchError =>
  new BenchError('bad-input', message, hint === undefined ? {} : { hint });
const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function freeName(ports: CarryPorts, { manifest }: CheckedTask, id: string): Promise<string> {
  const taken = await listTasks(ports.templatesDir, ports.dataDir);
  if (taken.includes(id))
    throw bad(`there is a task called ${id} already`, 'give it another name: --id NAME');
  const names = (await taskViews(ports, { isArchived: () => false })).map(({ name }) =>
    name.trim().toLowerCase(),
  );
  const { name } = manifest;
  return names.includes(name.trim().toLowerCase()) ? `${name.slice(0, 36)} (${id})` : name;
}

/** Every byte as it was exported. */
async function copyAside(
  dir: string,
  { carried }: CheckedTask,
  aside: string,
  signal: AbortSignal,
): Promise<void> {
  for (const [name, { sha256: hash }] of Object.entries(carried.files)) {
    const sum = await copyHashed(path.join(dir, name), path.join(aside, name), signal);
    if (sum.sha256 !== hash) throw bad(`${name} is not what was exported`);
  }
}

function readRecording(
  dir: string,
  id: string,
): { readonly head: DemoHead; readonly end: DemoEnd } {
  try {
    const head = readDemoHead(dir);
    const end = readDemoEnd(dir);
    if (end !== null) return { head, end };
  } catch (thrown) {
    throw bad(`the recording ${id} cannot be read: ${(thrown as Error).message.slice(0, 300)}`);
  }
  throw bad(`the recording ${id} has no end`);
}

interface Renamed {
  readonly facts: Omit<ImportPlan['recordings'][number], 'demos'>;
  readonly end: DemoEnd;
}

/** The recording under its name here: its first and its last file say so, and what the last one promises holds. */
async function renameRecording(
  aside: string,
  { carried }: CheckedTask,
  id: string,
  here: { readonly id: string; readonly task: string },
): Promise<Renamed> {
  const from = path.join(aside, 'demos', id);
  const { head, end } = readRecording(from, id);
  for (const [name, promised] of Object.entries(end.files))
    if (carried.files[`demos/${id}/${name}`]?.sha256 !== promised.sha256)
      throw bad(`${name} of the recording ${id} is not what its end promises`);
  const known = [...Object.keys(end.files), demoEndFile];
  const stray = Object.keys(carried.files).find(
    (name) => name.startsWith(`demos/${id}/`) && !known.includes(path.basename(name)),
  );
  if (stray !== undefined) throw bad(`${stray} is no file of its recording`);
  const first = jsonText({ ...head, id: here.id, task: here.task });
  const sum = { bytes: Buffer.byteLength(first), sha256: sha256(first) };
  const last = jsonText({ ...end, id: here.id, files: { ...end.files, [demoFile]: sum } });
  await replaceFile(path.join(from, demoFile), first);
  await replaceFile(path.join(from, demoEndFile), last);
  await mkdir(path.join(aside, recordingsDir), { recursive: true });
  await placeFolder(from, path.join(aside, recordingsDir, here.id));
  const { origin, roles } = head;
  const facts = { recordingId: here.id, origin, roles: [...roles], endHash: sha256(last) };
  return { facts, end };
}

async function planOf(
  ports: CarryPorts,
  checked: CheckedTask,
  aside: string,
  task: string,
  signal: AbortSignal,
): Promise<ImportPlan> {
  const { demos } = checked.carried;
  const recordings: ImportPlan['recordings'] = [];
  const { seq } = ports.ledger.head();
  for (const id of new Set(demos.map(({ recording }) => recording))) {
    const number = String(recordings.length + 1).padStart(4, '0');
    const here = { id: `brought-${seq}-${number}`, task };
    const { facts, end } = await renameRecording(aside, checked, id, here);
    const own = demos.filter(({ recording }) => recording === id);
    if (own.some(({ fromMs, toMs }) => fromMs < end.fromMs || toMs > end.toMs))
      throw bad(`a demo reaches out of its recording ${id}`);
    recordings.push({ ...facts, demos: own });
    await ports.pause();
    signal.throwIfAborted();
  }
  return { task, recordings };
}

async function checkRoom({ dataDir }: CarryPorts, { bytes }: CheckedTask): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize - bytes > spareBytes) return;
  throw new BenchError('storage', 'the disk of the data folder has no room for this task', {
    hint: `it holds ${Math.ceil(bytes / 2 ** 20)} MiB: free some space, then import again`,
  });
}

/** The package, under its name here. */
async function nameHere(aside: string, manifest: TaskManifest, id: string, name: string) {
  if (manifest.id === id && manifest.name === name) return;
  const text = jsonText({ ...manifest, id, name });
  parseManifest(manifestFile, text);
  await replaceFile(path.join(aside, 'task', manifestFile), text);
}

/** @throws BenchError `bad-input` with what is wrong and where, `not-found`, `storage`; then nothing of it is here. */
export async function importTask(
  ports: CarryPorts,
  { dir: given, id: wanted }: { readonly dir: string; readonly id?: string | undefined },
  signal: AbortSignal,
): Promise<{ readonly task: string }> {
  const dir = folderOfPerson(given, ports.dataDir);
  const checked = await checkCarried(dir, ports);
  const task = wanted ?? checked.manifest.id;
  await freeName(ports, checked, task);
  const aside = path.join(arrivingDir(ports.dataDir), task);
  let plan: ImportPlan;
  try {
    await checkRoom(ports, checked);
    await rm(aside, { recursive: true, force: true });
    await copyAside(dir, checked, aside, signal);
    plan = await planOf(ports, checked, aside, task, signal);
    await replaceFile(path.join(aside, planFile), jsonText(plan));
    await ports.changes.inTurn(async () => {
      const name = await freeName(ports, checked, task);
      await nameHere(aside, checked.manifest, task, name);
      await addPackage(ports, task, (fresh) => copyTree(path.join(aside, 'task'), fresh));
    });
  } catch (thrown) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    signal.throwIfAborted();
    throw storageError(`the import of ${dir}`, thrown);
  }
  await finishImport(ports, aside, plan);
  return { task };
}
