/**
 * Draws on demand and no more often than every so many milliseconds: what is asked for in between becomes one drawing.
 * The drawing itself waits for the browser's next picture, so nothing is drawn while the page is hidden.
 */
import type { Clock } from '../../main/base/lib/clock.ts';

export interface DrawPace extends Disposable {
  /** Something changed. */
  ask(): void;
}

export interface DrawPacePorts {
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  /** Runs before the browser paints next; never while the page is hidden. */
  beforePaint(run: () => void): void;
  draw(): void;
}

export function createDrawPace(ports: DrawPacePorts, everyMs: number): DrawPace {
  const { clock } = ports;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let planned = false;
  let wait: Disposable | null = null;
  let ended = false;
  const paint = (): void => {
    planned = false;
    if (ended) return;
    drawnMs = clock.nowMs();
    ports.draw();
  };
  return {
    ask() {
      if (planned || ended) return;
      planned = true;
      const waitMs = everyMs - (clock.nowMs() - drawnMs);
      if (waitMs <= 0) ports.beforePaint(paint);
      else wait = clock.after(waitMs, () => ports.beforePaint(paint));
    },
    [Symbol.dispose]() {
      ended = true;
      wait?.[Symbol.dispose]();
    },
  };
}
