/**
 * Task packages: the installed one is a template, its working copy lives in the data folder. A copy nobody changed
 * follows its template; a changed one is left alone. The scene and its oracle never leave the template.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import { type TaskManifest, taskSchema } from '../../base/model/task.ts';
import { hashTree } from './hashTree.ts';

export interface InstalledTask {
  readonly id: string;
  /** The working copy: a person's to edit, so nothing runs from it (`shelveTask`). */
  readonly dir: string;
  /** The template, which also has the scene. */
  readonly templateDir: string;
}

/** What of a template a working copy holds. */
const copied = ['task.json', 'README.md', 'program.md', 'judge', 'reset', 'policy'];
const noteFile = '.template';
const maxManifestBytes = 1 << 20;

/** @throws BenchError `not-found`, or `bad-input` that names the key. */
export async function readManifest(dir: string): Promise<TaskManifest> {
  const file = path.join(dir, 'task.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BenchError('not-found', `there is no task in ${dir}`, { cause });
  });
  if (text.length > maxManifestBytes) throw new BenchError('bad-input', `${file} is too large`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BenchError('bad-input', `${file} is not JSON`, { cause });
  }
  const parsed = taskSchema.safeParse(value);
  if (!parsed.success) {
    throw new BenchError('bad-input', `${file}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

/** Names of the installed tasks. */
export async function listTasks(templatesDir: string): Promise<readonly string[]> {
  const entries = await readdir(templatesDir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
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
  const names = await listTasks(templatesDir);
  if (!names.includes(id)) {
    throw new BenchError('not-found', `there is no task called ${id}`, {
      hint: `installed: ${names.join(', ')}`,
    });
  }
  const templateDir = path.join(templatesDir, id);
  const dir = path.join(dataDir, 'tasks', id);
  const template = await hashTree(templateDir, copied);
  const noted = (await readFile(path.join(dir, noteFile), 'utf8').catch(() => '')).trim();
  const present = noted === '' ? '' : await hashTree(dir, copied);
  if (noted === '' || (present === noted && noted !== template)) {
    await copyTemplate(templateDir, dir, template);
  }
  return { id, dir, templateDir };
}
