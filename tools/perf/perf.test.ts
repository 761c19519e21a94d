/** The instrument's own arithmetic: a yardstick that catches up, or a figure of nothing, would mislead quietly. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../main/base/lib/clock.ts';
import { runBareLoop } from './bareLoop.ts';
import { type Figure, type FigureLine, lineOf } from './figure.ts';
import { figures } from './figures.ts';
import {
  machineWords,
  mergeRows,
  type PerfRow,
  parsePerf,
  perfMarkdown,
  tableLines,
} from './perfReport.ts';
import { type PerfRequest, parseRequest } from './perfRequest.ts';

/** A clock on which each sleep ends `extraMs[i]` late. */
function createLateClock(extraMs: readonly number[], onSleep: (count: number) => void): Clock {
  let nowMs = 0;
  let sleeps = 0;
  return {
    nowMs: () => nowMs,
    wallTime: () => '2026-01-01T00:00:00.000Z',
    sleep: async (ms) => {
      nowMs += ms + (extraMs[sleeps] ?? 0);
      sleeps++;
      onSleep(sleeps);
    },
    after: () => ({ [Symbol.dispose]: () => undefined }),
    every: () => ({ [Symbol.dispose]: () => undefined }),
  };
}

describe('the bare loop', () => {
  it('reports lateness against absolute deadlines and skips what it missed', async () => {
    const stop = new AbortController();
    const clock = createLateClock([0, 3, 45, 0], (count) => {
      if (count === 4) stop.abort();
    });
    // Tick 3 wakes 45 ms late: ticks 4 and 5 are gone, tick 6 is on time again.
    expect(await runBareLoop(clock, stop.signal)).toEqual([0, 3, 45, 0]);
    expect(clock.nowMs()).toBe(120);
  });
});

describe('figures', () => {
  const measurement = { name: 'a', unit: 'ms', values: [3, 1, 2.00049], baseline: null };

  it('are order statistics with four digits', () => {
    expect(lineOf(measurement)).toEqual({
      ...{ name: 'a', unit: 'ms', n: 3, p50: 2, p95: 3, p99: 3, max: 3 },
      baseline: null,
    });
  });

  it('are never made of nothing', () => {
    expect(() => lineOf({ ...measurement, values: [] })).toThrow(/no finite/);
    expect(() => lineOf({ ...measurement, values: [Number.NaN] })).toThrow(/no finite/);
  });

  it('and their lines have names of their own, in one style, and a sentence each', () => {
    const names = figures.map(({ name }) => name);
    const lines = figures.flatMap((figure) => figure.lines);
    for (const list of [names, lines]) expect(new Set(list).size).toBe(list.length);
    for (const name of [...names, ...lines]) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const figure of figures) {
      expect(figure.what).toMatch(/\.$/);
      expect(figure.lines).not.toHaveLength(0);
      // A name that means a whole figure and a line of another one would mean two things.
      const others = figures.filter((other) => other !== figure).flatMap((other) => other.lines);
      expect(others).not.toContain(figure.name);
    }
  });
});

describe('what was asked for', () => {
  const figure = (name: string, lines: readonly string[]): Figure => {
    return { name, lines, what: `${name}.`, measure: async () => [] };
  };
  const known = [figure('first', ['first', 'first-part']), figure('family', ['one', 'two'])];
  const ask = (...words: string[]): PerfRequest => {
    const request = parseRequest(words, known);
    if ('problem' in request) throw new Error(request.problem);
    return request;
  };
  const linesOf = (request: PerfRequest): readonly string[] =>
    request.figures.flatMap(({ lines }) => lines.filter(request.wants));

  it('is everything without names', () => {
    expect(ask()).toMatchObject({ json: false, write: false, whole: true });
    expect(linesOf(ask('--json', '--write'))).toEqual(['first', 'first-part', 'one', 'two']);
    expect(ask('--json', '--write')).toMatchObject({ json: true, write: true, whole: true });
  });

  it('is a figure with all its lines, or the lines that were named, in the order in which they run', () => {
    expect(linesOf(ask('two', 'first'))).toEqual(['first', 'first-part', 'two']);
    expect(ask('two').figures.map(({ name }) => name)).toEqual(['family']);
    expect(linesOf(ask('family', 'one'))).toEqual(['one', 'two']);
    expect(ask('one', '--write')).toMatchObject({ whole: false, write: true });
  });

  it.each([
    [['three'], /does not know three; .*family \(one, two\)/],
    [['one', '--fast'], /does not know --fast/],
    [['-j'], /does not know -j/],
  ])('and what is odd in %j is said', (words, why) => {
    expect(parseRequest(words, known)).toEqual({ problem: expect.stringMatching(why) });
  });
});

