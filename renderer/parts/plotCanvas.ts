/**
 * One figure on a canvas by uPlot: lines labelled at their right end with the value at the shared cursor (or the newest),
 * limits dashed and labelled. It draws when it is told to; who owns it paces it. Colours are read when drawing.
 */
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Figure, FigureSheet } from './figure.ts';
import { spreadLabels } from './spreadLabels.ts';

export interface PlotColours {
  readonly lines: readonly string[];
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly strong: string;
}

export interface PlotCanvas extends Disposable {
  show(sheet: FigureSheet, figure: Figure): void;
  resize(width: number, height: number): void;
  wear(colours: PlotColours): void;
}

const font = '11px "JetBrains Mono", monospace';
const labelWidth = 82;
const labelStep = 13;
const quietAlpha = 0.3;

interface Held {
  figure: Figure;
  colours: PlotColours;
}

function drawLimits(plot: UPlot, { figure, colours }: Held): void {
  const { ctx, bbox } = plot;
  const ratio = UPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = colours.text;
  ctx.fillStyle = colours.text;
  ctx.lineWidth = ratio;
  ctx.setLineDash([5 * ratio, 3 * ratio]);
  ctx.font = font.replace('11px', `${11 * ratio}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  for (const { value, words } of figure.limits) {
    const y = plot.valToPos(value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const below = y - bbox.top < 14 * ratio;
    ctx.fillText(words, bbox.left + 4 * ratio, below ? y + 11 * ratio : y - 3 * ratio);
  }
  ctx.restore();
}

/** The value under the cursor, the newest one without a cursor; null in a gap. */
function valueNow(plot: UPlot, figure: Figure, line: number): number | null {
  const values = figure.lines[line]?.values ?? [];
  const index = plot.cursor.idx;
  if (index !== null && index !== undefined && (plot.cursor.left ?? -1) >= 0) {
    return values[index] ?? null;
  }
  return values.findLast((value) => value !== null) ?? null;
}

function drawLabels(plot: UPlot, { figure, colours }: Held): void {
  const { ctx, bbox } = plot;
  const ratio = UPlot.pxRatio;
  const values = figure.lines.map((_, line) => valueNow(plot, figure, line));
  const heights = spreadLabels(
    values.map((value) => plot.valToPos(value ?? figure.yRange[0], 'y', true)),
    labelStep * ratio,
    bbox.top + 5 * ratio,
    bbox.top + bbox.height - 2 * ratio,
  );
  ctx.save();
  ctx.font = font.replace('11px', `${11 * ratio}px`);
  ctx.textBaseline = 'middle';
  figure.lines.forEach(({ name }, line) => {
    const value = values[line];
    const words = value === null || value === undefined ? '–' : value.toFixed(figure.digits);
    ctx.fillStyle = colours.lines[line] ?? colours.text;
    ctx.globalAlpha = figure.focus === null || figure.focus === line ? 1 : 0.55;
    const y = heights[line] ?? 0;
    ctx.textAlign = 'left';
    ctx.fillText(name, bbox.left + bbox.width + 6 * ratio, y);
    ctx.textAlign = 'right';
    const minus = words.replace('-', '−');
    ctx.fillText(minus, bbox.left + bbox.width + (labelWidth - 4) * ratio, y);
  });
  ctx.restore();
}

function optionsOf(held: Held, sheet: FigureSheet, syncKey: string, onCursor: () => void) {
  const axis = {
    font,
    stroke: () => held.colours.quiet,
    grid: { stroke: () => held.colours.grid, width: 1 },
    ticks: { show: false },
  };
  const lines = held.figure.lines.map(
    (_, index): UPlot.Series => ({
      stroke: () => held.colours.lines[index] ?? held.colours.text,
      width: 1.25,
      spanGaps: false,
      points: { show: false },
    }),
  );
  const options: UPlot.Options = {
    width: 10,
    height: 10,
    padding: [6, labelWidth, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: syncKey },
      drag: { x: false, y: false },
      y: false,
      points: { show: false },
    },
    scales: {
      x: { time: false, range: () => [sheet.xRange[0], sheet.xRange[1]] },
      y: { range: () => [held.figure.yRange[0], held.figure.yRange[1]] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 2,
        values: (_, ticks) => ticks.map((at) => (at === 0 ? 'now' : `${-at} s`)),
      },
      { ...axis, size: 40, gap: 4, space: 28 },
    ],
    series: [{}, ...lines],
    hooks: {
      draw: [(plot) => drawLimits(plot, held), (plot) => drawLabels(plot, held)],
      setCursor: [onCursor],
    },
  };
  return options;
}

/** `onCursor`: the cursor moved and the labels are old; draw soon. */
export function openPlotCanvas(
  host: HTMLElement,
  sheet: FigureSheet,
  figure: Figure,
  colours: PlotColours,
  ports: { readonly syncKey: string; onCursor(): void },
): PlotCanvas & { draw(): void } {
  const held: Held = { figure, colours };
  const empty: UPlot.AlignedData = [[], ...figure.lines.map(() => [])];
  const plot = new UPlot(optionsOf(held, sheet, ports.syncKey, ports.onCursor), empty, host);
  return {
    show(now, next) {
      held.figure = next;
      next.lines.forEach((_, line) => {
        const series = plot.series[line + 1];
        if (series === undefined) return;
        series.alpha = next.focus === null || next.focus === line ? 1 : quietAlpha;
        series.width = next.focus === line ? 2 : 1.25;
      });
      const columns = next.lines.map(({ values }) => [...values]);
      plot.setData([[...now.xs], ...columns] as UPlot.AlignedData);
    },
    resize: (width, height) => plot.setSize({ width, height }),
    wear(next) {
      held.colours = next;
      plot.redraw(false, true);
    },
    draw: () => plot.redraw(false, false),
    [Symbol.dispose]: () => plot.destroy(),
  };
}
