/**
 * Every camera at the moment that is looked at: the picture that was judged then (those bytes, decoded and nothing
 * else), or its film, which says that it was not judged. Each canvas says which frame it shows (`data-seq`), and where
 * there is nothing to see, why.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import type { FrameTimes, PlaybackDocument } from '../../../main/base/api/playback.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import { useDeck } from '../../actions/deck.ts';
import { cameraMoment, heldMs, keptRoles } from '../../store/cameraMoment.ts';
import { createFilmSeeker } from '../../store/filmSeeker.ts';
import { createPicturePump } from '../../store/picturePump.ts';
import { placeAt } from '../../store/playbackModel.ts';
import type { Playhead } from '../../store/playhead.ts';
import { useWindow } from '../../store/windowStore.ts';

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

const noTimes: FrameTimes = { seq: [], atMs: [] };

function judgedWords(document: PlaybackDocument, role: string, n: number): string {
  const times = document.frames[role] ?? noTimes;
  const second = (((times.atMs[n] ?? 0) - document.startMs) / 1000).toFixed(3);
  return `${role} · frame ${times.seq[n]} · ${second} s · ${n + 1} of ${times.seq.length}`;
}

/** The film was asked for its second `atS`. */
function filmWords(document: PlaybackDocument, role: string, atS: number): string {
  const startMs = document.films[role]?.startMs ?? document.startMs;
  const second = ((startMs - document.startMs) / 1000 + atS).toFixed(3);
  return `${role} · film, not judged · ${second} s`;
}

function noneWords(document: PlaybackDocument, role: string): string {
  const film = document.films[role];
  const first = document.frames[role]?.atMs[0];
  const second = (ms: number): string => ((ms - document.startMs) / 1000).toFixed(3);
  if (film !== undefined) return `${role}: its film begins at ${second(film.startMs)} s`;
  if (first === undefined) return `${role}: no picture was kept`;
  return `${role}: only judged pictures are kept; the first is at ${second(first)} s`;
}

interface Screen {
  readonly figure: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly film: HTMLVideoElement;
  readonly caption: HTMLElement;
}

function screenOf(figure: HTMLElement): Screen | null {
  const canvas = figure.querySelector('canvas');
  const film = figure.querySelector('video');
  const caption = figure.querySelector('figcaption');
  return canvas && film && caption && { figure, canvas, film, caption };
}

/** Nothing is left on the canvas that could be taken for a picture of now. */
function clear({ canvas }: Screen): void {
  canvas.width = 4;
  canvas.height = 3;
  for (const key of ['seq', 'n', 'role']) delete canvas.dataset[key];
}

function showNothing(screen: Screen): void {
  clear(screen);
  screen.figure.dataset.shows = 'none';
}

function paintJudged(screen: Screen, picture: ImageBitmap, seq: number | undefined, n: number) {
  const { canvas } = screen;
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  canvas.dataset.seq = String(seq);
  canvas.dataset.n = String(n);
  screen.figure.dataset.shows = 'judged';
}

function openPictures(
  document: PlaybackDocument,
  screens: ReadonlyMap<string, Screen>,
  load: (role: string, n: number) => Promise<Blob>,
  isJudgedNow: (role: string) => boolean,
) {
  return createPicturePump<ImageBitmap>({
    load,
    decode: (bytes) => createImageBitmap(bytes),
    paint(role, n, picture) {
      const screen = screens.get(role);
      if (screen === undefined || !isJudgedNow(role)) return;
      paintJudged(screen, picture, document.frames[role]?.seq[n], n);
      screen.caption.textContent = judgedWords(document, role, n);
    },
    release: (picture) => picture.close(),
    failed(role, n, why) {
      const screen = screens.get(role);
      if (screen === undefined) return;
      showNothing(screen);
      screen.caption.textContent = `${role}: picture ${n + 1} cannot be shown: ${toBenchError(why).message}`;
    },
  });
}

/** Follows the playhead with all cameras until disposed. */
function openScreens(
  document: PlaybackDocument,
  playhead: Playhead,
  screens: ReadonlyMap<string, Screen>,
  load: (role: string, n: number) => Promise<Blob>,
): Disposable {
  using undo = new DisposableStack();
  const held = new Map(
    [...screens.keys()].map((role) => [role, heldMs(document.frames[role] ?? noTimes)]),
  );
  const momentOf = (role: string) =>
    cameraMoment(document, role, playhead.atMs, held.get(role) ?? 0);
  const isJudgedNow = (role: string): boolean => momentOf(role).kind === 'judged';
  const pump = undo.use(openPictures(document, screens, load, isJudgedNow));
  const follows = [...screens].map(([role, screen]) => {
    const { figure, film, caption } = screen;
    const seeker = undo.use(
      createFilmSeeker(film, {
        shown(atS) {
          if (momentOf(role).kind !== 'film') return;
          clear(screen);
          figure.dataset.shows = 'film';
          caption.textContent = filmWords(document, role, atS);
        },
        failed() {
          if (momentOf(role).kind !== 'film') return;
          showNothing(screen);
          caption.textContent = `${role}: its film cannot be shown in this window`;
        },
      }),
    );
    return (): void => {
      const times = document.frames[role] ?? noTimes;
      const moment = momentOf(role);
      const last = placeAt(times.atMs, playhead.atMs);
      if (moment.kind === 'none') {
        showNothing(screen);
        caption.textContent = noneWords(document, role);
      }
      if (moment.kind === 'film' && figure.dataset.shows === 'none')
        caption.textContent = `${role}: its film is being opened`;
      // Until the film is there the picture before it stands, and its words say when it was.
      seeker.seek(moment.kind === 'film' ? moment.atS : null);
      const n = moment.kind === 'judged' ? moment.n - (moment.n % strideOf(playhead)) : -1;
      pump.show(role, n, placesAhead(last, times.seq.length, playhead));
    };
  });
  const follow = (): void => {
    for (const each of follows) each();
  };
  follow();
  undo.defer(playhead.on(follow));
  const open = undo.move();
  return { [Symbol.dispose]: () => open.dispose() };
}

export function RecordedCameras(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
}): ReactElement {
  const { document, playhead } = props;
  const deck = useDeck();
  const host = useRef<HTMLElement>(null);
  const bench = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const roles = keptRoles(document, bench.split(' '));
  const shownRoles = roles.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the figures are found anew when their order changes
  useEffect(() => {
    const screens = new Map<string, Screen>();
    for (const figure of host.current?.querySelectorAll('figure') ?? []) {
      const screen = screenOf(figure);
      if (screen !== null) screens.set(figure.dataset.role ?? '', screen);
    }
    const shown = openScreens(document, playhead, screens, (role, n) =>
      deck.loadPicture(document.id, role, n),
    );
    return () => shown[Symbol.dispose]();
  }, [deck, document, playhead, shownRoles]);
  return (
    <section
      className="panel play-cameras"
      aria-label="Cameras"
      ref={host}
      data-count={roles.length}
    >
      {roles.length === 0 && <p className="note empty">No picture was kept of this trial.</p>}
      {roles.map((role) => {
        const film = document.films[role];
        const src = film === undefined ? null : deck.videoUrl(document.id, film.file);
        return (
          <figure key={role} data-role={role} data-shows="none">
            <canvas aria-label={`${role} camera, recorded`} width={4} height={3} />
            <video
              muted
              playsInline
              preload={src === null ? 'none' : 'metadata'}
              aria-label={`${role} camera, film`}
              src={src ?? undefined}
            />
            <figcaption className="number" />
          </figure>
        );
      })}
    </section>
  );
}
