/**
 * One camera of a clip at the moment of the playhead, painted from outside React. The caption tells the frame that is
 * painted, never one that is still on its way; of another recording nothing stays on screen.
 */
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { Picture } from '../draw/decodeJpeg.ts';
import { type ClipSpan, frameKey, nearestFrame, noTimes } from '../store/clipSpan.ts';
import type { Playhead } from '../store/playhead.ts';
import type { PictureReel } from './useClipReel.ts';
import { capital } from './words.ts';

function paint(canvas: HTMLCanvasElement, picture: Picture): void {
  if (canvas.width !== picture.widthPx) canvas.width = picture.widthPx;
  if (canvas.height !== picture.heightPx) canvas.height = picture.heightPx;
  canvas.getContext('2d', { alpha: false })?.drawImage(picture.source, 0, 0);
}

function blank(canvas: HTMLCanvasElement, words: HTMLElement, why: string): void {
  canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  delete canvas.dataset.frame;
  canvas.dataset.pending = String(why === '');
  words.textContent = why;
}

/** Follows the playhead on this canvas until called. */
function follow(
  reel: PictureReel,
  span: ClipSpan,
  role: string,
  playhead: Playhead,
  canvas: HTMLCanvasElement,
  words: HTMLElement,
): () => void {
  const draw = (): void => {
    const times = reel.indexes.peek(span.recordingId)?.[role] ?? noTimes;
    const n = nearestFrame(times, playhead.atMs);
    if (n < 0) {
      blank(canvas, words, times === noTimes ? '' : 'no picture');
      return;
    }
    const key = frameKey(span.recordingId, role, n);
    if (canvas.dataset.frame === key) return;
    const picture = reel.full.peek(key);
    if (picture !== null) {
      paint(canvas, picture);
      canvas.dataset.frame = key;
      canvas.dataset.pending = 'false';
      const second = (((times.atMs[n] ?? 0) - span.fromMs) / 1000).toFixed(2);
      words.textContent = `frame ${times.seq[n]} · ${second} s`;
      return;
    }
    const problem = reel.full.problem(key);
    if (problem !== null) blank(canvas, words, `cannot be shown: ${toBenchError(problem).message}`);
  };
  const begun = canvas.dataset.frame?.startsWith(`${span.recordingId}/`) === true;
  if (!begun) blank(canvas, words, '');
  draw();
  const undo = [playhead.on(draw), reel.full.on(draw), reel.indexes.on(draw)];
  return () => {
    for (const each of undo) each();
  };
}

export function ClipCamera(props: {
  readonly reel: PictureReel;
  readonly span: ClipSpan;
  readonly role: string;
  readonly playhead: Playhead;
  /** Drawn over the picture, as large as it. */
  readonly over?: ReactNode;
}): ReactElement {
  const { reel, span, role, playhead } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (canvas.current === null || words.current === null) return;
    return follow(reel, span, role, playhead, canvas.current, words.current);
  }, [reel, span, role, playhead]);
  return (
    <section className="panel clip-camera" aria-label={`${capital(role)} camera`}>
      <header className="panel-head">
        <h2>{capital(role)}</h2>
        <span className="facts" ref={words} />
      </header>
      <div className="clip-picture">
        <canvas
          ref={canvas}
          width={4}
          height={3}
          role="img"
          aria-label={`${role} camera, recorded`}
        />
        {props.over}
      </div>
    </section>
  );
}
