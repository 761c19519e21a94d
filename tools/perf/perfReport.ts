/** docs/PERF.md as text: machine, date, table, and what each figure means. Pure. */
import type { Summary } from '../../main/base/lib/stats.ts';
import type { Figure, FigureLine } from './figure.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core in the minute before the run: over the number of cores, p99 is not ours alone. */
  readonly loadBefore: number;
}

const cell = (summary: Summary): string =>
  [summary.p50, summary.p95, summary.p99, summary.max].map(String).join(' | ');

const baselineCell = (baseline: Summary | null): string =>
  baseline === null ? '' : `${baseline.p50} / ${baseline.p99} / ${baseline.max} (n=${baseline.n})`;

/** A table for the terminal, columns in line. */
export function tableLines(lines: readonly FigureLine[]): readonly string[] {
  const width = Math.max(4, ...lines.map(({ name }) => name.length));
  const head = `${'name'.padEnd(width)}  ${'unit'.padEnd(6)} ${'n'.padStart(6)}`;
  const columns = ['p50', 'p95', 'p99', 'max'];
  return [
    `${head} ${columns.map((text) => text.padStart(9)).join('')}  baseline p50 / p99 / max`,
    ...lines.map((line) => {
      const numbers = [line.p50, line.p95, line.p99, line.max].map((x) => String(x).padStart(9));
      const start = `${line.name.padEnd(width)}  ${line.unit.padEnd(6)} ${String(line.n).padStart(6)}`;
      return `${start} ${numbers.join('')}  ${baselineCell(line.baseline)}`.trimEnd();
    }),
  ];
}

export function perfMarkdown(
  machine: Machine,
  day: string,
  figures: readonly Figure[],
  lines: readonly FigureLine[],
): string {
  const rows = lines.map(
    (line) =>
      `| ${line.name} | ${line.unit} | ${line.n} | ${cell(line)} | ${baselineCell(line.baseline)} |`,
  );
  const memory = `${machine.memoryGb.toFixed(0)} GB`;
  const load = `load average ${machine.loadBefore.toFixed(1)} when it began`;
  return `# Performance

Written by \`npm run perf -- --write\`; do not edit. Measured on ${day}: ${machine.cpu}, ${machine.cores} cores,
${memory}, ${machine.system}, Node ${machine.node}; ${load}.
Wall time unless a figure says bench time. Smaller is better.
Baseline: stalls in ms of a bare 50 Hz loop in its own process during the same run.

| figure | unit | n | p50 | p95 | p99 | max | baseline p50 / p99 / max |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

## What they mean

${figures.map(({ name, what }) => `- **${name}**: ${what}`).join('\n')}
`;
}
