/**
 * A version put in force: its folder becomes the working copy's judge, and task.json runs it with its dwell. May be done
 * twice (`acceptingNote.ts`); task.json is replaced last.
 */
import path from 'node:path';
import { replaceFile } from '../../base/host/replaceFile.ts';
import type { DwellRule } from '../../base/model/trial.ts';
import type { InstalledTask } from '../task/installTask.ts';
import { placeProgram } from '../task/placeProgram.ts';
import { manifestFile, readTask } from '../task/readManifest.ts';
import { nextVersion } from '../task/taskForm.ts';
import type { TaskPlaces } from '../task/writeTask.ts';

export interface Enforced {
  /** Absolute folder of the version. */
  readonly dir: string;
  readonly hash: string;
  readonly main: string;
  readonly dwell: DwellRule;
}

/** @throws BenchError `not-found`, `storage`. */
export async function putInForce(
  places: TaskPlaces,
  task: string,
  { dir, hash, main, dwell }: Enforced,
): Promise<InstalledTask> {
  return await placeProgram(places, task, { kind: 'judge', dir, hash }, async (root) => {
    const { manifest } = await readTask(root);
    const judge = { ...manifest.judge, main: path.posix.join('judge', main) };
    const { need, of } = manifest.dwell;
    if (manifest.judge.main === judge.main && need === dwell.need && of === dwell.of) return;
    const made = { ...manifest, judge, dwell, version: nextVersion(manifest.version) };
    await replaceFile(path.join(root, manifestFile), `${JSON.stringify(made, null, 2)}\n`);
  });
}
