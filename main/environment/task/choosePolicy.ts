/**
 * Which policy a run uses: the task's own, a folder, or a commit. A folder or commit is copied whole into the data
 * folder under its hash, so that what ran can't change under a running batch and can be found again.
 */
import { execFile } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../../base/model/errors.ts';
import { hashTree, type InstalledTask } from './installTask.ts';

export interface ChosenPolicy {
  /** The folder that stands for `policy/`. */
  readonly dir: string;
  readonly hash: string;
}

const run = promisify(execFile);
const commitPattern = /^[0-9a-f]{7,64}$/;
const gitTimeoutMs = 20_000;

/** Writes `<repository>/tasks/<id>/policy` as of `commit` into `into`. */
async function checkOut(appDir: string, commit: string, id: string, into: string): Promise<void> {
  const archive = path.join(into, 'policy.tar');
  const env = { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', HOME: into };
  const options = { timeout: gitTimeoutMs, env, cwd: appDir };
  const tree = `${commit}:tasks/${id}/policy`;
  await run('git', ['archive', '--format=tar', `--output=${archive}`, tree], options).catch(
    (cause: unknown) => {
      throw new BenchError('not-found', `no policy of ${id} at commit ${commit}`, {
        cause,
        hint: 'give a folder that holds a policy, or a commit of this repository',
      });
    },
  );
  await run('tar', ['-xf', archive, '-C', into], options);
  await rm(archive);
}

/** @throws BenchError `not-found` or `bad-input`; nothing is left behind then. */
export async function choosePolicy(
  wanted: string | undefined,
  task: InstalledTask,
  dataDir: string,
  appDir: string,
): Promise<ChosenPolicy> {
  if (wanted === undefined) return { dir: path.join(task.dir, 'policy'), hash: task.hashes.policy };
  const shelf = path.join(dataDir, 'policies');
  await mkdir(shelf, { recursive: true });
  const work = await mkdtemp(path.join(shelf, '.new-'));
  try {
    const found = await stat(wanted).catch(() => null);
    if (found?.isDirectory()) await cp(wanted, work, { recursive: true });
    else if (commitPattern.test(wanted)) await checkOut(appDir, wanted, task.manifest.id, work);
    else {
      throw new BenchError('bad-input', `${wanted} is neither a folder nor a commit`, {
        hint: 'give a folder that holds a policy, or a commit of this repository',
      });
    }
    const main = path.basename(task.manifest.policy.main);
    await access(path.join(work, main)).catch(() => {
      throw new BenchError('bad-input', `the policy has no ${main}`);
    });
    const hash = await hashTree(work);
    const dir = path.join(shelf, hash.slice(0, 16));
    await rename(work, dir).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOTEMPTY' && cause.code !== 'EEXIST') throw cause;
    });
    return { dir, hash };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
