/**
 * One camera's frames on their way to a canvas. The newest frame wins; a frame's credit goes back only after the
 * picture that replaced it has been painted, so a slow page is sent fewer frames, never a queue.
 * Knows nothing of sockets, JPEG or React.
 */

/** How many frames may be on their way at once: one in flight while one is painted. */
export const streamCredits = 2;

export interface StreamPumpPorts<Frame, Picture> {
  decode(frame: Frame): Promise<Picture>;
  /** Runs before the browser paints next; never while the page is hidden. */
  beforePaint(run: () => void): void;
  paint(picture: Picture): void;
  /** It will not be painted: nobody looks any more. */
  discard(picture: Picture): void;
  /** Hands `count` credits back to the sender. */
  grant(count: number): void;
}

/** Since the picture was opened. */
export interface StreamFigures {
  readonly received: number;
  readonly painted: number;
  /** Came while an older one was being decoded and gave way to a newer one, or could not be decoded. */
  readonly dropped: number;
  /** Frames whose credit has not gone back yet. */
  readonly owed: number;
}

export interface StreamPump<Frame> extends Disposable {
  readonly figures: StreamFigures;
  /** The sender starts anew (a new connection): what was owed is forgotten, full credits are granted. */
  start(): void;
  frame(frame: Frame): void;
}

export function createStreamPump<Frame, Picture>(
  ports: StreamPumpPorts<Frame, Picture>,
): StreamPump<Frame> {
  let waiting: Frame | null = null;
  let owed = 0;
  let busy = false;
  let epoch = 0;
  let disposed = false;
  let received = 0;
  let painted = 0;
  let dropped = 0;

  const settle = (forEpoch: number, picture: Picture | null): void => {
    ports.beforePaint(() => {
      busy = false;
      if (disposed) {
        if (picture !== null) ports.discard(picture);
        return;
      }
      if (picture === null) dropped++;
      else {
        ports.paint(picture);
        painted++;
      }
      if (forEpoch === epoch) {
        const count = waiting === null ? owed : owed - 1;
        owed -= count;
        if (count > 0) ports.grant(count);
      }
      work();
    });
  };

  const work = (): void => {
    if (busy || waiting === null || disposed) return;
    const frame = waiting;
    const forEpoch = epoch;
    waiting = null;
    busy = true;
    ports.decode(frame).then(
      (picture) => settle(forEpoch, picture),
      () => settle(forEpoch, null),
    );
  };

  return {
    get figures() {
      return { received, painted, dropped, owed };
    },
    start() {
      epoch++;
      waiting = null;
      owed = 0;
      ports.grant(streamCredits);
    },
    frame(frame) {
      if (disposed) return;
      received++;
      if (waiting !== null) dropped++;
      waiting = frame;
      owed++;
      work();
    },
    [Symbol.dispose]() {
      disposed = true;
      waiting = null;
    },
  };
}
