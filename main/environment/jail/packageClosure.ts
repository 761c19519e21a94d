/**
 * Which folders of node_modules a package needs to run: itself and what it depends on, as far as it is installed.
 * Only these are ever shown to a task program.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Names, sorted. A root that isn't installed is left out: the program that needs it will say so. */
export function packageClosure(nodeModules: string, roots: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const file = path.join(nodeModules, name, 'package.json');
    if (found.has(name) || !existsSync(file)) continue;
    found.add(name);
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    waiting.push(...Object.keys(manifest.dependencies ?? {}));
    waiting.push(...Object.keys(manifest.optionalDependencies ?? {}));
  }
  return [...found].sort();
}
