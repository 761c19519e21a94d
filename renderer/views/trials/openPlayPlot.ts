/**
 * One series of a recorded trial on a canvas, by uPlot: drawn once, again when size, colours or data change. It has no
 * cursor of its own: the moment is one line over all plots. Colours are read from the page when it draws.
 */
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PlotLine, PlotSeries } from './playSeries.ts';

export interface PlayPlot extends Disposable {
  show(series: PlotSeries): void;
  resize(width: number, height: number): void;
  /** The theme has changed. */
  wear(): void;
}

/** Shared with the time axis above the plots: what lies left and right of the drawing. */
export const plotLeftPx = 52;
export const plotRightPx = 64;
const timePx = 18;

const font = '11px "JetBrains Mono", monospace';
const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const lineColour: Readonly<Record<PlotLine['look'], string>> = {
  strong: '--text-1',
  plain: '--text-3',
  dashed: '--motion',
};

function drawSpans(plot: UPlot, { spans }: PlotSeries): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colourOf('--undecided-soft');
  for (const [from, to] of spans) {
    const left = plot.valToPos(from, 'x', true);
    const width = Math.max(2 * UPlot.pxRatio, plot.valToPos(to, 'x', true) - left);
    ctx.fillRect(left, bbox.top, width, bbox.height);
  }
  ctx.restore();
}

/** Levels with their word, and each line's name at its right end. */
function drawWords(plot: UPlot, series: PlotSeries): void {
  const { ctx, bbox } = plot;
  const ratio = UPlot.pxRatio;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.font = font.replace('11px', `${11 * ratio}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.strokeStyle = colourOf('--text-3');
  ctx.fillStyle = colourOf('--text-2');
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  ctx.lineWidth = ratio;
  for (const { value, words } of series.marks) {
    const y = plot.valToPos(value, 'y', true);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    ctx.fillText(words, right + 6 * ratio, y);
  }
  if (series.lines.length > 1)
    series.lines.forEach((line, at) => {
      ctx.fillStyle = colourOf(lineColour[line.look]);
      ctx.fillText(line.name, right + 6 * ratio, bbox.top + (8 + at * 14) * ratio);
    });
  ctx.restore();
}

function linesOf(series: PlotSeries): UPlot.Series[] {
  return series.lines.map(({ look }) => ({
    stroke: () => colourOf(lineColour[look]),
    width: look === 'strong' ? 1.5 : 1,
    spanGaps: false,
    ...(look === 'dashed' ? { dash: [4, 3] } : {}),
    points: series.dots
      ? { show: true, size: 4, fill: () => colourOf('--text-1') }
      : { show: false },
  }));
}

/** `seconds`: how long the record is; all plots have the same time axis. */
export function openPlayPlot(host: HTMLElement, first: PlotSeries, seconds: number): PlayPlot {
  let series = first;
  const axis = {
    font,
    stroke: () => colourOf('--text-2'),
    grid: { stroke: () => colourOf('--line'), width: 1 },
    ticks: { show: false },
  };
  const plot = new UPlot(
    {
      width: 10,
      height: 10,
      padding: [4, plotRightPx, 4, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [0, Math.max(seconds, 0.001)] },
        y: { range: () => [series.range[0], series.range[1]] },
      },
      axes: [
        first.hasTime
          ? { ...axis, size: timePx, gap: 2, values: (_, ticks) => ticks.map((at) => `${at} s`) }
          : { ...axis, size: 0, values: () => [] },
        { ...axis, size: plotLeftPx, gap: 6, space: 22 },
      ],
      series: [{}, ...linesOf(first)],
      hooks: {
        drawAxes: [(drawn) => drawSpans(drawn, series)],
        draw: [(drawn) => drawWords(drawn, series)],
      },
    },
    dataOf(first),
    host,
  );
  return {
    show(next) {
      series = next;
      plot.setData(dataOf(next));
    },
    resize: (width, height) => plot.setSize({ width, height }),
    wear: () => plot.redraw(false, true),
    [Symbol.dispose]: () => plot.destroy(),
  };
}

function dataOf(series: PlotSeries): UPlot.AlignedData {
  return [[...series.xs], ...series.lines.map(({ values }) => [...values])] as UPlot.AlignedData;
}
