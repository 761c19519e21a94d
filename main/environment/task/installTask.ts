/**
 * Task packages: the installed one is a template (shipped with the app, or a person's own in the data folder), its
 * working copy lives in the data folder. A copy nobody changed follows its template; a changed one is left alone. The
 * scene and its oracle never leave the template.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { packagesDir, tasksDir } from '../../store/dataLayout.ts';
import { hashTree } from './hashTree.ts';

export interface InstalledTask {
  readonly id: string;
  /** The working copy: a person's to edit, so nothing runs from it (`shelveTask`). */
  readonly dir: string;
  /** The template, which also has the scene. */
  readonly templateDir: string;
  /** Made here by the form, a copy or an import; else it came with the app. */
  readonly own: boolean;
}

/** What of a template a working copy holds. */
export const copied = [
  ...['task.json', 'README.md', 'program.md', 'judge.md'],
  ...['judge', 'reset', 'policy', 'train', 'notes'],
];
const noteFile = '.template';

async function foldersOf(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  });
  // What begins with a dot is an unfinished package.
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

/** Names of the installed tasks and of a person's own. */
export async function listTasks(templatesDir: string, dataDir: string): Promise<readonly string[]> {
  const names = [...(await foldersOf(templatesDir)), ...(await foldersOf(packagesDir(dataDir)))];
  return [...new Set(names)].sort();
}

/** A person's own goes before one that came with the app later. @throws BenchError `not-found`. */
async function findTemplate(
  templatesDir: string,
  dataDir: string,
  id: string,
): Promise<InstalledTask> {
  const dir = path.join(tasksDir(dataDir), id);
  const own = await foldersOf(packagesDir(dataDir));
  if (own.includes(id))
    return { id, dir, templateDir: path.join(packagesDir(dataDir), id), own: true };
  if ((await foldersOf(templatesDir)).includes(id))
    return { id, dir, templateDir: path.join(templatesDir, id), own: false };
  throw new BenchError('not-found', `there is no task called ${id}`, {
    hint: `installed: ${(await listTasks(templatesDir, dataDir)).join(', ')}`,
  });
}

/** What the working copy was copied from, and whether somebody changed it since; an empty note: there is no copy. */
async function noteOf(dir: string): Promise<{ readonly note: string; readonly changed: boolean }> {
  const note = (await readFile(path.join(dir, noteFile), 'utf8').catch(() => '')).trim();
  return { note, changed: note !== '' && (await hashTree(dir, copied)) !== note };
}

async function copyTemplate(templateDir: string, dir: string, hash: string): Promise<void> {
  const fresh = `${dir}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (const name of copied) {
    const from = path.join(templateDir, name);
    await cp(from, path.join(fresh, name), { recursive: true }).catch((cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    });
  }
  await writeFile(path.join(fresh, noteFile), `${hash}\n`);
  await rm(dir, { recursive: true, force: true });
  await rename(fresh, dir);
}

/** The working copy, made or brought up to date if nobody changed it. */
export async function installTask(
  templatesDir: string,
  dataDir: string,
  id: string,
): Promise<InstalledTask> {
  const task = await findTemplate(templatesDir, dataDir, id);
  const template = await hashTree(task.templateDir, copied);
  const { note, changed } = await noteOf(task.dir);
  if (note === '' || (!changed && note !== template))
    await copyTemplate(task.templateDir, task.dir, template);
  return task;
}

export interface FoundTask extends InstalledTask {
  /** The folder whose task.json holds: the working copy where somebody changed it, else the template. */
  readonly manifestDir: string;
}

/** As `installTask`, but changes nothing on the disk. */
export async function findTask(
  templatesDir: string,
  dataDir: string,
  id: string,
): Promise<FoundTask> {
  const task = await findTemplate(templatesDir, dataDir, id);
  const { changed } = await noteOf(task.dir);
  return { ...task, manifestDir: changed ? task.dir : task.templateDir };
}
