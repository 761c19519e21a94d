/**
 * One camera of a real bench, whatever it is made of. It delivers whole JPEGs with a count and a time, comes back by
 * itself when its source dies, and says how it is; whether that is good enough is for the bench's watch to decide.
 */
import type { CameraFrame, CameraRole } from '../../../base/model/camera.ts';

export interface SourceHealth {
  /** ended: a source that has an end reached it. waiting: the source died and is tried again later. */
  readonly state: 'idle' | 'starting' | 'streaming' | 'waiting' | 'ended';
  readonly frames: number;
  /** Clock milliseconds of the newest frame; null before the first. */
  readonly lastFrameAtMs: number | null;
  readonly restarts: number;
  /** Bytes that belonged to no whole JPEG. */
  readonly droppedBytes: number;
  /** The source's last words, for people; empty when it never complained. */
  readonly lastWords: string;
}

export interface Camera extends AsyncDisposable {
  readonly role: CameraRole;
  /** Begins to stream; once. Never throws for a source that is not there: that is what health says. */
  start(): void;
  /** In the order of capture; `seq` counts from 0 and goes on over restarts. */
  onFrame(take: (frame: CameraFrame) => void): Disposable;
  health(): SourceHealth;
}
