/**
 * What a tree may hold to be taken from an agent: few, small, plain files with plain names. Pure rules over names, modes
 * and sizes; a rule that is broken is told in words for the agent. Globs know `*` and `**` alone.
 */
import { printable } from './git.ts';

/** A check's "no"; the text goes to the agent. */
export interface Refused {
  readonly refused: string;
}

export const isRefused = (value: object | null): value is Refused =>
  value !== null && 'refused' in value;

export const takeBounds = {
  commits: 200,
  /** Of one commit. */
  files: 500,
  folders: 500,
  treeBytes: 16 << 20,
  fileBytes: 1 << 20,
  messageBytes: 64 << 10,
  /** Of one take: what is read out of a clone. */
  objects: 20_000,
  packBytes: 24 << 20,
  /** Unpacked, of all that is weighed in one take. */
  readBytes: 64 << 20,
  depth: 12,
  nameChars: 100,
  pathChars: 200,
} as const;

export const defaultSurface: readonly string[] = ['policy/**', 'train/**', 'notes/**'];

export type Surface = (path: string) => boolean;

/** `policy/**` is everything below policy, `policy/*.ts` only its own files. */
export function planSurface(globs: readonly string[]): Surface {
  const patterns = globs.map((glob) => {
    const parts = glob.split(/(\*\*|\*)/).map((part) => {
      if (part === '**') return '.+';
      return part === '*' ? '[^/]*' : part.replace(/[^\w/-]/g, '\\$&');
    });
    return new RegExp(`^${parts.join('')}$`, 's');
  });
  return (path) => patterns.some((pattern) => pattern.test(path));
}

const plainName = /^[A-Za-z0-9_.+@=,()-](?:[A-Za-z0-9_.+@=,() -]*[A-Za-z0-9_+@=,()-])?$/;
/** Git and the file systems of other machines give these a meaning of their own. */
const specialName = /^(?:\.{1,2}|\.git(?!ignore$|keep$).*|git~\d+|-.*)$/i;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** What is wrong with one name of a folder, or null. */
export function nameProblem(name: string): string | null {
  if (name.length > takeBounds.nameChars) return `is longer than ${takeBounds.nameChars}`;
  if (!plainName.test(name)) return 'has characters other than ASCII letters, digits and _.+@=,()-';
  if (specialName.test(name) || deviceName.test(name)) return 'is a name with a meaning of its own';
  return null;
}

const fileModes: Readonly<Record<string, 'plain' | 'executable'>> = {
  '100644': 'plain',
  '100755': 'executable',
};
const badModes: Readonly<Record<string, string>> = {
  '120000': 'is a symbolic link: copy what it points at',
  '160000': 'is a submodule: copy its files',
};

/** `folder`, `plain` or `executable`; modes as they stand in the tree, not as git reads them. */
export function kindOfMode(mode: string): 'folder' | 'plain' | 'executable' | Refused {
  if (mode === '40000') return 'folder';
  const kind = fileModes[mode];
  return (
    kind ?? { refused: badModes[mode] ?? `has the mode ${mode}: only 100644 and 100755 are taken` }
  );
}

/** Two paths that one file system holds as one: names that differ by case alone. */
export function foldCollision(paths: Iterable<string>): readonly [string, string] | null {
  const seen = new Map<string, string>();
  for (const path of paths) {
    for (let at = path.indexOf('/'); ; at = path.indexOf('/', at + 1)) {
      const part = at === -1 ? path : path.slice(0, at);
      const folded = part.toLowerCase();
      const other = seen.get(folded);
      if (other !== undefined && other !== part) return [other, part];
      seen.set(folded, part);
      if (at === -1) break;
    }
  }
  return null;
}

export const shown = (path: string): string => `"${printable(path, takeBounds.pathChars)}"`;

/** Of what is wrong in one refusal, so many are named. */
export const maxNamed = 5;

export function namedPaths(paths: readonly string[]): string {
  const more = paths.length - maxNamed;
  const named = paths.slice(0, maxNamed).map(shown).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
