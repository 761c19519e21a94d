/** A figure in the page: its canvas lives as long as it is mounted and is drawn by whoever shows it something. */
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useEffect, useRef } from 'react';
import type { Figure, FigureSheet } from './figure.ts';
import { openPlotCanvas, type PlotCanvas, type PlotColours } from './plotCanvas.ts';

export type OpenPlot = PlotCanvas & { draw(): void };

export function plotColours(element: HTMLElement): PlotColours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    lines: [1, 2, 3, 4, 5, 6].map((index) => token(`--series-${index}`)),
    text: token('--text-2'),
    quiet: token('--text-3'),
    grid: token('--line'),
    strong: token('--text-1'),
  };
}

export function Plot(props: {
  readonly title: string;
  readonly words: string;
  /** Read once, when it is opened. */
  readonly first: () => { readonly sheet: FigureSheet; readonly figure: Figure };
  readonly syncKey: string;
  /** The plot is there (or gone: null). */
  onPlot(plot: OpenPlot | null): void;
  onCursor(): void;
}): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<OpenPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const { first, syncKey, onPlot } = latest.current;
    const { sheet, figure } = first();
    const opened = openPlotCanvas(element, sheet, figure, plotColours(element), {
      syncKey,
      onCursor: () => latest.current.onCursor(),
    });
    plot.current = opened;
    onPlot(opened);
    return () => {
      onPlot(null);
      plot.current = null;
      opened[Symbol.dispose]();
    };
  }, []);
  useEffect(() => {
    if (width > 0 && height > 0) plot.current?.resize(width, height);
  }, [width, height]);
  return (
    <figure className="plot" aria-label={props.words}>
      <figcaption>{props.title}</figcaption>
      <div className="plot-room" ref={ref}>
        <div className="plot-canvas" ref={host} aria-hidden="true" />
      </div>
    </figure>
  );
}
