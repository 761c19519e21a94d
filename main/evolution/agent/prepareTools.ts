/**
 * What agents find of us in their jail, made anew when a core needs it: Node, the `bench` that knows only the desk, the
 * launcher, and the SDK and guides that a policy is written by. Nothing of the core, the simulator, a judge or a scene.
 */
import { chmod, cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agentsInterfaceDocument } from './desk/agentsInterface.ts';

export const sdkFolder = 'main/environment/sdk';

/** Files of the base that the SDK imports: neutral nouns and kinematics. */
const sdkParts = [
  sdkFolder,
  'main/base/lib',
  'main/base/model',
  'main/base/arm',
  'main/base/wire/program.ts',
  'main/base/host/frames.ts',
];

const shim = '#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/node" "$here/../bench.mjs" "$@"\n';

async function copySdk(appDir: string, into: string): Promise<void> {
  for (const part of sdkParts)
    await cp(path.join(appDir, part), path.join(into, part), {
      recursive: true,
      filter: (from) => !/\.test\.ts$/.test(from),
    });
}

/** Fills `dir`, which is emptied first; readable to whoever an agent becomes. */
export async function prepareTools(dir: string, appDir: string, nodePath: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(path.join(dir, 'bin'), { recursive: true });
  await symlink(nodePath, path.join(dir, 'bin', 'node'));
  await writeFile(path.join(dir, 'bin', 'bench'), shim, { mode: 0o755 });
  const shimDir = path.join(appDir, 'main', 'evolution', 'agent', 'shim');
  for (const name of await readdir(shimDir))
    if (name.endsWith('.mjs')) await cp(path.join(shimDir, name), path.join(dir, name));
  await copySdk(appDir, path.join(dir, 'sdk'));
  await mkdir(path.join(dir, 'guides'));
  for (const name of ['PROGRAMS.md', 'JUDGE.md'])
    await cp(path.join(appDir, 'docs', name), path.join(dir, 'guides', name));
  await writeFile(path.join(dir, 'guides', 'AGENTS-INTERFACE.md'), agentsInterfaceDocument());
  await chmod(dir, 0o755);
}
