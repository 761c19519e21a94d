/**
 * Brings a paused film to moments as they are asked for: one seek at a time, and then the newest wish, so that a slow
 * decoder never has a queue. Tells which second is on screen.
 */

/** Of a video element, what is needed. */
export interface Film {
  currentTime: number;
  readonly duration: number;
  /** 0: nothing is known of it yet. */
  readonly readyState: number;
  addEventListener(type: 'seeked' | 'loadedmetadata' | 'error', run: () => void): void;
  removeEventListener(type: 'seeked' | 'loadedmetadata' | 'error', run: () => void): void;
}

export interface FilmSeeker extends Disposable {
  /** Seconds of the film; outside of it, its nearest end. Null: nothing is wished for. */
  seek(atS: number | null): void;
}

export interface FilmPorts {
  /** The film stands at this second of its own. */
  shown(atS: number): void;
  /** It cannot be shown here; told again at every wish. */
  failed(): void;
}

/** Into the picture and not onto its edge, where rounding may show the one before. */
const insideS = 0.002;

export function createFilmSeeker(film: Film, ports: FilmPorts): FilmSeeker {
  let wanted: number | null = null;
  let going: number | null = null;
  let broken = false;
  const go = (): void => {
    if (wanted === null || going !== null || film.readyState === 0) return;
    going = wanted;
    const end = Number.isFinite(film.duration) ? film.duration : Number.POSITIVE_INFINITY;
    film.currentTime = Math.max(0, Math.min(end - insideS, going + insideS));
  };
  const seeked = (): void => {
    const at = going;
    going = null;
    if (at === null || wanted === null) return;
    ports.shown(Math.max(0, film.currentTime - insideS));
    if (wanted !== at) go();
  };
  const failed = (): void => {
    going = null;
    broken = true;
    ports.failed();
  };
  film.addEventListener('seeked', seeked);
  film.addEventListener('loadedmetadata', go);
  film.addEventListener('error', failed);
  return {
    seek(atS) {
      wanted = atS;
      if (broken && atS !== null) ports.failed();
      else go();
    },
    [Symbol.dispose]() {
      wanted = null;
      film.removeEventListener('seeked', seeked);
      film.removeEventListener('loadedmetadata', go);
      film.removeEventListener('error', failed);
    },
  };
}
