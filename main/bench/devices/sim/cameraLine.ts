/**
 * What lies between a simulated camera and the core, and can go wrong there: pictures that arrive torn, pictures that
 * arrive late. Keeps each camera's order. Bounded: a line that holds too much forgets the newest.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import type { SimCameraFrame } from './raster/openSimCameras.ts';

export interface CameraLine extends Disposable {
  send(frame: SimCameraFrame): void;
  /** Pictures lose their second half. */
  setTorn(role: string, on: boolean): void;
  /** 0: what waits arrives at once. */
  setDelay(role: string, ms: number): void;
}

interface Waiting {
  readonly frame: SimCameraFrame;
  readonly timer: Disposable;
}

/** Pictures that wait in one camera's line. */
const maxWaiting = 160;

export function createCameraLine(
  clock: Clock,
  arrive: (frame: SimCameraFrame) => void,
): CameraLine {
  const torn = new Set<string>();
  const delays = new Map<string, number>();
  const waiting = new Map<string, Waiting[]>();
  const release = (role: string, count: number): void => {
    for (const { frame, timer } of waiting.get(role)?.splice(0, count) ?? []) {
      timer[Symbol.dispose]();
      arrive(frame);
    }
  };
  return {
    send({ jpeg, ...rest }) {
      const { role } = rest;
      const whole = torn.has(role) ? jpeg.subarray(0, jpeg.byteLength >> 1) : jpeg;
      const frame = { ...rest, jpeg: whole };
      const delayMs = delays.get(role) ?? 0;
      if (delayMs === 0) return arrive(frame);
      const line = waiting.get(role) ?? [];
      waiting.set(role, line);
      if (line.length >= maxWaiting) return;
      line.push({ frame, timer: clock.after(delayMs, () => release(role, 1)) });
    },
    setTorn(role, on) {
      if (on) torn.add(role);
      else torn.delete(role);
    },
    setDelay(role, ms) {
      delays.set(role, ms);
      if (ms === 0) release(role, maxWaiting);
    },
    [Symbol.dispose]() {
      for (const { timer } of [...waiting.values()].flat()) timer[Symbol.dispose]();
      waiting.clear();
    },
  };
}
