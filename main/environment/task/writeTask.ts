/**
 * Task packages written: a new one made from a ready-made table, and a form put over one that is there. A package appears
 * whole, under its name, or not at all; of one that is changed, task.json is replaced last and counts, and the texts that
 * follow from it are mended at the next start. Knows no ledger and no hub.
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import { placeFolder, replaceFile } from '../../base/host/replaceFile.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskForm } from '../../base/model/phaseOne.ts';
import type { StartBox } from '../../base/model/starts.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { packagesDir } from '../../store/dataLayout.ts';
import { storageError } from '../../store/storageError.ts';
import { listTree, readPlain } from './hashTree.ts';
import {
  copied,
  type FoundTask,
  findTask,
  type InstalledTask,
  installTask,
  listTasks,
} from './installTask.ts';
import { manifestFile, parseManifest, readTask } from './readManifest.ts';
import { taskBriefs } from './taskBriefs.ts';
import { nextVersion, withForm } from './taskForm.ts';

export interface TaskPlaces {
  /** What came with the app. */
  readonly templatesDir: string;
  readonly dataDir: string;
}

const textOf = (manifest: TaskManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
const present = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Plain files only (`listTree` refuses everything else), with their right to be executed. */
export async function copyTree(
  from: string,
  into: string,
  only: readonly string[] | null = null,
): Promise<void> {
  for (const { name, executable } of await listTree(from, only)) {
    const file = path.join(into, name);
    await mkdir(path.dirname(file), { recursive: true });
    const mode = executable ? 0o755 : 0o644;
    await writeFile(file, await readPlain(path.join(from, name)), {
      flag: 'wx',
      mode,
      flush: true,
    });
  }
}

/** The texts that follow from the manifest, each replaced where it says something else. */
async function writeBriefs(dir: string, manifest: TaskManifest): Promise<void> {
  for (const [name, text] of Object.entries(taskBriefs)) {
    const file = path.join(dir, name);
    const before = await present(file);
    const after = text(before, manifest);
    if (after !== before) await replaceFile(file, after);
  }
}

const writeManifest = (dir: string, manifest: TaskManifest): Promise<void> =>
  replaceFile(path.join(dir, manifestFile), textOf(manifest));

async function writeForm(dir: string, manifest: TaskManifest): Promise<void> {
  await writeManifest(dir, manifest);
  await writeBriefs(dir, manifest);
}

/** Fills `fresh` and puts it among the packages; nothing is left where that fails. */
export async function addPackage(
  { dataDir }: TaskPlaces,
  id: string,
  fill: (fresh: string) => Promise<void>,
): Promise<void> {
  const home = packagesDir(dataDir);
  const dir = path.join(home, id);
  const fresh = path.join(home, `.new-${id}`);
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    await fill(fresh);
    if ((await stat(dir).catch(() => null)) !== null)
      throw new BenchError('bad-input', `there is a task called ${id} already`);
    await placeFolder(fresh, dir);
  } catch (thrown) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    throw thrown instanceof BenchError ? thrown : storageError(`the task ${id}`, thrown);
  }
}

/**
 * A package of its own from another task: its programs as the working copy has them, its scene, and the form.
 * @throws BenchError `not-found`, `bad-input`, `storage`; nothing is left behind then.
 */
export async function createTask(
  places: TaskPlaces,
  basedOn: string,
  form: TaskForm,
): Promise<InstalledTask> {
  const base = await installTask(places.templatesDir, places.dataDir, basedOn);
  const { manifest } = await readTask(base.dir);
  const table = manifest.basedOn ?? manifest.id;
  const made = withForm({ ...manifest, basedOn: table }, form, '1');
  parseManifest(manifestFile, textOf(made));
  await addPackage(places, form.id, async (fresh) => {
    const kept = copied.filter((name) => !['README.md', 'judge.md', manifestFile].includes(name));
    await copyTree(base.dir, fresh, kept);
    await copyTree(base.templateDir, fresh, ['scene']);
    await writeForm(fresh, made);
  });
  return await installTask(places.templatesDir, places.dataDir, form.id);
}

