/**
 * The instrument: `npm run perf -- [--json] [--write] [NAME…]`. With --json one JSON line per figure, as soon as it is
 * there; else a table. --write (all figures, no names) also rewrites docs/PERF.md. Exits with 1 when a figure could
 * not be measured, with 2 on bad input.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realClock as clock } from '../main/base/lib/clock.ts';
import type { FigureLine } from './perf/figure.ts';
import { lineOf } from './perf/figure.ts';
import { figures } from './perf/figures.ts';
import { type Machine, perfMarkdown, tableLines } from './perf/perfReport.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown processor',
    cores: cores.length,
    memoryGb: totalmem() / 2 ** 30,
    system: `${type()} ${release()}`,
    node: process.versions.node,
    loadBefore: loadavg()[0] ?? 0,
  };
}

async function perf(words: readonly string[]): Promise<0 | 1 | 2> {
  const names = words.filter((word) => !word.startsWith('--'));
  const flags = words.filter((word) => word.startsWith('--'));
  const json = flags.includes('--json');
  const write = flags.includes('--write');
  const known = figures.map(({ name }) => name);
  const odd = [
    ...flags.filter((flag) => flag !== '--json' && flag !== '--write'),
    ...names.filter((name) => !known.includes(name)),
    ...(write && names.length > 0 ? ['--write with names'] : []),
  ];
  if (odd.length > 0) {
    process.stderr.write(`perf does not know ${odd.join(', ')}; figures: ${known.join(', ')}\n`);
    return 2;
  }
  const where = machine();
  const chosen = names.length === 0 ? figures : figures.filter(({ name }) => names.includes(name));
  const lines: FigureLine[] = [];
  let failed = false;
  for (const figure of chosen) {
    mkdirSync(join(root, 'dist'), { recursive: true });
    const scratchDir = mkdtempSync(join(root, 'dist', 'perf-'));
    try {
      for (const measurement of await figure.measure({ clock, scratchDir, root })) {
        const line = lineOf(measurement);
        lines.push(line);
        if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
      }
    } catch (thrown) {
      failed = true;
      process.stderr.write(`${figure.name} could not be measured: ${String(thrown)}\n`);
    } finally {
      rmSync(scratchDir, { recursive: true, force: true });
    }
  }
  if (!json) process.stdout.write(`${tableLines(lines).join('\n')}\n`);
  if (write && !failed) {
    const day = clock.wallTime().slice(0, 10);
    writeFileSync(join(root, 'docs/PERF.md'), perfMarkdown(where, day, figures, lines));
  }
  return failed ? 1 : 0;
}

process.exitCode = await perf(process.argv.slice(2));
