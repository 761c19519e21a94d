/**
 * Pictures that a bench in real time gives between two trials, while one's record is finished and the next one's programs
 * start: they begin the next trial's films, so that films of one trial after another have no gap. In bench time nothing
 * happens between trials.
 */
import type { BenchLink, LinkFrame } from '../bench/link.ts';

/** What the recorder takes at once. The oldest go first; what is missing then shows by the times of the pictures. */
const mostBytes = 8 << 20;

export interface FramesBetween extends Disposable {
  /** From now on they are kept. */
  open(): void;
  /** Those since; the next trial records its own. */
  take(): readonly LinkFrame[];
}

export function keepFramesBetween(link: Pick<BenchLink, 'onFrame'>): FramesBetween {
  let kept: LinkFrame[] | null = null;
  let bytes = 0;
  const listening = link.onFrame((frame) => {
    if (kept === null) return;
    kept.push(frame);
    bytes += frame.jpeg.length;
    while (bytes > mostBytes) bytes -= kept.shift()?.jpeg.length ?? bytes;
  });
  const between: FramesBetween = {
    open() {
      [kept, bytes] = [[], 0];
    },
    take() {
      const taken = kept ?? [];
      kept = null;
      return taken;
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
  return between;
}
