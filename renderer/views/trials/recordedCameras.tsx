/**
 * The judged pictures of every camera at the moment that is looked at: the bytes that were judged, decoded and nothing
 * else. Each canvas says which frame it shows (`data-seq`), and where there is no picture, why.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import type { FrameTimes, PlaybackDocument } from '../../../main/base/api/playback.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import { useDeck } from '../../actions/deck.ts';
import { createPicturePump } from '../../store/picturePump.ts';
import { placeAt } from '../../store/playbackModel.ts';
import type { Playhead } from '../../store/playhead.ts';

const aheadWhilePlaying = 14;
const aroundWhilePaused = 4;

/** Played faster than it was, every so-manieth picture is shown: the same ones each time, so that they are here. */
const strideOf = ({ plays, speed }: Pick<Playhead, 'plays' | 'speed'>): number =>
  plays ? Math.max(1, Math.floor(speed)) : 1;

/** What will probably be looked at next, nearest first. */
export function placesAhead(
  n: number,
  count: number,
  playhead: Pick<Playhead, 'plays' | 'speed'>,
): readonly number[] {
  const stride = strideOf(playhead);
  const wanted = playhead.plays
    ? Array.from({ length: aheadWhilePlaying }, (_, step) => n + (step + 1) * stride)
    : Array.from({ length: aroundWhilePaused }, (_, step) => [n + step + 1, n - step - 1]).flat();
  return wanted.filter((place) => place >= 0 && place < count);
}

function captionOf(document: PlaybackDocument, role: string, times: FrameTimes, n: number) {
  if (n < 0) {
    const first = times.atMs[0];
    if (first === undefined) return `${role}: no picture was kept`;
    const second = ((first - document.startMs) / 1000).toFixed(3);
    return `${role}: only judged pictures are kept; the first is at ${second} s`;
  }
  const second = (((times.atMs[n] ?? 0) - document.startMs) / 1000).toFixed(3);
  return `${role} · frame ${times.seq[n]} · ${second} s · ${n + 1} of ${times.seq.length}`;
}

interface Screen {
  readonly canvas: HTMLCanvasElement;
  readonly caption: HTMLElement;
}

function clear({ canvas }: Screen): void {
  canvas.width = 4;
  canvas.height = 3;
  for (const key of ['seq', 'n', 'role']) delete canvas.dataset[key];
}

/** Follows the playhead with all cameras until disposed. */
function openScreens(
  document: PlaybackDocument,
  playhead: Playhead,
  screens: ReadonlyMap<string, Screen>,
  load: (role: string, n: number) => Promise<Blob>,
): Disposable {
  const pump = createPicturePump<ImageBitmap>({
    load,
    decode: (bytes) => createImageBitmap(bytes),
    paint(role, n, picture) {
      const screen = screens.get(role);
      const times = document.frames[role];
      if (screen !== undefined && times !== undefined && placeNow(times) >= 0) {
        const { canvas, caption } = screen;
        if (canvas.width !== picture.width) canvas.width = picture.width;
        if (canvas.height !== picture.height) canvas.height = picture.height;
        canvas.getContext('2d')?.drawImage(picture, 0, 0);
        canvas.dataset.seq = String(times.seq[n]);
        canvas.dataset.n = String(n);
        caption.textContent = captionOf(document, role, times, n);
      }
    },
    release: (picture) => picture.close(),
    failed(role, n, why) {
      const screen = screens.get(role);
      if (screen === undefined) return;
      clear(screen);
      screen.caption.textContent = `${role}: picture ${n + 1} cannot be shown: ${toBenchError(why).message}`;
    },
  });
  const placeNow = (times: FrameTimes): number => placeAt(times.atMs, playhead.atMs);
  const follow = (): void => {
    for (const [role, screen] of screens) {
      const times = document.frames[role] ?? { seq: [], atMs: [] };
      const now = placeNow(times);
      const n = now < 0 ? now : now - (now % strideOf(playhead));
      if (n < 0) {
        clear(screen);
        screen.caption.textContent = captionOf(document, role, times, n);
      }
      pump.show(role, n, placesAhead(n, times.seq.length, playhead));
    }
  };
  follow();
  const stop = playhead.on(follow);
  return {
    [Symbol.dispose]: () => {
      stop();
      pump[Symbol.dispose]();
    },
  };
}

export function RecordedCameras(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
}): ReactElement {
  const { document, playhead } = props;
  const deck = useDeck();
  const host = useRef<HTMLElement>(null);
  const roles = Object.keys(document.frames);
  useEffect(() => {
    const screens = new Map<string, Screen>();
    for (const figure of host.current?.querySelectorAll('figure') ?? []) {
      const canvas = figure.querySelector('canvas');
      const caption = figure.querySelector('figcaption');
      if (canvas !== null && caption !== null)
        screens.set(figure.dataset.role ?? '', { canvas, caption });
    }
    const shown = openScreens(document, playhead, screens, (role, n) =>
      deck.loadPicture(document.id, role, n),
    );
    return () => shown[Symbol.dispose]();
  }, [deck, document, playhead]);
  return (
    <section
      className="panel play-cameras"
      aria-label="Cameras"
      ref={host}
      data-count={roles.length}
    >
      {roles.length === 0 && <p className="note empty">No picture was kept of this trial.</p>}
      {roles.map((role) => (
        <figure key={role} data-role={role}>
          <canvas aria-label={`${role} camera, recorded`} width={4} height={3} />
          <figcaption className="number" />
        </figure>
      ))}
    </section>
  );
}