describe('docs/PERF.md', () => {
  const baseline = { n: 9, p50: 1, p95: 2, p99: 3, max: 4 };
  const row = (name: string, p50: number, change: Partial<PerfRow> = {}): PerfRow => {
    const line = { name, unit: 'ms', n: 3, p50, p95: 2.5, p99: 3, max: 1e-7, baseline: null };
    return { line, day: '2026-11-20', load: 0.3, ...change };
  };
  const some: readonly Figure[] = [
    { name: 'a', what: 'A.', lines: ['a', 'b'], measure: async () => [] },
    { name: 'c', what: 'C.', lines: ['c'], measure: async () => [] },
  ];
  const machine = machineWords({
    ...{ cpu: 'C', cores: 2, memoryGb: 7.8, system: 'Linux 6', node: '24.0.0' },
  });

  it('is read back as it was written', () => {
    const withBaseline = row('b', 2, { line: { ...row('b', 2).line, baseline } });
    const file = { machine, rows: [row('a', 1), withBaseline] };
    const text = perfMarkdown(file, some);
    expect(text).toContain(
      '| b | ms | 3 | 2 | 2.5 | 3 | 1e-7 | 1 / 2 / 3 / 4 (n=9) | 2026-11-20 |',
    );
    expect(text).toContain('Machine: C, 2 cores, 8 GB, Linux 6, Node 24.0.0.\n');
    expect(parsePerf(text)).toEqual(file);
  });

  it('is not mended when it is damaged', () => {
    const text = perfMarkdown({ machine, rows: [row('a', 1)] }, some);
    for (const damaged of [
      '',
      text.replace('| 2.5 |', '| two |'),
      text.replace('| 2.5 |', ''),
      text.replace('2026-11-20', 'today'),
      text.replace('Machine: ', ''),
    ])
      expect(parsePerf(damaged)).toBeNull();
  });

  it('keeps the rows that were not measured again, with their date, and drops what no figure has', () => {
    const old = [row('c', 7, { day: '2026-01-01' }), row('gone', 1), row('a', 1)];
    expect(mergeRows(old, [row('a', 2), row('b', 3)], some)).toEqual([
      row('a', 2),
      row('b', 3),
      row('c', 7, { day: '2026-01-01' }),
    ]);
  });

  it('has a table for the terminal too', () => {
    const [, text] = tableLines([{ ...row('a', 1).line, baseline }]);
    expect(text).toContain('1 / 2 / 3 / 4 (n=9)');
  });
});

describe('the program', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../perf.ts'), ...words], {
      encoding: 'utf8',
    });

  it('prints one JSON line per figure', () => {
    const { stdout, status } = run('--json', 'ledger-append');
    const lines = stdout.trim().split('\n');
    expect(status).toBe(0);
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '') as FigureLine;
    expect(Object.keys(line)).toEqual([
      'name',
      'unit',
      'n',
      'p50',
      'p95',
      'p99',
      'max',
      'baseline',
    ]);
    expect(line).toMatchObject({ name: 'ledger-append', unit: 'ms', n: 1000, baseline: null });
    expect(line.p50).toBeGreaterThan(0);
    expect(line.p50).toBeLessThanOrEqual(line.max);
  });

  it('ends with 2 and the list of figures for a name that it does not know', () => {
    const { stdout, stderr, status } = run('--json', 'nonsense');
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    for (const name of ['window-frames', 'list-scroll', 'app-cpu']) expect(stderr).toContain(name);
  });

  it('says by name what it skipped, and that not everything was measured', () => {
    const words = ['--json', 'app-cpu'];
    const env = { ...process.env, PATH: '' };
    const script = join(import.meta.dirname, '../perf.ts');
    const options = { encoding: 'utf8', env } as const;
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...words], options);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toBe('app is skipped: it needs chromium and xvfb and ffmpeg\n');
  });
});
