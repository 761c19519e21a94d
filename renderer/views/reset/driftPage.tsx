/** How the reset fares over hours: first-check rate and seconds of trials in blocks of twenty, and of its measurings. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';
import type { ResetBlock, ResetDrift } from '../../../main/base/model/reset.ts';
import { useWindow } from '../../store/windowStore.ts';
import { between } from '../judge/judgeWords.ts';
import { type DriftPlot, driftPlot, type Tick } from './driftGeometry.ts';

const momentOf = (wallTime: string): string => wallTime.slice(5, 16).replace('T', ' ');

const keyOf = ({ kind, toTime }: ResetBlock): string => `${kind} ${toTime}`;

function spanOf({ fromTime, toTime }: ResetBlock): string {
  const to = momentOf(toTime);
  if (fromTime === toTime) return to;
  const from = momentOf(fromTime);
  return `${from} to ${from.slice(0, 5) === to.slice(0, 5) ? to.slice(6) : to}`;
}

function Ticks(props: {
  readonly plot: DriftPlot;
  readonly ticks: readonly Tick[];
}): readonly ReactElement[] {
  const { left, right } = props.plot;
  return props.ticks.map(({ y, words }) => (
    <g key={words}>
      <path className="drift-grid" d={`M${left} ${y}H${right}`} />
      <text x={left - 6} y={y + 4} textAnchor="end">
        {words}
      </text>
    </g>
  ));
}

/** Trials as discs on a line, measurings as squares; whiskers are the intervals, the dashed line the standard. */
function Rates({ plot }: { readonly plot: DriftPlot }): ReactElement {
  const { left, right, standardY, points } = plot;
  return (
    <>
      <Ticks plot={plot} ticks={plot.ticks} />
      {standardY !== null && (
        <>
          <path className="drift-standard" d={`M${left} ${standardY}H${right}`} />
          <text x={left + 16} y={standardY + 14}>
            accepted with at least this
          </text>
        </>
      )}
      <path className="drift-line" d={plot.line} />
      {points.map(({ block, x, y, lowY, highY }) => (
        <g key={keyOf(block)} data-kind={block.kind}>
          <path className="drift-whisker" d={`M${x} ${lowY}V${highY}`} />
          {block.kind === 'trials' ? (
            <circle className="drift-point" cx={x} cy={y} r={3.5} />
          ) : (
            <rect className="drift-point" x={x - 4} y={y - 4} width={8} height={8} />
          )}
        </g>
      ))}
      <Ticks plot={plot} ticks={plot.secondTicks} />
      <path className="drift-seconds" d={plot.seconds} />
      {points.map(({ block, x, secondsY }) => (
        <circle key={keyOf(block)} className="drift-dot" cx={x} cy={secondsY} r={2} />
      ))}
      <text x={right} y={plot.secondsTop - 6} textAnchor="end">
        seconds, p50
      </text>
      <text x={left} y={plot.bottom}>
        {momentOf(points[0]?.block.fromTime ?? '')}
      </text>
      <text x={right} y={plot.bottom} textAnchor="end">
        {momentOf(points.at(-1)?.block.toTime ?? '')}
      </text>
    </>
  );
}

function Chart({ drift }: { readonly drift: ResetDrift }): ReactElement {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const plot = width > 0 && height > 0 ? driftPlot(drift, width, height) : null;
  return (
    <div className="start-room drift-room" ref={ref}>
      {plot !== null && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`First-check rate of ${drift.blocks.length} blocks over time`}
        >
          <Rates plot={plot} />
        </svg>
      )}
    </div>
  );
}

function Rows({ blocks }: { readonly blocks: readonly ResetBlock[] }): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys
    <section className="drift-rows" tabIndex={0} aria-label="Rows">
      <table>
        <thead>
          <tr>
            <th scope="col">Until (UTC)</th>
            <th scope="col">first check</th>
            <th scope="col">p50</th>
          </tr>
        </thead>
        <tbody>
          {blocks.toReversed().map((block) => (
            <tr key={keyOf(block)} title={spanOf(block)}>
              <th scope="row">
                {momentOf(block.toTime)}{' '}
                <span className="note">{block.kind === 'trials' ? 'trials' : 'measured'}</span>
              </th>
              <td className="number" title={between(block.first)}>
                {block.first.k} of {block.first.n}
              </td>
              <td className="number">{block.secondsP50.toFixed(1)} s</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function DriftPage({ children }: { readonly children: ReactNode }): ReactElement {
  const drift = useWindow(({ reset }) => reset?.drift ?? null);
  if (drift === null || drift.blocks.length === 0) {
    return (
      <section className="panel onset-wait">
        <p className="note">
          Trials and measurings of this reset stand here over time, once there are some.
        </p>
      </section>
    );
  }
  const { standard, trials, blocks } = drift;
  return (
    <>
      <div className="reset-centre">
        {children}
        <section className="panel starts-panel" aria-label="First check over time">
          <header className="panel-head">
            <h2>First check over time</h2>
            <span className="note drift-legend">
              <i data-kind="trials" /> twenty trials <i data-kind="measuring" /> a measuring
            </span>
            <span className="facts">
              {standard === null
                ? 'not measured'
                : `was ${standard.k} of ${standard.n}, ${between(standard)}`}
            </span>
          </header>
          <Chart drift={drift} />
        </section>
      </div>
      <div className="reset-right">
        <section className="panel drift-panel" aria-label="Block by block">
          <header className="panel-head">
            <h2>Block by block</h2>
            <span className="facts">{trials} trials</span>
          </header>
          <Rows blocks={blocks} />
        </section>
      </div>
    </>
  );
}