/**
 * Puts a form over a task: an own one's package and its working copy; of a shipped one the working copy alone, which no
 * longer follows the app's from then on.
 * @throws BenchError `refused` when it was changed since the form was read, `bad-input`, `storage`.
 */
export async function changeTask(places: TaskPlaces, form: TaskForm): Promise<InstalledTask> {
  const found = await findTask(places.templatesDir, places.dataDir, form.id);
  const task = await installTask(places.templatesDir, places.dataDir, form.id);
  const { manifest, hash } = await readTask(task.dir);
  if (form.hash !== undefined && form.hash !== hash)
    throw new BenchError('refused', `${form.id} was changed in another window meanwhile`, {
      hint: 'read the form again, then make the change once more',
    });
  const made = withForm(manifest, form, nextVersion(manifest.version));
  return await putManifest(places, found, task, made, writeForm);
}

/** Of an own task its package and its working copy, where that does not follow it by itself; else the working copy. */
async function putManifest(
  { templatesDir, dataDir }: TaskPlaces,
  found: FoundTask,
  { id, dir }: InstalledTask,
  made: TaskManifest,
  write: (dir: string, manifest: TaskManifest) => Promise<void>,
): Promise<InstalledTask> {
  parseManifest(manifestFile, textOf(made));
  try {
    if (found.own) await write(found.templateDir, made);
    const follows = found.own && found.manifestDir === found.templateDir;
    if (!follows) await write(dir, made);
  } catch (thrown) {
    throw storageError(`the task ${id}`, thrown);
  }
  return await installTask(templatesDir, dataDir, id);
}

/** The same but for its version and where trials begin. */
function isAlike(a: TaskManifest, b: TaskManifest): boolean {
  const rest = ({ version: _version, starts: _starts, ...manifest }: TaskManifest): Json =>
    manifest as Json;
  return canonicalJson(rest(a)) === canonicalJson(rest(b));
}

/**
 * Trials begin in that box from now on; null: in all that the scene states. A shipped task that differs in nothing else
 * gets its template's own task.json back then, and follows it again.
 * @throws BenchError `not-found`, `bad-input`, `storage`.
 */
export async function changeStarts(
  places: TaskPlaces,
  id: string,
  starts: StartBox | null,
): Promise<InstalledTask> {
  const found = await findTask(places.templatesDir, places.dataDir, id);
  const task = await installTask(places.templatesDir, places.dataDir, id);
  const { manifest } = await readTask(task.dir);
  const template = await readTask(found.templateDir);
  if (starts === null && !found.own && isAlike(manifest, template.manifest)) {
    const bytes = await readPlain(path.join(found.templateDir, manifestFile));
    await replaceFile(path.join(task.dir, manifestFile), bytes);
    return await installTask(places.templatesDir, places.dataDir, id);
  }
  const { starts: _before, ...rest } = manifest;
  const version = nextVersion(manifest.version);
  const made = { ...rest, version, ...(starts === null ? {} : { starts }) };
  // No text follows from it.
  return await putManifest(places, found, task, made, writeManifest);
}

/** What a crash left: unfinished packages go, and briefs that lag behind their manifest follow it. */
export async function mendTasks({ templatesDir, dataDir }: TaskPlaces, log: Log): Promise<void> {
  const home = packagesDir(dataDir);
  for (const name of await readdir(home).catch(() => []))
    if (name.startsWith('.new-')) await rm(path.join(home, name), { recursive: true, force: true });
  for (const id of await listTasks(templatesDir, dataDir)) {
    const mend = async (): Promise<void> => {
      const { own, templateDir, dir, manifestDir } = await findTask(templatesDir, dataDir, id);
      for (const at of new Set(own ? [templateDir, manifestDir] : [manifestDir])) {
        const { manifest } = await readTask(at);
        // Only a form sets an envelope; a template of the app is never written to.
        if (manifest.envelope !== undefined && (own || at === dir)) await writeBriefs(at, manifest);
      }
    };
    await mend().catch((thrown: unknown) =>
      log.log('warn', 'a task could not be looked through', { id, error: String(thrown) }),
    );
  }
}

/** Of a manifest whatever stands in it. @throws BenchError `bad-input` where there is none. */
export const taskHash = async (dir: string): Promise<string> =>
  sha256(await readPlain(path.join(dir, manifestFile)));
