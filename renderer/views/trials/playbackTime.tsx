/**
 * The time of a recorded trial, drawn once: phases and attempts as bands, verdicts as marks, where there are pictures,
 * the plots under it on the same axis, and one line over all of them that is the moment. Press or drag to look there.
 */
import {
  type CSSProperties,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import type { PlaybackDocument } from '../../../main/base/api/playback.ts';
import { Mark } from '../../parts/mark.tsx';
import { bandsOf, dwellSpans, momentsOf, turnsOf } from '../../store/playbackModel.ts';
import type { Playhead } from '../../store/playhead.ts';
import { plotLeftPx, plotRightPx } from './openPlayPlot.ts';
import { phaseWords } from './phaseWords.ts';
import { PlayPlotView } from './playPlot.tsx';
import { jointSeries, judgeSeries, loadSeries } from './playSeries.ts';

/** Where a moment lies on the axis, per cent. */
function across(document: PlaybackDocument, atMs: number): number {
  const { startMs, endMs } = document;
  return (100 * (atMs - startMs)) / Math.max(endMs - startMs, 1);
}

/** Pictures closer than this are one stroke. */
const sameStrokeMs = 400;

function strokesOf(moments: readonly number[]): readonly (readonly [number, number])[] {
  const strokes: [number, number][] = [];
  for (const atMs of moments) {
    const last = strokes.at(-1);
    if (last !== undefined && atMs - last[1] <= sameStrokeMs) last[1] = atMs;
    else strokes.push([atMs, atMs]);
  }
  return strokes;
}

function TimeAxis({ document }: { readonly document: PlaybackDocument }): ReactElement {
  const bands = useMemo(() => bandsOf(document), [document]);
  const turns = useMemo(() => turnsOf(document.trace), [document.trace]);
  const strokes = useMemo(
    () => (Object.keys(document.frames).length === 0 ? [] : strokesOf(momentsOf(document))),
    [document],
  );
  const span = (from: number, to: number): CSSProperties => ({
    left: `${across(document, from)}%`,
    width: `${across(document, to) - across(document, from)}%`,
  });
  return (
    <div className="play-axis">
      <div className="play-bands">
        {bands.map((band) => (
          <span
            key={`${band.phase} ${band.startMs}`}
            data-phase={band.phase}
            style={span(band.startMs, band.endMs)}
            title={phaseWords(band.phase, band.attempt)}
          >
            {phaseWords(band.phase, band.attempt)}
          </span>
        ))}
      </div>
      <div className="play-turns" aria-hidden="true">
        {turns.map((row) => (
          <span
            key={row.capturedAtMs}
            style={{ left: `${across(document, row.capturedAtMs)}%` }}
            title={`${row.verdict}, score ${row.score.toFixed(2)}`}
          >
            <Mark state={row.verdict} size={10} />
          </span>
        ))}
      </div>
      <div className="play-strokes" title="Judged pictures" aria-hidden="true">
        {strokes.map(([from, to]) => (
          <i key={from} style={span(from, to)} />
        ))}
      </div>
    </div>
  );
}

/** While it plays the line moves thirty times a second, as the pictures do: each move costs the screen a painting. */
const finestMs = 30;

/** Moves the line without React. */
function MomentLine(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
}): ReactElement {
  const { document, playhead } = props;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let shownMs = Number.NaN;
    const move = (): void => {
      const { atMs, plays } = playhead;
      // The screen reader is told where it stands, not sixty times a second where it passes.
      if (plays && Math.abs(atMs - shownMs) < finestMs * playhead.speed) return;
      shownMs = atMs;
      line.current?.style.setProperty('--moment', String(across(document, atMs) / 100));
      if (plays) return;
      const second = ((atMs - document.startMs) / 1000).toFixed(3);
      line.current?.setAttribute('aria-valuenow', second);
      line.current?.setAttribute('aria-valuetext', `${second} seconds`);
    };
    move();
    return playhead.on(move);
  }, [document, playhead]);
  return (
    <div
      className="play-line"
      ref={line}
      role="slider"
      tabIndex={0}
      aria-label="Moment of the record"
      aria-valuemin={0}
      aria-valuemax={(document.endMs - document.startMs) / 1000}
      aria-valuenow={0}
    />
  );
}

export function PlaybackTime(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
  readonly joint: number;
}): ReactElement {
  const { document, playhead, joint } = props;
  const seconds = (document.endMs - document.startMs) / 1000;
  const judge = useMemo(() => judgeSeries(document, dwellSpans(document)), [document]);
  const angle = useMemo(() => jointSeries(document, joint), [document, joint]);
  const load = useMemo(() => loadSeries(document, joint), [document, joint]);
  const look = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const width = box.width - plotLeftPx - plotRightPx;
    const share = (event.clientX - box.left - plotLeftPx) / Math.max(width, 1);
    playhead.seek(document.startMs + share * (document.endMs - document.startMs));
  };
  return (
    <div
      className="play-time"
      style={
        { '--plot-left': `${plotLeftPx}px`, '--plot-right': `${plotRightPx}px` } as CSSProperties
      }
      onPointerDown={look}
      onPointerMove={look}
    >
      <TimeAxis document={document} />
      <PlayPlotView series={judge} seconds={seconds} />
      <PlayPlotView series={angle} seconds={seconds} />
      <PlayPlotView series={load} seconds={seconds} />
      <MomentLine document={document} playhead={playhead} />
    </div>
  );
}
