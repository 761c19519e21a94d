/** Figures as files, their ticks, and labels that stand beside their lines without covering each other. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../main/base/lib/rng.ts';
import type { FigureSheet } from './figure.ts';
import { sheetCsv, sheetSvg, ticksOf } from './figureFiles.ts';
import { spreadLabels } from './spreadLabels.ts';

describe('labels beside lines', () => {
  it('stay where they belong when there is room', () => {
    expect(spreadLabels([10, 60, 30], 12, 0, 100)).toEqual([10, 60, 30]);
  });

  it('keep their order, their distance and the frame, wherever the lines end', () => {
    const rng = createRng(5);
    for (let round = 0; round < 300; round++) {
      const wanted = Array.from({ length: 6 }, () => rng.between(-50, 250));
      const placed = spreadLabels(wanted, 13, 5, 120);
      const order = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
      const sorted = order.map((index) => placed[index] ?? Number.NaN);
      for (let i = 1; i < sorted.length; i++) {
        expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(13 - 1e-9);
      }
      expect(Math.min(...placed)).toBeGreaterThanOrEqual(5 - 1e-9);
      expect(Math.max(...placed)).toBeLessThanOrEqual(120 + 1e-9);
    }
    expect(spreadLabels([], 13, 0, 100)).toEqual([]);
  });
});

describe('ticks', () => {
  it.each([
    [
      [0, 100],
      [0, 20, 40, 60, 80, 100],
    ],
    [
      [-60, 0],
      [-60, -40, -20, 0],
    ],
    [
      [-0.13, 0.28],
      [-0.1, 0, 0.1, 0.2],
    ],
    [[5, 5], [5]],
  ] as const)('of %j are round', (range, ticks) => {
    expect(ticksOf(range)).toEqual(ticks);
  });
});

const sheet: FigureSheet = {
  xName: 'seconds',
  xs: [-0.2, -0.1, 0],
  xRange: [-60, 0],
  figures: [
    {
      title: 'Heat <a> & b',
      unit: '°C',
      digits: 0,
      lines: [
        { name: 'Pan', values: [30, null, 31] },
        { name: 'Lift "2"', values: [40, 41, 42] },
      ],
      limits: [{ value: 60, words: 'rest at 60 °C' }],
      yRange: [20, 70],
      focus: null,
    },
  ],
};

describe('a sheet of figures', () => {
  it('as CSV has every sample, units in its head, and an empty cell for a gap', () => {
    expect(sheetCsv(sheet).split('\n')).toEqual([
      '"seconds","Heat <a> & b Pan (°C)","Heat <a> & b Lift ""2"" (°C)"',
      '-0.200,30.0,40.0',
      '-0.100,,41.0',
      '0.000,31.0,42.0',
      '',
    ]);
  });

  it('as SVG is well formed, breaks its line at a gap and says its limit', () => {
    const svg = sheetSvg(sheet);
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(svg).toContain('Heat &lt;a&gt; &amp; b, °C');
    expect(svg).toContain('rest at 60 °C');
    const [gapped = ''] = /<path d="M[^"]*" fill="none" stroke="#1f4e96"/.exec(svg) ?? [];
    expect(gapped.match(/M/g)).toHaveLength(2);
    for (const tag of ['g', 'text', 'svg']) {
      const open = svg.match(new RegExp(`<${tag}[ >]`, 'g'))?.length;
      expect(svg.match(new RegExp(`</${tag}>`, 'g'))?.length).toBe(open);
    }
  });
});
