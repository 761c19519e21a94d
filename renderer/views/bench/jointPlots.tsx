/**
 * The last minute of the joints: three figures with one cursor, fed from the ring without drawing React, ten times a
 * second at most and only when something came. A joint can be brought out; what is shown can be saved.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import { must } from '../../../main/base/lib/assert.ts';
import { realClock } from '../../../main/base/lib/clock.ts';
import { createDrawPace } from '../../draw/drawPace.ts';
import { watchTheme } from '../../draw/watchTheme.ts';
import { sheetCsv, sheetSvg } from '../../parts/figureFiles.ts';
import { type OpenPlot, Plot, plotColours } from '../../parts/plot.tsx';
import { saveText } from '../../parts/saveText.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import { jointFigures, jointShort } from './jointFigures.ts';

const drawEveryMs = 100;

const sheetNow = (state: WindowState) =>
  jointFigures(state.armHistory.series(), state.bench?.envelope ?? null, state.joint);

/** Draws all three when the ring, the joint or the theme is another one; when only the cursor moved, the labels. */
function keepDrawn(host: HTMLElement, plots: readonly (OpenPlot | null)[]) {
  using undo = new DisposableStack();
  let drawn = -1;
  let news = true;
  const draw = (): void => {
    const state = useWindow.getState();
    if (!news && state.armHistory.count === drawn) {
      for (const plot of plots) plot?.draw();
      return;
    }
    news = false;
    drawn = state.armHistory.count;
    const sheet = sheetNow(state);
    for (const [index, figure] of sheet.figures.entries()) plots[index]?.show(sheet, figure);
  };
  const pace = undo.use(
    createDrawPace(
      { clock: realClock, beforePaint: (run) => requestAnimationFrame(run), draw },
      drawEveryMs,
    ),
  );
  undo.use(
    watchTheme(() => {
      for (const plot of plots) plot?.wear(plotColours(host));
    }),
  );
  undo.defer(
    useWindow.subscribe((state, before) => {
      news ||= state.joint !== before.joint || state.armHistory !== before.armHistory;
      if (news || state.armHistory.count !== drawn) pace.ask();
    }),
  );
  pace.ask();
  const held = undo.move();
  return { ask: pace.ask, [Symbol.dispose]: () => held.dispose() };
}

function JointPicker(): ReactElement {
  const joint = useWindow((state) => state.joint);
  const pick = (index: number): void =>
    useWindow.setState({ joint: joint === index ? null : index });
  return (
    <div className="joint-picker">
      <fieldset aria-label="Joint to bring out">
        {jointShort.map((name, index) => (
          <button
            type="button"
            className="tool"
            key={name}
            aria-pressed={joint === index}
            onClick={() => pick(index)}
          >
            <i className="series-mark" data-series={index + 1} />
            {name}
          </button>
        ))}
      </fieldset>
      <span className="joint-save">
        <button
          type="button"
          className="tool"
          title="The three plots as a drawing"
          onClick={() =>
            saveText('joints.svg', 'image/svg+xml', sheetSvg(sheetNow(useWindow.getState())))
          }
        >
          Save SVG
        </button>
        <button
          type="button"
          className="tool"
          title="Every sample of the last minute as a table"
          onClick={() =>
            saveText('joints.csv', 'text/csv', sheetCsv(sheetNow(useWindow.getState())))
          }
        >
          Save CSV
        </button>
      </span>
    </div>
  );
}

const titles = ['Position, °', 'Load, % of stall', 'Heat, °C'] as const;

export function JointPlots(): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const plots = useRef<(OpenPlot | null)[]>([null, null, null]);
  const drawn = useRef<{ ask(): void } | null>(null);
  useEffect(() => {
    if (host.current === null) return;
    const mine = keepDrawn(host.current, plots.current);
    drawn.current = mine;
    return () => {
      drawn.current = null;
      mine[Symbol.dispose]();
    };
  }, []);
  return (
    <div className="joint-plots" ref={host}>
      <JointPicker />
      <div className="plot-row">
        {titles.map((title, index) => (
          <Plot
            key={title}
            title={title}
            words={`${title} of every joint over the last minute; the table says the newest values`}
            syncKey="joints"
            first={() => {
              const sheet = sheetNow(useWindow.getState());
              return { sheet, figure: must(sheet.figures[index]) };
            }}
            onPlot={(plot) => {
              plots.current[index] = plot;
            }}
            onCursor={() => drawn.current?.ask()}
          />
        ))}
      </div>
    </div>
  );
}
