/**
 * A program of a task (judge, reset, policy) replaced by a whole other folder, in the working copy and in a person's own
 * package that the copy follows. May be done twice: what dies in between is done again.
 */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import { findTask, type InstalledTask, installTask } from './installTask.ts';
import { copyVersion } from './versionFolders.ts';
import type { TaskPlaces } from './writeTask.ts';

export interface PlacedProgram {
  readonly kind: 'judge' | 'reset' | 'policy';
  /** Absolute folder of the version. */
  readonly dir: string;
  readonly hash: string;
}

async function placeIn(root: string, { kind, dir, hash }: PlacedProgram): Promise<void> {
  const place = path.join(root, kind);
  const fresh = path.join(root, `.${kind}-new`);
  const old = path.join(root, `.${kind}-old`);
  for (const left of [fresh, old]) await rm(left, { recursive: true, force: true });
  if ((await copyVersion(dir, fresh, false)) !== hash) {
    await rm(fresh, { recursive: true, force: true });
    throw new BenchError('refused', `${dir} was changed while it was copied`);
  }
  if (existsSync(place)) await rename(place, old);
  await rename(fresh, place);
  syncFolder(root);
  await rm(old, { recursive: true, force: true });
}

/** `then` writes what else changes in that folder of the task. @throws BenchError `not-found`, `storage`. */
export async function placeProgram(
  { templatesDir, dataDir }: TaskPlaces,
  task: string,
  program: PlacedProgram,
  then: (root: string) => Promise<void> = async () => undefined,
): Promise<InstalledTask> {
  const installed = await installTask(templatesDir, dataDir, task);
  const { own, templateDir, manifestDir, dir } = await findTask(templatesDir, dataDir, task);
  const follows = own && manifestDir === templateDir;
  const place = async (root: string): Promise<void> => {
    await placeIn(root, program);
    await then(root);
  };
  try {
    if (own) await place(templateDir);
    if (!follows) await place(dir);
  } catch (thrown) {
    throw thrown instanceof BenchError ? thrown : storageError(`the task ${task}`, thrown);
  }
  if (follows) await installTask(templatesDir, dataDir, task);
  return installed;
}
