/**
 * The style guide as an executable test. Each rule is shown to catch a violating sample, then the whole tree is
 * read. The rules and their data are in `test/tidy/`; the reasons are in CONTRIBUTING.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bans, checkBans } from './tidy/bannedCalls.ts';
import { checkImports, importsOf } from './tidy/importTable.ts';
import {
  checkFolders,
  checkLockfile,
  checkNpmrc,
  checkPins,
  checkReferences,
  foldersOf,
  namedFolders,
} from './tidy/packaging.ts';
import {
  checkExports,
  checkFunctions,
  checkHeaders,
  checkNames,
  checkSizes,
  functionsOf,
  limits,
} from './tidy/shape.ts';
import type { Finding } from './tidy/sourceTree.ts';
import { blankProse, readTree, sourceFile } from './tidy/sourceTree.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tree = readTree(root);
const show = ({ path, line, rule, message }: Finding): string =>
  `${path}:${line} [${rule}] ${message}`;
const importing = (path: string, specifier: string): readonly string[] =>
  checkImports([sourceFile(path, `import { x } from '${specifier}';\n`)]).map(show);

describe('the text without prose', () => {
  it('blanks comments, strings and regular expressions, keeps code in templates', () => {
    const code = blankProse(
      ["const a = 'x()'; // y()\n/* z() */ b(`t() $", '{live(1)} u()`, /v()/);\n'].join(''),
    );
    expect(code).toContain('live(1)');
    for (const gone of ['x()', 'y()', 'z()', 't()', 'u()', 'v()']) expect(code).not.toContain(gone);
    expect(code.split('\n')).toHaveLength(3);
  });

  it('goes on after nested templates and after an apostrophe in JSX text', () => {
    const nested = ['`a$', '{`b$', '{c}`}`; Date.now()'].join('');
    expect(blankProse(nested)).toContain('Date.now()');
    expect(blankProse("<p>don't</p>\nDate.now()")).toContain('Date.now()');
  });
});

describe('imports', () => {
  it('reads static, type-only, side-effect, re-exporting, multi-line and dynamic imports', () => {
    const text = [
      "import './a.ts';",
      "import type { B } from './b.ts';",
      "export * from './c.ts';",
      "import {\n  d,\n} from './d.ts';",
      "const e = await import('./e.ts');",
      "// import './f.ts';",
      "export { g } from './g.ts';",
    ].join('\n');
    const found = importsOf(sourceFile('main/x.ts', text)).map(({ specifier }) => specifier);
    expect(found).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './g.ts']);
  });

  it.each([
    ['main/base/model/a.ts', 'node:fs'],
    ['main/base/lib/a.ts', '../host/frames.ts'],
    ['main/base/host/a.ts', '../../store/ledger/openLedger.ts'],
    ['main/store/ledger/a.ts', '../../bench/lease.ts'],
    ['main/bench/lease.ts', '../rollout/runTrial.ts'],
    ['main/environment/sdk/a.ts', '../judge/runJudge.ts'],
    ['main/rollout/a.ts', '../entry/core.ts'],
    ['main/rollout/a.ts', '../bench/devices/sim/openSim.ts'],
    ['main/bench/servo/runServo.ts', '../station.ts'],
    ['main/rollout/a.ts', '../environment/sdk/vision.ts'],
    ['main/store/ledger/a.ts', '../record/trialRecord.ts'],
    ['main/store/record/a.ts', '../ledger/ledger.ts'],
    ['main/environment/program/a.ts', '../judge/dwell.ts'],
    ['main/core.ts', './entry/core.ts'],
    ['main/improvement/researcher/a.ts', '../../bench/lease.ts'],
    ['main/entry/a.ts', '../../renderer/main.tsx'],
    ['tasks/touch/policy/a.ts', '../../../main/base/lib/rng.ts'],
    ['tasks/touch/policy/a.ts', '../judge/judge.ts'],
    ['tasks/touch/judge/a.ts', '../scene/oracle.ts'],
    ['tasks/touch/reset/a.ts', '../judge/look.ts'],
    ['tasks/touch/judge/a.ts', '../../push-t/judge/judge.ts'],
    ['tasks/touch/policy/a.ts', 'node:net'],
    ['tasks/touch/policy/a.ts', 'sharp'],
    ['renderer/main.tsx', '../main/core.ts'],
    ['renderer/main.tsx', '../main/base/host/frames.ts'],
    ['renderer/main.tsx', 'node:fs'],
    ['electron/main.ts', '../main/core.ts'],
    ['electron/main.ts', 'electron'],
    ['main/entry/a.ts', 'electron'],
    ['main/rollout/a.ts', 'serialport'],
    ['main/rollout/a.ts', 'nightbench/sdk/vision.ts'],
    ['main/rollout/a.ts', './b'],
    ['elsewhere/a.ts', './b.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(importing(path, specifier)).toHaveLength(1);
  });

  it.each([
    ['main/base/wire/a.ts', '../model/arm.ts'],
    ['main/rollout/a.ts', '../environment/judge/runJudge.ts'],
    ['main/core.ts', './rollout/runTrial.ts'],
    ['main/entry/a.ts', '../bench/devices/sim/openSim.ts'],
    ['tasks/touch/policy/a.ts', 'nightbench/sdk/vision.ts'],
    ['tasks/touch/policy/a.ts', './plan.ts'],
    ['renderer/main.tsx', '../main/base/api/contract.ts'],
    ['main/rollout/a.test.ts', '../bench/devices/sim/openSim.ts'],
    ['test/lib/a.ts', '../../main/entry/core.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(importing(path, specifier)).toEqual([]);
  });

  it('every import of the tree keeps the table', () => {
    expect(checkImports(tree).map(show)).toEqual([]);
  });
});

