/** Where trials were to begin and where they did, from above; and how even that is, per coordinate. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { type ResetTry, spreadLimit } from '../../../main/base/model/reset.ts';
import { Mark } from '../../parts/mark.tsx';
import { type Axis, axes, resetRuns, shownMeasure, shownTries } from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { MapEnds, MapGrid } from './mapFrame.tsx';
import { axisNames } from './resetWords.ts';
import {
  axisSpan,
  boxOfStarts,
  type StartMap,
  startMap,
  stepPath,
  strokeEnd,
  valuesOf,
} from './startGeometry.ts';

const strokePx = 11;
const cells = 6;

/** Asked for as a ring, seen as a disc, a thin line from one to the other; each with its turn as a stroke. */
function Start(props: { readonly each: ResetTry; readonly map: StartMap }): ReactElement {
  const { wanted, seen, verifiedAt } = props.each;
  const from = props.map.at(wanted);
  const turned = strokeEnd(from, wanted.yawRad, strokePx);
  const to = seen === null ? null : props.map.at(seen);
  const end = to === null || seen === null ? null : strokeEnd(to, seen.yawRad, strokePx);
  return (
    <g data-verified={verifiedAt !== null}>
      <circle className="start-wanted" cx={from.x} cy={from.y} r={3.5} />
      <path className="start-wanted" d={`M${from.x} ${from.y}L${turned.x} ${turned.y}`} />
      {to !== null && end !== null && (
        <>
          <path className="start-off" d={`M${from.x} ${from.y}L${to.x} ${to.y}`} />
          <path className="start-turn" d={`M${to.x} ${to.y}L${end.x} ${end.y}`} />
          <circle className="start-seen" cx={to.x} cy={to.y} r={3} />
        </>
      )}
      {verifiedAt === null && (
        <path
          className="start-missed"
          d={`M${from.x - 5} ${from.y - 5}l10 10M${from.x + 5} ${from.y - 5}l-10 10`}
        />
      )}
    </g>
  );
}

const mm = (metres: number): string => `${(metres * 1000).toFixed(0)}`;

function MapPicture(): ReactElement {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const tries = useWindow(({ reset }) => shownTries(reset));
  const stated = useWindow(({ reset }) => reset?.box);
  const measured = useWindow(({ reset }) => shownMeasure(reset) !== null);
  const running = useWindow(({ reset }) => resetRuns(reset));
  const box = boxOfStarts(stated, tries);
  if (box === null) {
    return (
      <p className="note start-none">
        {measured
          ? 'The starts of that measuring are not kept: measure again to see them.'
          : running
            ? 'The first start is being made.'
            : 'Measure resets above: each leaves a ring where a trial was to begin, and a disc where it did.'}
      </p>
    );
  }
  const map = width > 0 && height > 0 ? startMap(box, tries, width, height) : null;
  const words = `${tries.length} start states in a box of ${mm(box.x.max - box.x.min)} × ${mm(box.y.max - box.y.min)} mm`;
  return (
    <div className="start-room" ref={ref}>
      {map !== null && (
        <svg width={width} height={height} role="img" aria-label={words}>
          <MapGrid map={map} across={cells} />
          {tries.map((each) => (
            <Start key={each.index} each={each} map={map} />
          ))}
          <MapEnds map={map} box={box} mm={mm} />
        </svg>
      )}
    </div>
  );
}

const plotPx = { width: 132, height: 40 } as const;

function Spread({ axis }: { readonly axis: Axis }): ReactElement {
  const tries = useWindow(({ reset }) => shownTries(reset));
  const stated = useWindow(({ reset }) => reset?.box);
  const running = useWindow(({ reset }) => resetRuns(reset));
  const measure = useWindow(({ reset }) => shownMeasure(reset));
  const limit = spreadLimit(measure?.spread.n ?? Number.POSITIVE_INFINITY);
  const distance = running || measure === null ? null : measure.spread.coordinates[axis];
  const { wanted, seen } = valuesOf(tries, axis);
  const span = axisSpan(axis, boxOfStarts(stated, tries));
  const { width, height } = plotPx;
  const even = distance !== null && distance <= limit;
  const share = Math.min(1, (distance ?? 0) / (2 * limit));
  return (
    <div className="spread-axis">
      <span className="spread-name">{axisNames[axis]}</span>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="spread-even" d={`M0 ${height}L${width} 0`} />
        <path className="spread-wanted" d={stepPath(wanted, span, width, height)} />
        <path className="spread-seen" d={stepPath(seen, span, width, height)} />
      </svg>
      <span className="spread-bar" aria-hidden="true">
        <i style={{ inlineSize: `${(share * 100).toFixed(1)}%` }} />
      </span>
      <span className="number spread-figure">
        {distance !== null && <Mark state={even ? 'passed' : 'failed'} />}
        <b>{distance === null ? '–' : distance.toFixed(2)}</b>
      </span>
    </div>
  );
}

export function StartsPanel(): ReactElement {
  const measure = useWindow(({ reset }) => (resetRuns(reset) ? null : shownMeasure(reset)));
  return (
    <section className="panel starts-panel" aria-label="Start states">
      <header className="panel-head">
        <h2>Start states</h2>
        <span className="note start-legend">
          <i data-kind="wanted" /> asked for <i data-kind="seen" /> seen, stroke: its turn
        </span>
        {measure !== null && (
          <span className="facts">
            {measure.spread.cells.covered} of {measure.spread.cells.of} cells reached
          </span>
        )}
      </header>
      <MapPicture />
      <div className="spread-axes">
        <p className="note">
          Largest distance to the stated distribution, the tick at what is asked. Solid: seen,
          dashed: asked for.
        </p>
        {axes.map((axis) => (
          <Spread key={axis} axis={axis} />
        ))}
      </div>
    </section>
  );
}
