/**
 * Rules about what is installed and about the map of the tree: exact pins, the two lines of .npmrc, a lockfile
 * that names no host; every folder named in ARCHITECTURE.md and nothing named there that is not there; and no document
 * that is pointed at but missing.
 */
import { posix } from 'node:path';
import type { Finding, SourceFile } from './sourceTree.ts';
import { lineAt } from './sourceTree.ts';

const at = (path: string, rule: string, message: string, line = 1): Finding => ({
  path,
  line,
  rule,
  message,
});

const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

export function checkPins(packageJson: string): readonly Finding[] {
  const parsed = JSON.parse(packageJson) as Record<string, unknown>;
  const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return groups.flatMap((group) =>
    Object.entries((parsed[group] ?? {}) as Record<string, string>)
      .filter(([, version]) => !exact.test(version))
      .map(([name, version]) =>
        at('package.json', 'pins', `${group}.${name} is '${version}'; pin one exact version`),
      ),
  );
}

export function checkNpmrc(npmrc: string): readonly Finding[] {
  const lines = npmrc.split('\n').map((line) => line.trim());
  const needed = ['ignore-scripts=true', 'omit-lockfile-registry-resolved=true'];
  const missing = needed
    .filter((line) => !lines.includes(line))
    .map((line) => at('.npmrc', 'npmrc', `needs the line ${line}`));
  const named = lines
    .filter((line) => /registry\s*=|_auth|:_password/i.test(line))
    .map(() => at('.npmrc', 'npmrc', 'names no registry and no credential'));
  return [...missing, ...named];
}

export function checkLockfile(lockfile: string): readonly Finding[] {
  const parsed = JSON.parse(lockfile) as { packages?: Record<string, Record<string, unknown>> };
  return Object.entries(parsed.packages ?? {})
    .filter(([, entry]) => 'resolved' in entry)
    .map(([name]) => at('package-lock.json', 'lockfile', `${name} has a 'resolved' host`));
}

/** Folders that hold files, with all their parents, without trailing slash. */
export function foldersOf(files: readonly SourceFile[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, i) => {
      folders.add(parts.slice(0, i + 1).join('/'));
    });
  }
  return [...folders].sort();
}

/** Paths in backquotes that end in a slash, such as `main/base/lib/` or `tasks/<task>/judge/`. */
export function namedFolders(architecture: string): readonly { path: string; line: number }[] {
  return architecture.split('\n').flatMap((text, index) =>
    [...text.matchAll(/^\| `((?:[\w.-]+|<\w+>)(?:\/(?:[\w.-]+|<\w+>))*)\/`/g)].map((match) => ({
      path: match[1] as string,
      line: index + 1,
    })),
  );
}

export function checkFolders(folders: readonly string[], architecture: string): readonly Finding[] {
  const named = namedFolders(architecture);
  const shapeOf = (path: string): RegExp =>
    new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/<\w+>/g, '[^/]+')}$`);
  const shapes = named.map(({ path }) => shapeOf(path));
  const unnamed = folders
    .filter((folder) => !shapes.some((shape) => shape.test(folder)))
    .map((folder) => at('ARCHITECTURE.md', 'folders', `${folder}/ is not in the table of folders`));
  const gone = named
    .filter((_, i) => !folders.some((folder) => (shapes[i] as RegExp).test(folder)))
    .map(({ path, line }) => at('ARCHITECTURE.md', 'folders', `${path}/ does not exist`, line));
  return [...unnamed, ...gone];
}

/** Documents and files that texts point at: guides under docs/ anywhere, and relative links in Markdown. */
export function checkReferences(
  files: readonly SourceFile[],
  exists: (path: string) => boolean,
): readonly Finding[] {
  const mention = /(?<![\w/.-])docs\/[\w-]+\.md\b/g;
  const quoted = /`((?:main|renderer|electron|tasks|test|tools|docs|native)\/[\w./-]+\.\w+)`/g;
  const link = /\]\((?!\w+:|#)([^)#\s]+)/g;
  // The rules' own samples point at nothing on purpose.
  const real = files.filter(({ path }) => !path.startsWith('test/tidy'));
  return real.flatMap((file) => {
    const folder = posix.dirname(file.path);
    const mentioned = [...file.text.matchAll(mention)].map((match) => ({
      target: match[0],
      offset: match.index,
    }));
    const inGuide = file.path.endsWith('.md');
    const linked = (inGuide ? [...file.text.matchAll(link)] : []).map((match) => ({
      target: posix.join(folder, match[1] as string),
      offset: match.index,
    }));
    const named = (inGuide ? [...file.text.matchAll(quoted)] : []).map((match) => ({
      target: match[1] as string,
      offset: match.index,
    }));
    return [...mentioned, ...linked, ...named]
      .filter(({ target }) => !exists(target))
      .map(({ target, offset }) =>
        at(file.path, 'references', `${target} does not exist`, lineAt(file.text, offset)),
      );
  });
}
