/**
 * Who may import whom, as data (ARCHITECTURE.md "Who may import whom"), and the rule that reads every import.
 * The first zone whose prefix matches a file is its zone. Static, dynamic and type-only imports count alike.
 */
import { posix } from 'node:path';
import type { Finding, SourceFile } from './sourceTree.ts';
import { isCode, isTest, lineAt } from './sourceTree.ts';

export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

const importShape =
  /\b(?:(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s*)?|import\s*\(\s*)(['"])( *)\3/g;

/** Every import and re-export of a file. Specifiers are read from the text, their places from the code. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  for (const match of file.code.matchAll(importShape)) {
    const end = match.index + match[0].length - 1;
    const length = (match[4] as string).length;
    const specifier = file.text.slice(end - length, end);
    const typeOnly = match[2] !== undefined;
    found.push({ specifier, line: lineAt(file.text, match.index), typeOnly });
  }
  return found;
}

interface Zone {
  readonly name: string;
  /** Prefixes of the files in the zone. */
  readonly at: readonly string[];
  /** Prefixes of project files that it may import beside its own. */
  readonly may: readonly string[];
  /** May it import Node's built-in modules? */
  readonly node: boolean;
}

const neutral = ['lib', 'model', 'api', 'arm', 'wire'].map((room) => `main/base/${room}/`);
const base = ['main/base/'];
const line = ['store', 'bench', 'environment', 'rollout', 'improvement', 'evolution'];
/** The wings before and including `wing`. */
const upTo = (wing: string): readonly string[] => [
  ...base,
  ...line.slice(0, line.indexOf(wing) + 1).map((name) => `main/${name}/`),
];
const everything = ['main/', 'tasks/', 'test/', 'tools/', 'renderer/', 'electron/', 'native/'];

export const zones: readonly Zone[] = [
  { name: 'neutral base', at: neutral, may: neutral, node: false },
  { name: 'base', at: base, may: base, node: true },
  {
    name: 'environment/sdk',
    at: ['main/environment/sdk/'],
    may: [...base, 'main/environment/nn/'],
    node: true,
  },
  {
    name: 'improvement/researcher',
    at: ['main/improvement/researcher/'],
    may: base,
    node: true,
  },
  ...line.map((wing) => ({ name: wing, at: [`main/${wing}/`], may: upTo(wing), node: true })),
  { name: 'core', at: ['main/core.ts'], may: upTo('evolution'), node: true },
  { name: 'entry', at: ['main/entry/'], may: ['main/', 'native/'], node: true },
  { name: 'tasks', at: ['tasks/'], may: [], node: false },
  { name: 'renderer', at: ['renderer/'], may: neutral, node: false },
  { name: 'electron', at: ['electron/'], may: neutral, node: true },
  { name: 'native', at: ['native/'], may: [], node: true },
  { name: 'test', at: ['test/'], may: everything, node: true },
  { name: 'tools', at: ['tools/'], may: everything, node: true },
  { name: 'configs', at: ['vite.config.ts', 'vitest.config.ts'], may: [], node: true },
];

/** Packages that have a home: only files under these prefixes (and tests) import them. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  serialport: ['main/bench/devices/', 'main/bench/servo/'],
  '@mujoco/mujoco': ['main/bench/devices/sim/'],
  '@lydell/node-pty': ['main/bench/devices/', 'main/entry/'],
  '@modelcontextprotocol/sdk': ['main/evolution/agent/desk/'],
  '@xterm/headless': ['main/evolution/agent/terminal/'],
  '@xterm/addon-serialize': ['main/evolution/agent/terminal/'],
  '@xterm/xterm': ['renderer/'],
  '@xterm/addon-fit': ['renderer/'],
  '@xterm/addon-search': ['renderer/'],
  '@xterm/addon-web-links': ['renderer/'],
  '@mcap/core': ['main/store/'],
  // One door, which keeps the library from reporting to its maker.
  'onnxruntime-node': ['main/environment/nn/onnxRuntime.ts'],
  protobufjs: ['main/environment/nn/'],
  hyparquet: ['main/environment/exchange/'],
  'hyparquet-writer': ['main/environment/exchange/'],
  sharp: [
    'main/bench/board/',
    'main/environment/sdk/',
    'main/environment/exchange/',
    'main/bench/devices/',
    'main/store/record/',
    'tools/perf/',
  ],
  ws: ['main/entry/', 'tools/perf/', 'tools/soak/'],
  react: ['renderer/'],
  'react-dom': ['renderer/'],
  '@mantine/core': ['renderer/'],
  '@mantine/hooks': ['renderer/'],
  '@tanstack/react-virtual': ['renderer/'],
  zustand: ['renderer/'],
  three: ['renderer/'],
  uplot: ['renderer/'],
  pixelmatch: ['test/', 'tools/'],
  'axe-core': ['test/'],
  'electron-builder': ['test/', 'electron/'],
  'fast-check': ['test/'],
  'playwright-core': ['test/', 'tools/'],
  vite: ['vite.config.ts', 'main/entry/', 'tools/'],
  '@vitejs/plugin-react': ['vite.config.ts'],
};

/** Folders that may not import each other although they are in one zone: [from, to, why]. */
const walls: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /^tasks\/[^/]+\/(judge|reset|policy)\//,
    /^tasks\/[^/]+\/scene\//,
    'programs of a task never see its scene or its oracle',
  ],
  ...['policy', 'judge', 'reset'].map(
    (room) =>
      [
        new RegExp(`^tasks/[^/]+/${room}/`),
        new RegExp(`^tasks/[^/]+/(?!${room}/)`),
        `a ${room} imports only its own folder and nightbench/sdk: its jail shows it nothing else`,
      ] as const,
  ),
  [
    /^main\/(?!entry\/|bench\/devices\/)/,
    /^main\/bench\/devices\//,
    'devices are constructed only in entry and test/lib, and handed in as ports',
  ],
  [
    /^main\/bench\/servo\//,
    /^main\/bench\/(?!servo\/)/,
    'the one owner of motion knows nothing else of the bench',
  ],
  [
    /^main\/(?!entry\/|environment\/(sdk|author)\/)/,
    /^main\/environment\/sdk\//,
    "the SDK is the programs' side of the pipe; the author writes programs, and tries them as they will run",
  ],
  [/^main\/store\/ledger\//, /^main\/store\/record\//, 'the ledger knows hashes, not files'],
  [/^main\/store\/record\//, /^main\/store\/ledger\//, 'the recorder process has no ledger'],
  [
    /^main\/environment\/program\//,
    /^main\/environment\/(?!program\/)/,
    'a jail is the same for judge, reset and policy',
  ],
  [/^(?!tasks\/[^/]+\/scene\/)/, /^tasks\/.*oracle/, 'the oracle is loaded by the simulator only'],
];

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
}

/** What is wrong with one import of `file`, or null. */
function problemOf(file: SourceFile, { specifier, typeOnly }: Import): string | null {
  const { path } = file;
  const zone = zones.find((candidate) => candidate.at.some((prefix) => path.startsWith(prefix)));
  if (zone === undefined) return `${path} lies in no zone of the import table`;
  const test = isTest(path);
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    if (!/\.(ts|tsx|mjs|js|json|css)$/.test(target)) return `'${specifier}' needs its file ending`;
    if (test) return null;
    const wall = walls.find(([from, to]) => from.test(path) && to.test(target));
    if (wall !== undefined) return `'${specifier}': ${wall[2]}`;
    if (zone.name === 'tasks') {
      const own = path.split('/').slice(0, 2).join('/');
      return target.startsWith(`${own}/`) ? null : `'${specifier}' leaves the task's own folder`;
    }
    const inside = zone.at.some((prefix) => target.startsWith(prefix));
    if (inside || zone.may.some((prefix) => target.startsWith(prefix))) return null;
    return `${zone.name} may not import ${target}`;
  }
  if (specifier.startsWith('nightbench/')) {
    const program = zone.name === 'tasks' || /\/(?:fixtures|probe)\//.test(path);
    return program || test
      ? null
      : `'${specifier}' is for programs in a jail; import the file itself`;
  }
  if (specifier.startsWith('node:')) {
    return zone.node || test ? null : `${zone.name} runs without Node: no '${specifier}'`;
  }
  const name = packageOf(specifier);
  if (name === 'electron') {
    const fits = path.startsWith('electron/') && typeOnly;
    return fits ? null : "'electron' only as `import type`, only in electron/; it is injected";
  }
  const homes = packageHomes[name];
  if (homes === undefined || test || homes.some((prefix) => path.startsWith(prefix))) {
    return zone.name === 'tasks' && !test
      ? `tasks import only nightbench/sdk, not '${name}'`
      : null;
  }
  return `'${name}' is imported only by ${homes.join(', ')}`;
}

export function checkImports(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) =>
      importsOf(file).flatMap((item) => {
        const message = problemOf(file, item);
        return message === null
          ? []
          : [{ path: file.path, line: item.line, rule: 'imports', message }];
      }),
    );
}
