/**
 * The parts of this machine and of this app that a task program on Node needs, looked up once: the Node binary, the
 * shared libraries it, sharp and onnxruntime link to, the SDK and what the SDK imports. The core, the simulator, scenes
 * and oracles are not among them.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Mount } from './mountPlan.ts';
import { packageClosure } from './packageClosure.ts';

/** Runs a program to its end. Never rejects; a program that can't be started has code −1. */
export type Exec = (
  file: string,
  args: readonly string[],
  options?: {
    readonly env?: Readonly<Record<string, string>>;
    readonly timeoutMs?: number;
    readonly cwd?: string;
    /** Standard input, all of it; none when absent. */
    readonly input?: string;
    /** Ends it before its time. */
    readonly signal?: AbortSignal;
  },
) => Promise<ExecResult>;

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it came to no end of its own, where whoever ran it can tell. */
  readonly problem?: 'late' | 'not-started';
}

/** Where things lie inside. */
export const inside = {
  app: '/app',
  node: '/app/bin/node',
  resolveSdk: '/app/main/environment/jail/resolveSdk.ts',
  program: '/program',
  cache: '/cache',
} as const;

/** What the SDK imports besides itself, with all that it depends on. */
const packages = ['sharp'];
/** And without: what else onnxruntime-node names is there to fetch files for graphics cards when it is installed. */
const packagesAlone = ['onnxruntime-common', 'onnxruntime-node', 'zod'];
const appFolders = ['package.json', 'main/base', 'main/environment/sdk', 'main/environment/nn'];
const appFiles = ['main/environment/jail/resolveSdk.ts'];
const systemFolders = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'];

/** App parts as paths relative to the app, as far as they are there. */
export function appParts(appDir: string): readonly string[] {
  const modules = packageClosure(path.join(appDir, 'node_modules'), packages);
  const shown = [...modules, ...packagesAlone].map((name) => `node_modules/${name}`);
  const all = [...appFolders, ...appFiles, ...shown];
  return all.filter((part) => existsSync(path.join(appDir, part)));
}

/** `ldd` prints `name => /path (0x…)` and `/path (0x…)`; null when it can't say. */
async function librariesOf(file: string, exec: Exec): Promise<readonly string[] | null> {
  const { code, stdout } = await exec('ldd', [file]);
  if (code !== 0) return null;
  const paths = stdout.split('\n').map((line) => /(?:=>\s*|^\s+)(\/\S+) \(0x/.exec(line)?.[1]);
  return paths.filter((each) => each !== undefined);
}

/** Where packages keep their native parts for this machine. */
const addonFolders = ['lib', `bin/napi-v6/${process.platform}/${process.arch}`];

function addonsOf(appDir: string, parts: readonly string[]): readonly string[] {
  const modules = parts.filter((part) => part.startsWith('node_modules/'));
  return modules.flatMap((part) =>
    addonFolders.flatMap((folder) => {
      const dir = path.join(appDir, part, folder);
      if (!existsSync(dir)) return [];
      return readdirSync(dir)
        .filter((name) => name.endsWith('.node'))
        .map((name) => path.join(dir, name));
    }),
  );
}

/** `helpers`: programs of the system that run before Node, mounted under /app/bin. */
export async function runtimeMounts(
  appDir: string,
  nodePath: string,
  helpers: readonly string[],
  exec: Exec,
): Promise<readonly Mount[]> {
  const parts = appParts(appDir);
  const node = realpathSync(nodePath);
  const mounts: Mount[] = [{ from: node, to: inside.node }];
  for (const helper of helpers)
    mounts.push({ from: realpathSync(helper), to: `${inside.app}/bin/${path.basename(helper)}` });
  for (const part of parts)
    mounts.push({ from: path.join(appDir, part), to: `${inside.app}/${part}` });
  const libraries = new Set<string>();
  for (const file of [node, ...helpers, ...addonsOf(appDir, parts)]) {
    const found = await librariesOf(file, exec);
    if (found === null) return [...mounts, ...wholeFolders()];
    for (const library of found) libraries.add(library);
  }
  for (const library of [...libraries].sort())
    if (!library.startsWith(`${appDir}/`) && existsSync(library))
      mounts.push({ from: realpathSync(library), to: library });
  return mounts;
}

/** Where ldd can't say, every library folder. */
function wholeFolders(): readonly Mount[] {
  return systemFolders
    .filter((folder) => existsSync(folder))
    .map((folder) => ({ from: realpathSync(folder), to: folder }));
}