describe('shape', () => {
  const lines = (count: number): string => 'a;\n'.repeat(count);
  it('catches long files, wide lines and long functions', () => {
    const long = sourceFile('main/a.ts', lines(limits.sourceLines + 1));
    const wide = sourceFile('main/b.ts', `${'x'.repeat(limits.columns + 1)}\n`);
    const prose = sourceFile('main/c.ts', `// ${'x'.repeat(limits.columns)}\n`);
    const wideProse = sourceFile('main/d.ts', `// ${'x'.repeat(limits.proseColumns)}\n`);
    expect(checkSizes([long, wide]).map(({ rule }) => rule)).toEqual(['file size', 'columns']);
    const oneString = sourceFile('main/e.ts', `  '${'x'.repeat(limits.proseColumns)}',\n`);
    expect(checkSizes([oneString])).toEqual([]);
    expect(checkSizes([prose, wideProse]).map(({ path }) => path)).toEqual(['main/d.ts']);
    expect(checkSizes([sourceFile('main/a.test.ts', lines(limits.sourceLines + 1))])).toEqual([]);
    const body = `function a(\n  b: number,\n): void {\n${'  c();\n'.repeat(limits.functionLines)}}\n`;
    expect(checkFunctions([sourceFile('main/a.ts', body)])).toHaveLength(1);
  });

  it('counts a function without the functions inside it', () => {
    const inner = '  const b = () => {\n    c();\n    d();\n  };\n';
    const [outer] = functionsOf(
      `export function a(): void {\n${inner}  if (b) {\n    e();\n  }\n}\n`,
    );
    expect(outer).toEqual({ first: 1, last: 9, ownLines: 5 });
  });

  it.each(['main/utils.ts', 'main/helpers/a.ts', 'main/TrialManager.ts', 'main/base/index.ts'])(
    'catches the name %s',
    (path) => {
      expect(checkNames([sourceFile(path, '')])).toHaveLength(1);
    },
  );

  it('catches names that are not camelCase', () => {
    expect(checkNames([sourceFile('main/run-trial.ts', '')])).toHaveLength(1);
    expect(checkNames([sourceFile('main/runTrial.test.ts', '')])).toEqual([]);
  });

  it('catches a missing or empty header', () => {
    expect(checkHeaders([sourceFile('main/a.ts', "import './b.ts';\n// late\n")])).toHaveLength(1);
    expect(checkHeaders([sourceFile('main/a.ts', '/** Hm. */\n')])).toHaveLength(1);
    const good = '#!/usr/bin/env node\n/** The front door of the house. */\n';
    expect(checkHeaders([sourceFile('main/a.mjs', good)])).toEqual([]);
  });

  it('catches default exports, but not in configs', () => {
    const text = 'export default 1;\n';
    expect(checkExports([sourceFile('main/a.ts', text)])).toHaveLength(1);
    expect(checkExports([sourceFile('vite.config.ts', text)])).toEqual([]);
  });

  it('every file of the tree has the shape', () => {
    const found = [checkSizes, checkFunctions, checkNames, checkHeaders, checkExports];
    expect(found.flatMap((check) => check(tree)).map(show)).toEqual([]);
  });
});

