/** The canvas of one plot in the page: as large as its place, in the colours of the theme. */
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type ReactElement, useEffect, useRef } from 'react';
import { useWindow } from '../../store/windowStore.ts';
import { openPlayPlot, type PlayPlot } from './openPlayPlot.ts';
import type { PlotSeries } from './playSeries.ts';

export function PlayPlotView(props: {
  readonly series: PlotSeries;
  readonly seconds: number;
}): ReactElement {
  const { series, seconds } = props;
  const { ref: sized, width, height } = useElementSize();
  const host = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(sized, host);
  const plot = useRef<PlayPlot | null>(null);
  const first = useRef(series);
  const theme = useWindow((state) => state.theme);
  useEffect(() => {
    if (host.current === null) return;
    const opened = openPlayPlot(host.current, first.current, seconds);
    plot.current = opened;
    return () => {
      plot.current = null;
      opened[Symbol.dispose]();
    };
  }, [seconds]);
  useEffect(() => plot.current?.show(series), [series]);
  useEffect(() => {
    if (width > 0 && height > 0) plot.current?.resize(width, height);
  }, [width, height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the page's colours are
  useEffect(() => plot.current?.wear(), [theme]);
  return (
    <div className="play-plot">
      <span className="play-plot-title">{series.title}</span>
      <div className="play-plot-canvas" ref={ref} role="img" aria-label={series.title} />
    </div>
  );
}
