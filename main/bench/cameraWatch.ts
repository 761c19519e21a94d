/**
 * Watches every camera: rate, age, and whether the picture still changes. A camera is frozen when the same bytes come
 * again and again (sensor noise makes that impossible on a live one), stale when nothing comes, late when what comes is
 * old. Time is bench time in lockstep and the core's monotonic time otherwise; the caller says which "now" it is.
 */
import type { CameraModel } from '../base/model/camera.ts';
import type { CameraHealth } from '../base/model/view.ts';
import type { LinkFrame } from './link.ts';

export type CameraTrouble = 'frozen' | 'stale' | 'late' | 'slow';

export interface CameraWatch {
  frame(frame: LinkFrame, nowMs: number): void;
  /** Nobody listened for a while: what is known begins again now. */
  restart(nowMs: number): void;
  /** Troubles as of now, by role; empty when all is well. */
  troubles(nowMs: number): ReadonlyMap<string, CameraTrouble>;
  health(nowMs: number): readonly CameraHealth[];
}

/** So many equal pictures in a row are a frozen camera. */
const frozenAfter = 4;
/** Without a picture for so long (or four periods, if longer) a camera is stale. */
const staleAfterMs = 500;
/** A picture that took longer than this is late; so many in a row are a late camera. */
const lateMs = 500;
const lateAfter = 4;
const rateWindowMs = 2000;
/** A rate under this share of the target, over a full window, is slow. */
const slowShare = 0.7;

interface Eye {
  readonly model: CameraModel;
  last: LinkFrame | null;
  lastAtMs: number;
  same: number;
  late: number;
  arrivals: number[];
  sinceMs: number;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}

export function createCameraWatch(
  cameras: readonly CameraModel[],
  targetHz: number,
  startMs: number,
): CameraWatch {
  const eyes = new Map<string, Eye>(
    cameras.map((model) => [
      model.role,
      { model, last: null, lastAtMs: startMs, same: 0, late: 0, arrivals: [], sinceMs: startMs },
    ]),
  );
  const staleMs = Math.max(staleAfterMs, (4 * 1000) / targetHz);
  const rateOf = (eye: Eye, nowMs: number): number => {
    const recent = eye.arrivals.filter((at) => at > nowMs - rateWindowMs);
    const first = recent[0];
    const last = recent.at(-1);
    if (first === undefined || last === undefined || last === first) return 0;
    return ((recent.length - 1) * 1000) / (last - first);
  };
  const troubleOf = (eye: Eye, nowMs: number): CameraTrouble | null => {
    if (nowMs - eye.lastAtMs > staleMs) return 'stale';
    if (eye.same >= frozenAfter) return 'frozen';
    if (eye.late >= lateAfter) return 'late';
    const watched = nowMs - eye.sinceMs > 2 * rateWindowMs;
    return watched && rateOf(eye, nowMs) < slowShare * targetHz ? 'slow' : null;
  };
  return {
    frame(frame, nowMs) {
      const eye = eyes.get(frame.role);
      if (eye === undefined) return;
      eye.same = eye.last !== null && equalBytes(eye.last.jpeg, frame.jpeg) ? eye.same + 1 : 0;
      const ageMs = nowMs - (frame.capturedNowMs ?? nowMs);
      eye.late = ageMs > lateMs ? eye.late + 1 : 0;
      eye.last = frame;
      eye.lastAtMs = nowMs;
      eye.arrivals.push(nowMs);
      while ((eye.arrivals[0] ?? nowMs) < nowMs - rateWindowMs) eye.arrivals.shift();
    },
    restart(nowMs) {
      for (const eye of eyes.values()) {
        Object.assign(eye, { last: null, lastAtMs: nowMs, sinceMs: nowMs, same: 0, late: 0 });
        eye.arrivals = [];
      }
    },
    troubles(nowMs) {
      const found = new Map<string, CameraTrouble>();
      for (const [role, eye] of eyes) {
        const trouble = troubleOf(eye, nowMs);
        if (trouble !== null) found.set(role, trouble);
      }
      return found;
    },
    health: (nowMs) =>
      [...eyes.values()].map((eye) => ({
        role: eye.model.role,
        rateHz: Math.round(rateOf(eye, nowMs) * 10) / 10,
        targetHz,
        ageMs: Math.round(nowMs - (eye.last?.capturedNowMs ?? eye.lastAtMs)),
        frozen: troubleOf(eye, nowMs) === 'frozen' || troubleOf(eye, nowMs) === 'stale',
        model: eye.model,
      })),
  };
}
