/**
 * Clones of a hub: made small (they borrow its objects), written down so that they are found after a restart, and deleted
 * only when they are written down here: no other folder is ever removed. After an agent has run in a clone, git is not run
 * in it any more.
 */
import { lstat, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import type { Git } from './git.ts';
import { createLanes } from './lanes.ts';

export interface Clones {
  make(into: string, agentId: string, from: string): Promise<void>;
  remove(clone: string): Promise<void>;
  keep(count: number, inUse: readonly string[]): Promise<readonly string[]>;
  bytes(): Promise<number>;
}

const listSchema = z.array(z.strictObject({ path: z.string(), agentId: z.string() })).max(10_000);
type Listed = z.infer<typeof listSchema>;

const maxWalked = 200_000;

/** What lies on the disk below a folder, in bytes; counted to a bound, links not followed. */
export async function folderBytes(dir: string): Promise<number> {
  let bytes = 0;
  let walked = 0;
  const folders = [dir];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (++walked > maxWalked) return bytes;
      const file = path.join(at, entry.name);
      const info = await lstat(file).catch(() => null);
      bytes += (info?.blocks ?? 0) * 512;
      if (entry.isDirectory()) folders.push(file);
    }
  }
  return bytes;
}

/**
 * By the system's own `rm`, which goes down folder by folder: an agent may have nested them deeper than a path can say,
 * and it never follows a link. An agent may also have taken its folders' rights away.
 */
async function removeFolder(git: Git, dir: string): Promise<void> {
  const run = async (...command: readonly string[]): Promise<number> => {
    await using running = git.startProgram([...command, '--', dir]);
    running.child.stdout.resume();
    return await running.ended;
  };
  if ((await lstat(dir).catch(() => null)) === null) return;
  if ((await run('rm', '-rf')) === 0) return;
  if ((await lstat(dir)).isDirectory()) await run('chmod', '-R', 'u+rwX');
  if ((await run('rm', '-rf')) === 0) return;
  throw new BenchError('storage', `${dir} cannot be deleted`);
}

/** Peers come with a plain `git fetch`: the hub is at its own path, read-only, in the agent's jail too. */
function cloneConfig(hubDir: string, agentId: string): string {
  return [
    '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfilemode = true\n',
    `[user]\n\tname = ${agentId}\n\temail = ${agentId}@agents.invalid\n`,
    '[gc]\n\tauto = 0\n[commit]\n\tgpgSign = false\n[push]\n\tdefault = nothing\n',
    `[remote "origin"]\n\turl = ${JSON.stringify(hubDir)}\n\ttagOpt = --no-tags\n`,
    '\tfetch = +refs/heads/main:refs/remotes/origin/main\n',
    '\tfetch = +refs/agents/*:refs/remotes/peers/*\n',
  ].join('');
}

async function makeClone(
  git: Git,
  hubDir: string,
  into: string,
  agentId: string,
  from: string,
): Promise<void> {
  await mkdir(path.dirname(into), { recursive: true });
  await git.run([
    ...['clone', '--quiet', '--shared', '--single-branch', '--no-tags', '--no-checkout'],
    ...['--template=', '--branch=main', '--', hubDir, into],
  ]);
  await writeFile(path.join(into, '.git/config'), cloneConfig(hubDir, agentId));
  await git.run(['checkout', '--quiet', '-b', 'work', from], { cwd: into });
  await git.run(['update-ref', '-d', 'refs/heads/main'], { cwd: into });
}

/** `listFile` is ours alone. */
export function createClones(git: Git, hubDir: string, listFile: string): Clones {
  const lanes = createLanes({ atOnce: 1, waiting: 100 });
  const load = async (): Promise<Listed> => {
    const text = await readFile(listFile, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '[]';
      throw new BenchError('storage', `${listFile} cannot be read`, { cause });
    });
    try {
      return listSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new BenchError('storage', `${listFile} is no list of clones`, {
        cause,
        hint: 'move it away, and delete clones that are not needed by hand',
      });
    }
  };
  const save = async (list: Listed): Promise<void> => {
    await writeFile(`${listFile}.new`, JSON.stringify(list), { flush: true });
    await rename(`${listFile}.new`, listFile);
  };
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => lanes.run('clones', work);
  const removeListed = async (clone: string): Promise<void> => {
    await removeFolder(git, clone);
    await save((await load()).filter((listed) => listed.path !== clone));
  };
  return {
    make: (into, agentId, from) =>
      inOrder(async () => {
        if (!path.isAbsolute(into) || path.normalize(into) !== into) {
          throw new BenchError('bad-input', `${into} is no full path for a clone`);
        }
        if ((await lstat(into).catch(() => null)) !== null) {
          throw new BenchError('bad-input', `${into} is there already`);
        }
        await save([...(await load()), { path: into, agentId }]);
        try {
          await makeClone(git, hubDir, into, agentId, from);
        } catch (thrown) {
          await removeListed(into);
          throw thrown;
        }
      }),
    remove: (clone) =>
      inOrder(async () => {
        if (!(await load()).some((listed) => listed.path === clone)) {
          throw new BenchError('refused', `${clone} is no clone that this hub made`);
        }
        await removeListed(clone);
      }),
    keep: (count, inUse) =>
      inOrder(async () => {
        const list = await load();
        const free = list.filter((listed) => !inUse.includes(listed.path));
        const gone = free.slice(0, Math.max(0, Math.min(free.length, list.length - count)));
        for (const listed of gone) await removeListed(listed.path);
        return gone.map((listed) => listed.path);
      }),
    bytes: async () => {
      let bytes = 0;
      for (const listed of await load()) {
        if ((await stat(listed.path).catch(() => null)) !== null)
          bytes += await folderBytes(listed.path);
      }
      return bytes;
    },
  };
}
