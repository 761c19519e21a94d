/**
 * Coding agents to try the recipes with: `npm run agents -- install [NAME…]`, `list`, `remove [NAME…]`. They go into
 * `.agents/` beside the app (or NIGHTBENCH_AGENTS_DIR), at the versions that the recipes name, run no package's scripts
 * and are no dependency of the app. Without names, install takes claude, codex and kimi (about 1 GB), remove takes all.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realClock } from '../main/base/lib/clock.ts';
import { execGroup } from '../main/environment/jail/execGroup.ts';
import { agentsDir } from '../main/evolution/agent/recipes/findProgram.ts';
import { probePrograms } from '../main/evolution/agent/recipes/probePrograms.ts';
import type { NpmPackage, Recipe } from '../main/evolution/agent/recipes/recipe.ts';
import { recipes } from '../main/evolution/agent/recipes/recipes.ts';

const appDir = join(dirname(fileURLToPath(import.meta.url)), '..');
const dir = agentsDir(process.env, appDir);
const usual = ['claude', 'codex', 'kimi'];

type Installable = Recipe & { readonly program: { readonly npm: NpmPackage } };
const installable = recipes.filter(
  (recipe): recipe is Installable => (recipe.program?.npm ?? null) !== null,
);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

function chosen(names: readonly string[]): readonly Installable[] {
  return names.map((name) => {
    const found = installable.find(({ id }) => id === name);
    return found ?? fail(`no agent '${name}'; there are ${installable.map(({ id }) => id)}`);
  });
}

const isInstalled = ({ program }: Installable): boolean =>
  existsSync(join(dir, 'node_modules', program.npm.package, 'package.json'));

const specsOf = ({ program: { npm } }: Installable): readonly string[] => [
  `${npm.package}@${npm.version}`,
  ...Object.entries(npm.also ?? {}).map(([name, spec]) => `${name}@${spec}`),
];

/** What `.agents` is, for npm: nobody's project, so that it looks for none further up. */
function prepare(): void {
  mkdirSync(dir, { recursive: true });
  const manifest = { private: true, description: 'Coding agents to try recipes with.' };
  writeFileSync(join(dir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** npm would take away what it is not told of: with nothing saved, every agent is named each time. */
async function settle(wanted: readonly Installable[]): Promise<void> {
  if (wanted.length === 0) return rmSync(dir, { recursive: true, force: true });
  prepare();
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const args = ['install', ...flags, ...wanted.flatMap(specsOf)];
  say(`npm ${args.join(' ')}`);
  const child = spawn('npm', args, { cwd: dir, stdio: 'inherit' });
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (status) => resolve(status ?? 1));
  });
  if (code !== 0) process.exit(1);
  dropBaselines();
}

/** Builds for processors without AVX2, which come along unasked where the usual build runs too. */
function dropBaselines(): void {
  if (!/\bavx2\b/.test(existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : ''))
    return;
  const modules = join(dir, 'node_modules');
  for (const name of readdirSync(modules))
    if (name.endsWith('-baseline')) rmSync(join(modules, name), { recursive: true, force: true });
}

async function list(): Promise<void> {
  const exec = execGroup(realClock);
  for (const view of await probePrograms({ env: process.env, appDir, exec })) {
    if (!installable.some(({ id }) => id === view.recipe)) continue;
    const tested = view.tested ? 'tested' : 'not tested';
    const version = view.version === null ? 'not installed' : `${view.version} (${tested})`;
    say(`${view.recipe.padEnd(9)} ${version.padEnd(22)} ${view.where}`);
  }
}

const [verb = 'list', ...names] = process.argv.slice(2);
if (verb === 'list') await list();
else if (verb === 'install') {
  const wanted = chosen(names.length === 0 ? usual : names);
  await settle(installable.filter((each) => wanted.includes(each) || isInstalled(each)));
  await list();
} else if (verb === 'remove') {
  const gone = chosen(names.length === 0 ? installable.map(({ id }) => id) : names);
  await settle(installable.filter((each) => isInstalled(each) && !gone.includes(each)));
} else fail('npm run agents -- install [NAME…] | list | remove [NAME…]');
