/**
 * All of a task that a batch runs (task.json, policy, judge, reset), copied to the shelf once and checked again before
 * each trial: what is named by a trial's provenance is what ran, or nothing ran.
 */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import {
  type ChosenPolicy,
  choosePolicy,
  type HubPolicy,
  type PolicyPlaces,
} from './choosePolicy.ts';
import type { InstalledTask } from './installTask.ts';
import { readManifest } from './readManifest.ts';
import { checkShelved, type ShelvedTree, shelve } from './shelf.ts';

export interface ShelvedTask {
  readonly manifest: TaskManifest;
  /** The template, which also has the scene. */
  readonly templateDir: string;
  /** Holds task.json alone. */
  readonly task: ShelvedTree;
  readonly policy: ChosenPolicy;
  readonly judge: ShelvedTree;
  readonly reset: ShelvedTree;
}

export interface ShelveOptions extends PolicyPlaces {
  /** A folder, a commit, or one of an agents' hub; the task's own when absent. */
  readonly policy: string | HubPolicy | undefined;
}

/** @throws BenchError `not-found` or `bad-input`; an unfinished copy is never left behind. */
export async function shelveTask(
  installed: InstalledTask,
  { policy, ...places }: ShelveOptions,
): Promise<ShelvedTask> {
  const { shelfDir } = places;
  await readManifest(installed.dir);
  const task = await shelve(shelfDir, installed.dir, ['task.json']);
  const manifest = await readManifest(task.dir);
  const programs = {
    policy: await choosePolicy(policy, installed, places),
    judge: await shelve(shelfDir, path.join(installed.dir, 'judge')),
    reset: await shelve(shelfDir, path.join(installed.dir, 'reset')),
  };
  for (const kind of ['policy', 'judge', 'reset'] as const) {
    const main = path.basename(manifest[kind].main);
    await access(path.join(programs[kind].dir, main)).catch(() => {
      throw new BenchError('bad-input', `the ${kind} has no ${main}`);
    });
  }
  return { manifest, templateDir: installed.templateDir, task, ...programs };
}

/** @throws BenchError `refused` when a byte of it changed since. */
export async function checkShelvedTask(shelved: ShelvedTask): Promise<void> {
  await checkShelved('task.json', shelved.task);
  await checkShelved('the policy', shelved.policy);
  await checkShelved('the judge', shelved.judge);
  await checkShelved('the reset', shelved.reset);
}
