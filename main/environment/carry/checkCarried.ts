/**
 * A folder that says it is a task from another bench, looked through before anything of it is taken: plain files only, each
 * the one that export.json names, a package that parses, a scene that this app has, recordings that belong together. All
 * that is wrong is `bad-input` that says where.
 */
import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { hashTree, listTree, readPlain, type TreeFile } from '../task/hashTree.ts';
import { copied, findTask, listTasks } from '../task/installTask.ts';
import { manifestFile, parseManifest } from '../task/readManifest.ts';
import type { TaskPlaces } from '../task/writeTask.ts';
import { type CarriedTask, carriedSchema, carryBounds, exportFile } from './carriedTask.ts';

export interface CheckedTask {
  readonly carried: CarriedTask;
  readonly manifest: TaskManifest;
  readonly files: readonly TreeFile[];
  readonly bytes: number;
}

const bad = (message: string, hint?: string): BenchError =>
  new BenchError('bad-input', message, hint === undefined ? {} : { hint });

async function readCarried(dir: string, files: readonly TreeFile[]): Promise<CarriedTask> {
  const own = files.find(({ name }) => name === exportFile);
  if (own === undefined)
    throw bad(`${dir} has no ${exportFile}`, 'choose a folder that bench task export wrote');
  if (own.bytes > carryBounds.exportBytes) throw bad(`${exportFile} is too large`);
  let value: unknown;
  try {
    value = JSON.parse((await readPlain(path.join(dir, exportFile))).toString('utf8'));
  } catch {
    throw bad(`${exportFile} is not JSON`);
  }
  const parsed = carriedSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw bad(`${exportFile}: ${z.prettifyError(parsed.error).slice(0, 500)}`);
}

/** What lies there is what is named, by name and size; bytes are compared while they are copied. */
function checkNames(carried: CarriedTask, files: readonly TreeFile[]): void {
  const there = new Map(files.map(({ name, bytes }) => [name, bytes]));
  there.delete(exportFile);
  for (const [name, { bytes }] of Object.entries(carried.files)) {
    if (!there.has(name)) throw bad(`${name} is missing`);
    if (there.get(name) !== bytes) throw bad(`${name} has another size than was exported`);
    there.delete(name);
  }
  const [stray] = there.keys();
  if (stray !== undefined) throw bad(`${stray} is not named in ${exportFile}`);
}

function checkPlaces(carried: CarriedTask): void {
  const tops = new Set([...copied, 'scene']);
  const recordings = new Set(carried.demos.map(({ recording }) => recording));
  for (const name of Object.keys(carried.files)) {
    const [kind, top = '', file, ...deeper] = name.split('/');
    const fits =
      kind === 'task'
        ? tops.has(top)
        : kind === 'demos' && recordings.has(top) && file !== undefined && deeper.length === 0;
    if (!fits) throw bad(`${name} belongs to no part of a task`);
  }
  for (const id of recordings)
    if (carried.files[`demos/${id}/demo-end.json`] === undefined)
      throw bad(`the recording ${id} has no end`);
  for (const { fromMs, toMs, clips } of carried.demos)
    for (const clip of clips) {
      const at = clip.label?.decidedMs ?? clip.fromMs;
      if (clip.toMs <= clip.fromMs || toMs <= fromMs || at < clip.fromMs || at > clip.toMs)
        throw bad('a clip is decided outside of itself');
    }
}

/**
 * Scenes run in the core and in the simulator, outside of any jail: only one that is here already, byte for byte, may.
 */
async function checkScene(dir: string, { templatesDir, dataDir }: TaskPlaces): Promise<void> {
  const scene = await hashTree(path.join(dir, 'task'), ['scene']);
  for (const id of await listTasks(templatesDir, dataDir)) {
    const { templateDir } = await findTask(templatesDir, dataDir, id);
    if ((await hashTree(templateDir, ['scene']).catch(() => '')) === scene) return;
  }
  throw bad(
    'its scene is none that this app has',
    'a scene runs without walls: take one from the same version of the app',
  );
}

/** @throws BenchError `not-found`, `bad-input`. */
export async function checkCarried(dir: string, places: TaskPlaces): Promise<CheckedTask> {
  const info = await lstat(dir).catch(() => null);
  if (info === null) throw new BenchError('not-found', `there is no folder ${dir}`);
  if (!info.isDirectory()) throw bad(`${dir} is no folder`);
  const files = await listTree(dir, null, carryBounds.tree);
  const carried = await readCarried(dir, files);
  checkNames(carried, files);
  checkPlaces(carried);
  // Once more with the bounds of code that may run.
  await listTree(path.join(dir, 'task'));
  const file = path.join('task', manifestFile);
  if (carried.files[file] === undefined) throw bad(`${file} is missing`);
  const manifest = parseManifest(file, (await readPlain(path.join(dir, file))).toString('utf8'));
  for (const kind of ['policy', 'judge', 'reset'] as const) {
    const main = path.join('task', kind, path.basename(manifest[kind].main));
    await access(path.join(dir, main), constants.R_OK).catch(() => {
      throw bad(`${main} is missing`);
    });
  }
  await checkScene(dir, places);
  return { carried, manifest, files, bytes: files.reduce((sum, each) => sum + each.bytes, 0) };
}
