/**
 * A version put in force: its folder becomes the working copy's judge, and task.json runs it with its dwell. What is meant
 * is written down first, and a core that opens does again what it finds written: every step may be done twice, so whatever
 * dies in between, the copy ends with the whole new judge. A person's own package that the copy follows gets it too.
 */
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../base/host/replaceFile.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { DwellRule } from '../../base/model/trial.ts';
import { judgesDir } from '../../store/dataLayout.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import { removeWholeFile, writeWholeFile } from '../../store/wholeFile.ts';
import { findTask, type InstalledTask, installTask } from '../task/installTask.ts';
import { manifestFile, readTask } from '../task/readManifest.ts';
import { nextVersion } from '../task/taskForm.ts';
import type { TaskPlaces } from '../task/writeTask.ts';
import { copyJudge } from './judgeFolders.ts';

const acceptingSchema = z.strictObject({
  version: z.literal(1),
  task: z.string().max(40),
  judgeId: z.string().max(40),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  by: z.string().max(80),
  overrode: z.string().max(400).nullable(),
  /** The ledger's newest entry before: a later one that accepts says that it is told already. */
  afterSeq: z.int().min(0),
});
/** What is meant, and by whom. */
export type Accepting = z.infer<typeof acceptingSchema>;

export interface Enforced {
  /** Absolute folder of the version. */
  readonly dir: string;
  readonly hash: string;
  readonly main: string;
  readonly dwell: DwellRule;
}

const acceptingFile = (dataDir: string, task: string): string =>
  path.join(judgesDir(dataDir, task), 'accepting.json');

/** @throws BenchError `storage`. */
export function noteAccepting(dataDir: string, accepting: Accepting): void {
  writeWholeFile(acceptingFile(dataDir, accepting.task), JSON.stringify(accepting));
}

export function forgetAccepting(dataDir: string, task: string): void {
  removeWholeFile(acceptingFile(dataDir, task));
}

/** What a core that died was about to do; null: nothing, or a file that is none of ours. */
export async function readAccepting(dataDir: string, task: string): Promise<Accepting | null> {
  const text = await readFile(acceptingFile(dataDir, task), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const parsed = acceptingSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.task === task ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Into one folder of the task; task.json is replaced last. */
async function placeIn(root: string, { dir, hash, main, dwell }: Enforced): Promise<void> {
  const place = path.join(root, 'judge');
  const fresh = path.join(root, '.judge-new');
  const old = path.join(root, '.judge-old');
  for (const left of [fresh, old]) await rm(left, { recursive: true, force: true });
  if ((await copyJudge(dir, fresh, false)) !== hash) {
    await rm(fresh, { recursive: true, force: true });
    throw new BenchError('refused', `${dir} was changed while it was copied`);
  }
  if (existsSync(place)) await rename(place, old);
  await rename(fresh, place);
  syncFolder(root);
  const { manifest } = await readTask(root);
  const judge = { ...manifest.judge, main: path.posix.join('judge', main) };
  const { need, of } = manifest.dwell;
  if (manifest.judge.main !== judge.main || need !== dwell.need || of !== dwell.of) {
    const made = { ...manifest, judge, dwell, version: nextVersion(manifest.version) };
    await replaceFile(path.join(root, manifestFile), `${JSON.stringify(made, null, 2)}\n`);
  }
  await rm(old, { recursive: true, force: true });
}

/** May be done twice. @throws BenchError `not-found`, `storage`. */
export async function putInForce(
  { templatesDir, dataDir }: TaskPlaces,
  task: string,
  judge: Enforced,
): Promise<InstalledTask> {
  const installed = await installTask(templatesDir, dataDir, task);
  const { own, templateDir, manifestDir, dir } = await findTask(templatesDir, dataDir, task);
  const follows = own && manifestDir === templateDir;
  try {
    if (own) await placeIn(templateDir, judge);
    if (!follows) await placeIn(dir, judge);
  } catch (thrown) {
    throw thrown instanceof BenchError ? thrown : storageError(`the task ${task}`, thrown);
  }
  if (follows) await installTask(templatesDir, dataDir, task);
  return installed;
}
