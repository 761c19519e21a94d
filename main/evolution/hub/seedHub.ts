/**
 * Makes a task's bare repository and keeps main as its template is: policy/, train/, notes/ and program.md of the working
 * copy, in commits by the app with a fixed author and date, so that equal templates have equal commits at every bench.
 * A main whose last commit is not such a one (somebody carried a policy into it) is left alone.
 */

import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { hashTree, listTree, readPlain } from '../../environment/task/hashTree.ts';
import { hubDirIn } from '../../store/dataLayout.ts';
import type { Git } from './git.ts';
import type { HubPart, HubTask } from './hub.ts';
import { foldCollision, nameProblem, takeBounds } from './treeRules.ts';

/** All that ever is in a hub's main. */
const seededOf: Readonly<Record<HubPart, readonly string[]>> = {
  policy: ['policy', 'train', 'notes', 'program.md'],
  judge: ['judge', 'notes', 'judge.md'],
  reset: ['reset', 'notes', 'reset.md'],
};
const appAuthor = 'Nightbench <nightbench@bench.invalid>';
const templateTrailer = 'Bench-Template';
/** 2020-01-01, and a second later for every commit of main after the first. */
const firstSeedS = 1_577_836_800;
const maxSeedBytes = takeBounds.treeBytes;

const config = [
  ['core', 'repositoryformatversion', '0'],
  ['core', 'bare', 'true'],
  ['core', 'filemode', 'true'],
  ['core', 'hooksPath', '/dev/null'],
  // Agents read it as another user.
  ['core', 'sharedRepository', '0644'],
  ['core', 'fsync', 'committed,loose-object,reference'],
  ['core', 'logAllRefUpdates', 'false'],
  // Clones borrow its objects: nothing is ever pruned.
  ['gc', 'auto', '0'],
  ['gc', 'pruneExpire', 'never'],
  ['maintenance', 'auto', 'false'],
  ['repack', 'writeBitmaps', 'false'],
  // Nobody pushes; a push that comes this far finds every ref hidden.
  ['receive', 'hideRefs', 'refs'],
  ['receive', 'denyNonFastForwards', 'true'],
  ['receive', 'denyDeletes', 'true'],
  ['receive', 'fsckObjects', 'true'],
  ['transfer', 'fsckObjects', 'true'],
] as const;

const configText = (): string =>
  config.map(([section, key, value]) => `[${section}]\n\t${key} = ${value}\n`).join('');

/** Git's system settings as agents have them. It lies in the hub, which they see at its own path and cannot write. */
export const agentSettings = (dir: string): string => path.join(dir, 'agent.gitconfig');

/** What a crash leaves: locks of a writer that is gone. We are the only writer. */
async function removeLocks(dir: string): Promise<void> {
  const entries = await readdir(path.join(dir, 'refs'), { recursive: true });
  const locks = [...entries.map((entry) => `refs/${entry}`), 'HEAD.lock', 'packed-refs.lock'];
  for (const name of locks) {
    if (name.endsWith('.lock')) await rm(path.join(dir, name), { force: true });
  }
}

/** The bare repository, made when missing; its settings are written anew each time. */
export async function makeHub(git: Git, hubsDir: string, id: string): Promise<string> {
  const dir = hubDirIn(hubsDir, id);
  if ((await stat(dir).catch(() => null)) === null) {
    const fresh = path.join(hubsDir, `.new-${id}`);
    await rm(fresh, { recursive: true, force: true });
    await mkdir(hubsDir, { recursive: true });
    await git.run(['init', '-q', '--bare', '--template=', '--initial-branch=main', fresh]);
    await rename(fresh, dir);
  }
  await writeFile(path.join(dir, 'config'), configText());
  await writeFile(agentSettings(dir), `[safe]\n\tdirectory = ${JSON.stringify(dir)}\n`);
  await removeLocks(dir);
  return dir;
}

function checkSeed(
  dir: string,
  part: HubPart,
  files: readonly { readonly name: string; readonly bytes: number }[],
): void {
  const bad = (why: string): never => {
    throw new BenchError('bad-input', `${dir} cannot be given to agents: ${why}`);
  };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (files.length > takeBounds.files) bad(`over ${takeBounds.files} files`);
  if (bytes > maxSeedBytes) bad(`over ${maxSeedBytes >> 20} MiB`);
  if (!files.some(({ name }) => name.startsWith(`${part}/`))) bad(`it has no ${part}`);
  for (const { name, bytes: size } of files) {
    if (size > takeBounds.fileBytes) bad(`${name} has over ${takeBounds.fileBytes >> 20} MiB`);
    const problem = name
      .split('/')
      .map(nameProblem)
      .find((each) => each !== null);
    if (problem !== undefined) bad(`${name} ${problem}`);
  }
  const pair = foldCollision(files.map(({ name }) => name));
  if (pair !== null) bad(`${pair[0]} and ${pair[1]} differ by case alone`);
}

/** A commit for `git fast-import`: whole text and files in its own stream format (git-fast-import(1)). */
export function importCommit(commit: {
  readonly ref: string;
  readonly atS: number;
  readonly message: string;
  readonly onto: boolean;
  readonly anew: boolean;
  readonly files: readonly {
    readonly name: string;
    readonly mode: string;
    readonly bytes: Buffer;
  }[];
}): Buffer {
  const message = Buffer.from(commit.message);
  const head = [
    `commit ${commit.ref}`,
    `committer ${appAuthor} ${commit.atS} +0000`,
    `data ${message.length}`,
    '',
  ].join('\n');
  const parts: Buffer[] = [Buffer.from(head), message, Buffer.from('\n')];
  if (commit.onto) parts.push(Buffer.from(`from ${commit.ref}^0\n`));
  if (commit.anew) parts.push(Buffer.from('deleteall\n'));
  for (const { name, mode, bytes } of commit.files) {
    parts.push(
      Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    );
  }
  return Buffer.concat([...parts, Buffer.from('done\n')]);
}

export async function runImport(git: Git, gitDir: string, stream: Buffer): Promise<void> {
  await git.run(['fast-import', '--quiet', '--done'], { gitDir, input: stream });
}

/** Brings main up to the working copy. Gives whether it moved. */
export async function seedMain(git: Git, gitDir: string, task: HubTask): Promise<boolean> {
  const { part = 'policy' } = task;
  const seeded = seededOf[part];
  const files = await listTree(task.dir, seeded);
  checkSeed(task.dir, part, files);
  const template = await hashTree(task.dir, seeded);
  const ref = 'refs/heads/main';
  const trailer = `--format=%(trailers:key=${templateTrailer},valueonly)`;
  const seen = await git
    .run(['log', '-z', '--first-parent', trailer, ref, '--'], { gitDir })
    .then((text) =>
      text
        .toString('utf8')
        .split('\0')
        .map((line) => line.trim()),
    )
    .catch(async (cause: unknown) => {
      const refs = await git.run(['for-each-ref', ref], { gitDir });
      if (refs.length > 0) throw cause;
      return [];
    });
  const [newest] = seen;
  if (newest === template || newest === '') return false;
  const commit = {
    ref,
    atS: firstSeedS + seen.length,
    message: `The task as the bench gives it\n\n${templateTrailer}: ${template}\n`,
    onto: newest !== undefined,
    anew: true,
    files: await Promise.all(
      files.map(async ({ name, executable }) => ({
        name,
        mode: executable ? '100755' : '100644',
        bytes: await readPlain(path.join(task.dir, name)),
      })),
    ),
  };
  await runImport(git, gitDir, importCommit(commit));
  return true;
}
