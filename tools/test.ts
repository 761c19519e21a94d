/**
 * What `npm test` runs: system parts, format and lint, types per runtime, window build, then the tests that fit into ten
 * minutes; `npm run test:whole` runs every test. With the seconds of each and one line of totals at the end.
 * `npm test -- PATH…` runs only those tests. Goes on after a failed check, so that one run shows all there is to see.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realClock as clock } from '../main/base/lib/clock.ts';
import { findPart, type SystemPart } from '../test/lib/needs.ts';
import type { Section } from './testReport.ts';
import { countTests, exitCode, noReport, summaryLines } from './testReport.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What hangs this long never ends by itself. A slow machine of two cores needs most of it for the whole. */
const sectionLimitMs = 58 * 60_000;

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

/** Runs a program with our output and no input; true when it ended with 0 in time. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH: path, ...env },
    });
    const limit = clock.after(sectionLimitMs, () => child.kill('SIGKILL'));
    const end = (ok: boolean): void => {
      limit[Symbol.dispose]();
      resolve(ok);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
  });
}

async function section(name: string, body: () => Promise<boolean>): Promise<Section> {
  process.stdout.write(`\n── ${name}\n`);
  const startMs = clock.nowMs();
  const ok = await body();
  return { name, ok, seconds: (clock.nowMs() - startMs) / 1000 };
}

const parts: readonly SystemPart[] = ['git', 'ffmpeg', 'bubblewrap', 'chromium'];

/**
 * Installs missing system parts where that needs no question. What stays missing shows as skipped tests, by name; in CI,
 * where nobody reads names, it is a failure. (Not Xvfb: it shows Electron, whose binary is a convenience.) Gives whether
 * all are here.
 */
async function bringParts(): Promise<boolean> {
  const missing = parts.filter((part) => findPart(part) === null);
  if (missing.length === 0) return true;
  process.stdout.write(`Missing on this machine: ${missing.join(', ')}.\n`);
  if (process.env.CI !== 'true') {
    process.stdout.write('Tests that need them are skipped. To install: npx bench setup\n');
    return true;
  }
  await run('node', [join(root, 'main/entry/bench.mjs'), 'setup', '--yes']);
  return parts.every((part) => findPart(part) !== null);
}

const wholeFlag = '--whole';

async function runAll(words: readonly string[]): Promise<number> {
  const chosen = words.filter((word) => word !== wholeFlag);
  const isShort = chosen.length === 0 && !words.includes(wholeFlag);
  const scratch = mkdtempSync(join(tmpdir(), 'nightbench-test-'));
  const reportPath = join(scratch, 'report.json');
  const sections: Section[] = [];
  // What the anomaly matrix found in earlier runs is not this run's.
  if (chosen.length === 0 || chosen.some((each) => each.includes('matrix')))
    rmSync(join(root, 'dist', 'matrix'), { recursive: true, force: true });
  const add = async (name: string, program: string, ...args: readonly string[]): Promise<void> => {
    sections.push(await section(name, () => run(program, args)));
  };
  try {
    if (chosen.length === 0) {
      sections.push(await section('system parts', bringParts));
      await add('format and lint', bin('biome'), 'check', '.');
      await add('types: neutral', bin('tsc'), '-p', 'tsconfig.neutral.json');
      await add('types: node', bin('tsc'), '-p', 'tsconfig.json');
      await add('types: window', bin('tsc'), '-p', 'tsconfig.dom.json');
      await add('build of the window', bin('vite'), 'build', '--logLevel', 'warn');
    }
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
    const env: Readonly<Record<string, string>> = isShort ? { NIGHTBENCH_TESTS: 'short' } : {};
    const tested = ['run', ...reporters, ...chosen];
    sections.push(await section('tests', () => run(bin('vitest'), tested, env)));
    const tests = existsSync(reportPath) ? countTests(readFileSync(reportPath, 'utf8')) : noReport;
    if (isShort) process.stdout.write('\nThe long tests were left to: npm run test:whole\n');
    process.stdout.write(`\n${summaryLines(sections, tests).join('\n')}\n`);
    return exitCode(sections, tests);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

process.exitCode = await runAll(process.argv.slice(2));
