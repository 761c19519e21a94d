/**
 * Where a recorded trial is being looked at: a moment, whether it plays, how fast. Components follow it by themselves,
 * so that sixty moments a second do not go through React. It plays from picture to picture by the clock it is given and
 * stops at the end.
 */
import type { Clock } from '../../main/base/lib/clock.ts';

export const speeds = [0.25, 0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof speeds)[number];

export interface PlayheadPorts {
  readonly startMs: number;
  readonly endMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Runs before the next paint. */
  beforePaint(run: () => void): void;
}

export interface Playhead extends Disposable {
  readonly atMs: number;
  readonly plays: boolean;
  readonly speed: Speed;
  /** Shows this moment and stands there. */
  seek(atMs: number): void;
  /** From the end it plays from the beginning. */
  toggle(): void;
  pause(): void;
  setSpeed(speed: Speed): void;
  /** Calls at every change until disposed. */
  on(changed: () => void): () => void;
}

export function createPlayhead(ports: PlayheadPorts, atMs: number): Playhead {
  const { startMs, endMs, clock } = ports;
  const listeners = new Set<() => void>();
  const state = { atMs: 0, plays: false, speed: 1 as Speed, lastMs: 0, planned: false };
  const within = (wanted: number): number => Math.min(endMs, Math.max(startMs, wanted));
  state.atMs = within(atMs);
  const tell = (): void => {
    for (const changed of [...listeners]) changed();
  };
  const plan = (): void => {
    if (state.planned || !state.plays) return;
    state.planned = true;
    ports.beforePaint(() => {
      state.planned = false;
      if (!state.plays) return;
      const nowMs = clock.nowMs();
      state.atMs = within(state.atMs + (nowMs - state.lastMs) * state.speed);
      state.lastMs = nowMs;
      if (state.atMs >= endMs) state.plays = false;
      tell();
      plan();
    });
  };
  return {
    get atMs() {
      return state.atMs;
    },
    get plays() {
      return state.plays;
    },
    get speed() {
      return state.speed;
    },
    seek(wanted) {
      state.plays = false;
      state.atMs = within(wanted);
      tell();
    },
    toggle() {
      if (!state.plays && state.atMs >= endMs) state.atMs = startMs;
      state.plays = !state.plays;
      state.lastMs = clock.nowMs();
      tell();
      plan();
    },
    pause() {
      state.plays = false;
      tell();
    },
    setSpeed(speed) {
      state.speed = speed;
      tell();
    },
    on(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    [Symbol.dispose]() {
      state.plays = false;
      listeners.clear();
    },
  };
}
