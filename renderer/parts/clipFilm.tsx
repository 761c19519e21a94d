/** A clip as a strip of moments, all cameras under each other; the decisive one is marked. A press goes to its moment. */
import type { ReactElement } from 'react';
import { type ClipSpan, frameKey, nearestFrame, noTimes } from '../store/clipSpan.ts';
import type { Playhead } from '../store/playhead.ts';
import { FilmPicture } from './filmPicture.tsx';
import { type PictureReel, useFrameIndex } from './useClipReel.ts';
import { useMoment } from './useMoment.ts';

function FilmCell(props: {
  readonly reel: PictureReel;
  readonly span: ClipSpan;
  readonly atMs: number;
  readonly decided: boolean;
  readonly here: boolean;
  onPress(): void;
}): ReactElement {
  const { reel, span, atMs } = props;
  const index = useFrameIndex(reel, span.recordingId);
  const second = ((atMs - span.fromMs) / 1000).toFixed(2);
  return (
    <button
      type="button"
      className="film-cell"
      data-decided={props.decided}
      aria-current={props.here ? 'true' : undefined}
      aria-label={`${second} s${props.decided ? ', decided here' : ''}`}
      onClick={(event) => {
        event.currentTarget.blur(); // Space and Enter belong to the clip
        props.onPress();
      }}
    >
      {span.roles.map((role) => {
        const n = nearestFrame(index?.[role] ?? noTimes, atMs);
        return <FilmPicture key={role} reel={reel} frame={frameKey(span.recordingId, role, n)} />;
      })}
      <span className="film-time number">
        {second}
        {props.decided && ' s'}
      </span>
    </button>
  );
}

export function ClipFilm(props: {
  readonly reel: PictureReel;
  readonly span: ClipSpan;
  /** The moments that it shows. */
  readonly film: readonly number[];
  /** One of them, or null. */
  readonly decidedMs: number | null;
  readonly playhead: Playhead;
}): ReactElement {
  const { film, playhead, decidedMs } = props;
  const atMs = useMoment(playhead);
  const times = { seq: [], atMs: film };
  const here = nearestFrame(times, atMs);
  const decided = decidedMs === null ? -1 : nearestFrame(times, decidedMs);
  return (
    <section className="clip-film" aria-label="Film">
      {film.map((ms, cell) => (
        <FilmCell
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place; canvases are used again
          key={cell}
          reel={props.reel}
          span={props.span}
          atMs={ms}
          decided={cell === decided}
          here={cell === here}
          onPress={() => playhead.seek(ms)}
        />
      ))}
    </section>
  );
}
