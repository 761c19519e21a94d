/**
 * The instrument: `npm run perf -- [--json] [--write] [NAME…]`. With --json one JSON line per figure, as soon as it is
 * there; else a table. --write brings docs/PERF.md up to what was measured, row by row; nothing else writes it. Exits
 * with 1 when something asked for was not measured (said by name), with 2 on bad input.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../main/base/lib/assert.ts';
import { realClock as clock } from '../main/base/lib/clock.ts';
import { findProgram } from '../main/entry/launch/parts.ts';
import { type Figure, type FigureLine, lineOf, type PerfPorts, programs } from './perf/figure.ts';
import { figures } from './perf/figures.ts';
import {
  machineWords,
  mergeRows,
  type PerfRow,
  parsePerf,
  perfMarkdown,
  tableLines,
} from './perf/perfReport.ts';
import { type PerfRequest, parseRequest } from './perf/perfRequest.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reportPath = join(root, 'docs/PERF.md');

function thisMachine(): string {
  const cores = cpus();
  return machineWords({
    cpu: cores[0]?.model ?? 'unknown processor',
    cores: cores.length,
    memoryGb: totalmem() / 2 ** 30,
    system: `${type()} ${release()}`,
    node: process.versions.node,
  });
}

async function findPrograms(): Promise<PerfPorts['programs']> {
  const found: [string, string][] = [];
  for (const [name, candidates] of Object.entries(programs)) {
    const path = await findProgram(candidates, process.env);
    if (path !== null) found.push([name, path]);
  }
  return Object.fromEntries(found);
}

/** The figure's lines, in an empty folder of its own. */
async function measure(figure: Figure, found: PerfPorts['programs']): Promise<FigureLine[]> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const scratchDir = mkdtempSync(join(root, 'dist', 'perf-'));
  const clear = (): void => rmSync(scratchDir, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', clear); // of a run that is cut off
  try {
    const measured = await figure.measure({ clock, scratchDir, root, programs: found });
    const strange = measured.find(({ name }) => !figure.lines.includes(name));
    assert(strange === undefined, `${figure.name} measured ${strange?.name}, which it never named`);
    return measured.map(lineOf);
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** Measures what was asked for; `whole` is false when something of it could not be. */
async function measureAll({ figures: chosen, wants, json }: PerfRequest) {
  const found = await findPrograms();
  const day = clock.wallTime().slice(0, 10);
  const rows: PerfRow[] = [];
  let whole = true;
  for (const figure of chosen) {
    const missing = (figure.needs ?? []).filter((name) => found[name] === undefined);
    if (missing.length > 0) {
      whole = false;
      process.stderr.write(`${figure.name} is skipped: it needs ${missing.join(' and ')}\n`);
      continue;
    }
    const load = Number((loadavg()[0] ?? 0).toFixed(1));
    try {
      for (const line of await measure(figure, found)) {
        if (!wants(line.name)) continue;
        rows.push({ line, day, load });
        if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
      }
    } catch (thrown) {
      whole = false;
      process.stderr.write(`${figure.name} could not be measured: ${String(thrown)}\n`);
    }
  }
  return { rows, whole };
}

async function perf(words: readonly string[]): Promise<0 | 1 | 2> {
  const request = parseRequest(words, figures);
  if ('problem' in request) {
    process.stderr.write(`${request.problem}\n`);
    return 2;
  }
  const machine = thisMachine();
  const old = existsSync(reportPath) ? parsePerf(readFileSync(reportPath, 'utf8')) : null;
  const sameMachine = old?.machine === machine;
  if (request.write && !request.whole && !sameMachine) {
    process.stderr.write(
      'docs/PERF.md is of another machine (or none): --write without names begins it anew\n',
    );
    return 2;
  }
  const { rows, whole } = await measureAll(request);
  if (!request.json) {
    process.stdout.write(`${tableLines(rows.map(({ line }) => line)).join('\n')}\n`);
  }
  if (request.write && rows.length > 0) {
    const kept = sameMachine ? old.rows : [];
    const file = { machine, rows: mergeRows(kept, rows, figures) };
    writeFileSync(reportPath, perfMarkdown(file, figures));
  }
  return whole ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1)); // and what we started ends with us
}
process.exitCode = await perf(process.argv.slice(2));
