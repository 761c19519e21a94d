/**
 * What a night runs: task.json, judge and reset straight from the sealed folder, under the hashes that the contract has,
 * and a policy from the shelf. The scene and the draw of starts are the sealed ones too. Whether all of it still is what
 * was sealed, the room of contracts says; `checkShelvedTask` holds for it as for any run.
 */
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { SealCard } from '../../base/model/seal.ts';
import { choosePolicy } from './choosePolicy.ts';
import type { InstalledTask } from './installTask.ts';
import { readManifest } from './readManifest.ts';
import { shelve } from './shelf.ts';
import type { ShelvedTask } from './shelveTask.ts';

export interface SealedOptions {
  readonly shelfDir: string;
  readonly appDir: string;
  /** The policy that ran before under this contract; null: the task's own as it is now. */
  readonly policyHash: string | null;
}

/** @throws BenchError `refused` when that policy is not on the shelf any more, and as `choosePolicy`. */
export async function sealedTask(
  installed: InstalledTask,
  { dir, contract }: Pick<SealCard, 'dir' | 'contract'>,
  { shelfDir, appDir, policyHash }: SealedOptions,
): Promise<ShelvedTask> {
  const kept = policyHash === null ? undefined : path.join(shelfDir, policyHash);
  const policy = await choosePolicy(kept, installed, { shelfDir, appDir });
  if (policyHash !== null && policy.hash !== policyHash)
    throw new BenchError('refused', `the policy ${policyHash.slice(0, 12)} on the shelf changed`, {
      hint: 'a night keeps the policy it began with: end this one and start another',
    });
  const { task, judge, reset } = contract;
  // Who plays a trial back looks on the shelf, whatever becomes of the contract.
  await shelve(shelfDir, path.join(dir, 'task'), ['task.json']);
  return {
    manifest: await readManifest(path.join(dir, 'task')),
    // It has the scene that was sealed.
    templateDir: dir,
    task: { dir: path.join(dir, 'task'), hash: task.tree.hash },
    policy,
    judge: { dir: path.join(dir, 'judge'), hash: judge.hash },
    reset: { dir: path.join(dir, 'reset'), hash: reset.hash },
  };
}
