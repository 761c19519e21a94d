/**
 * A camera's JPEGs onto the canvases that show it, off the React tree: decoded by the browser, painted just before the
 * next frame.
 */
import type { StreamFrame } from '../../main/base/api/streamFrame.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { Connection } from '../store/connection.ts';
import { holdBackCredits } from '../store/holdBackCredits.ts';
import { createStreamPump, type StreamFigures } from '../store/streamPump.ts';
import { decodeJpeg, type Picture } from './decodeJpeg.ts';

export interface Painting extends Disposable {
  readonly figures: StreamFigures;
}

function paintOn(canvas: HTMLCanvasElement, picture: Picture): void {
  if (canvas.width !== picture.widthPx || canvas.height !== picture.heightPx) {
    canvas.width = picture.widthPx;
    canvas.height = picture.heightPx;
  }
  canvas.getContext('2d', { alpha: false })?.drawImage(picture.source, 0, 0);
  canvas.dataset.painted = 'true';
}

/** The set may change while it is painted. `rests`: a picture a second is enough now. */
export function paintFrames(
  connection: Connection,
  role: string,
  canvases: ReadonlySet<HTMLCanvasElement>,
  rests: () => boolean,
): Painting {
  const credits = holdBackCredits({
    ...{ clock: realClock, rests },
    grant: (count) => connection.grant(role, count),
  });
  const pump = createStreamPump<StreamFrame, Picture>({
    decode: (frame) => decodeJpeg(frame.jpeg),
    beforePaint: (run) => requestAnimationFrame(run),
    paint: (picture) => {
      for (const canvas of canvases) paintOn(canvas, picture);
      picture.close();
    },
    discard: (picture) => picture.close(),
    grant: credits.grant,
  });
  const stream = connection.stream(role, {
    start: () => {
      credits.forget();
      pump.start();
    },
    frame: (frame) => pump.frame(frame),
  });
  return {
    get figures() {
      return pump.figures;
    },
    [Symbol.dispose]: () => {
      stream[Symbol.dispose]();
      credits[Symbol.dispose]();
      pump[Symbol.dispose]();
    },
  };
}