describe('bans', () => {
  /** Spelt in pieces where a rule reads all text, so that the samples keep the rules. */
  const samples: Readonly<Record<string, readonly string[]>> = {
    'wall clock': ['Date.now();', 'new Date();', 'process.hrtime();'],
    'monotonic clock': ['performance.now();'],
    timers: ['setTimeout(a, 1);', 'setImmediate(a);', 'AbortSignal.timeout(1);'],
    'timers module': [["import 'node:ti", "mers/promises';"].join('')],
    'random numbers': ['Math.random();'],
    entropy: ['randomBytes(8);', 'crypto.randomUUID();'],
    console: ['console.log(1);'],
    'process.exit': ['process.exit(1);'],
    eval: ["eval('1');", "new Function('1');"],
    'compiler silenced': [['// @ts', '-ignore'].join('')],
    'focused or silent test': ["it.only('a', b);", "describe.skip('a', b);", 'it.skipIf(a)(b);'],
    unfinished: [['// TO', 'DO: later'].join('')],
    'machine path': [["const a = '/ho", "me/ann/x';"].join(''), ['see /wo', 'rk/x'].join('')],
    'registry host': [['https://regis', 'try.example.org/'].join('')],
  };

  it.each(bans.map((ban) => [ban.rule] as const))('catches: %s', (rule) => {
    const texts = samples[rule] ?? [];
    expect(texts.length).toBeGreaterThan(0);
    const path = rule === 'focused or silent test' ? 'main/rollout/a.test.ts' : 'main/rollout/a.ts';
    for (const text of texts) {
      const rules = checkBans([sourceFile(path, text)]).map((found) => found.rule);
      expect(rules, text).toContain(rule);
    }
  });

  it('lets the named doors through, and reads no comment and no string as code', () => {
    expect(checkBans([sourceFile('main/base/lib/clock.ts', 'Date.now();')])).toEqual([]);
    expect(checkBans([sourceFile('main/a.ts', "// Date.now()\nlog('Date.now()');")])).toEqual([]);
    expect(checkBans([sourceFile('renderer/a.ts', 'new Date(row.wallTime);')])).toEqual([]);
  });

  it('nothing in the tree is banned', () => {
    expect(checkBans(tree).map(show)).toEqual([]);
  });
});

describe('packaging', () => {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');

  it('catches ranges, missing .npmrc lines, registries and resolved hosts', () => {
    expect(
      checkPins('{"dependencies":{"a":"^1.2.3"},"devDependencies":{"b":"1.2.3"}}'),
    ).toHaveLength(1);
    expect(checkNpmrc('ignore-scripts=true\n')).toHaveLength(1);
    const both = 'ignore-scripts=true\nomit-lockfile-registry-resolved=true\n';
    expect(checkNpmrc(`${both}registry=somewhere\n`)).toHaveLength(1);
    expect(checkLockfile('{"packages":{"node_modules/a":{"resolved":"x"}}}')).toHaveLength(1);
  });

  it('package.json, .npmrc and the lockfile keep their rules', () => {
    const found = [
      ...checkPins(read('package.json')),
      ...checkNpmrc(read('.npmrc')),
      ...checkLockfile(read('package-lock.json')),
    ];
    expect(found.map(show)).toEqual([]);
  });

  it('catches folders that the map does not name, and names without a folder', () => {
    const folders = foldersOf([
      sourceFile('main/a/b.ts', ''),
      sourceFile('tasks/t/judge/j.ts', ''),
    ]);
    const map = '| `main/` | x |\n| `tasks/` | x |\n| `tasks/<task>/` | x |\n| `gone/` | x |\n';
    expect(namedFolders(map)).toHaveLength(4);
    expect(checkFolders(folders, map).map(({ message }) => message)).toEqual([
      'main/a/ is not in the table of folders',
      'tasks/t/judge/ is not in the table of folders',
      'gone/ does not exist',
    ]);
  });

  it('catches texts that point at nothing', () => {
    const note = sourceFile('main/a.ts', '// see docs/GONE.md\n');
    const guide = sourceFile(
      'docs/a.md',
      '[here](b.md) [there](../README.md) [web](https://x.org/) `main/no.ts`',
    );
    const found = checkReferences([note, guide], (path) => path === 'README.md');
    expect(found.map(({ message }) => message)).toEqual([
      'docs/GONE.md does not exist',
      'docs/b.md does not exist',
      'main/no.ts does not exist',
    ]);
  });

  it('every document that is pointed at exists', () => {
    expect(checkReferences(tree, (path) => existsSync(join(root, path))).map(show)).toEqual([]);
  });

  it('ARCHITECTURE.md names every folder', () => {
    expect(checkFolders(foldersOf(tree), read('ARCHITECTURE.md')).map(show)).toEqual([]);
  });
});
