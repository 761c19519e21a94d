/**
 * A camera through ffmpeg: a V4L2 device, an RTSP stream or a file becomes JPEGs on a pipe. The child is started again
 * with growing pauses when it dies. Times are those of arrival less what the source is known to need.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProcessTable } from '../../../base/host/processTable.ts';
import { assert } from '../../../base/lib/assert.ts';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { createSignal } from '../../../base/lib/topic.ts';
import type { CameraFrame } from '../../../base/model/camera.ts';
import type { Camera, SourceHealth } from './camera.ts';
import { createJpegSplitter } from './jpegSplitter.ts';

export type FfmpegSource =
  | {
      readonly kind: 'v4l2';
      readonly device: string;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly rateHz: number;
    }
  | ({ readonly kind: 'rtsp'; readonly url: string } & Partial<Shape>)
  /** Played at its own pace; `loop` begins again at its end. */
  | ({ readonly kind: 'file'; readonly path: string; readonly loop: boolean } & Partial<Shape>);

/** What the pictures are brought to, where the source does not do so by itself. */
interface Shape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rateHz: number;
}

export interface FfmpegCameraOptions {
  readonly role: string;
  readonly source: FfmpegSource;
  /** The program, e.g. "ffmpeg". */
  readonly ffmpeg: string;
  /** Known time from exposure to arrival, milliseconds. */
  readonly latencyMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
}

const pauseMs = { first: 250, longest: 8000 } as const;
/** A source that ran this long was well: its next death starts with the short pause again. */
const wellAfterMs = 5000;
const graceMs = 500;

function shapeOf({ widthPx, heightPx, rateHz }: Partial<Shape>): readonly string[] {
  const size = widthPx === undefined ? [] : ['-vf', `scale=${widthPx}:${heightPx}`];
  return rateHz === undefined ? size : [...size, '-r', String(rateHz)];
}

/** The command line for a source; output is always JPEGs on the pipe. */
export function ffmpegArgs(source: FfmpegSource): string[] {
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
  const recode = [...shapeOf(source), '-an', '-q:v', '3', '-f', 'mjpeg', 'pipe:1'];
  switch (source.kind) {
    case 'v4l2':
      return [
        ...quiet,
        ...['-f', 'v4l2', '-input_format', 'mjpeg', '-framerate', String(source.rateHz)],
        ...['-video_size', `${source.widthPx}x${source.heightPx}`, '-i', source.device],
        ...['-c', 'copy', '-f', 'mjpeg', 'pipe:1'],
      ];
    case 'rtsp':
      return [...quiet, '-rtsp_transport', 'tcp', '-i', source.url, ...recode];
    case 'file':
      return [
        ...quiet,
        ...(source.loop ? ['-stream_loop', '-1'] : []),
        ...['-re', '-i', source.path],
        ...recode,
      ];
  }
}

interface State {
  state: SourceHealth['state'];
  frames: number;
  lastFrameAtMs: number | null;
  restarts: number;
  droppedBytes: number;
  lastWords: string;
  pauseMs: number;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Makes the camera; nothing runs before `start`. */
export function createFfmpegCamera(options: FfmpegCameraOptions): Camera {
  const { role, source, clock, table } = options;
  const log = options.log.scoped(`camera ${role}`);
  const frames = createSignal<CameraFrame>();
  const now: State = {
    state: 'idle',
    frames: 0,
    lastFrameAtMs: null,
    restarts: 0,
    droppedBytes: 0,
    lastWords: '',
    pauseMs: pauseMs.first,
  };
  let child: Child | null = null;
  let retry: Disposable | null = null;
  let closed: Promise<void> = Promise.resolve();
  let disposed = false;

  const take = (jpeg: Uint8Array): void => {
    now.state = 'streaming';
    now.lastFrameAtMs = clock.nowMs();
    const capturedAtMs = now.lastFrameAtMs - (options.latencyMs ?? 0);
    frames.emit({ role, seq: now.frames++, capturedAtMs, jpeg });
  };

  const ended = (code: number | null, startedAtMs: number): void => {
    child = null;
    if (disposed) return;
    if (code === 0 && source.kind === 'file' && !source.loop) {
      now.state = 'ended';
      return;
    }
    if (clock.nowMs() - startedAtMs >= wellAfterMs) now.pauseMs = pauseMs.first;
    now.state = 'waiting';
    log.log('warn', 'the source died; trying again', {
      code,
      inMs: now.pauseMs,
      lastWords: now.lastWords,
    });
    retry = clock.after(now.pauseMs, () => {
      now.restarts++;
      launch();
    });
    now.pauseMs = Math.min(pauseMs.longest, now.pauseMs * 2);
  };

  const launch = (): void => {
    now.state = 'starting';
    const startedAtMs = clock.nowMs();
    const droppedBefore = now.droppedBytes;
    const running = spawn(options.ffmpeg, ffmpegArgs(source), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = running;
    const listed = running.pid === undefined ? null : table.add(`camera ${role}`, running.pid);
    const splitter = createJpegSplitter(take);
    running.stdout.on('data', (chunk: Buffer) => {
      splitter.push(chunk);
      now.droppedBytes = droppedBefore + splitter.droppedBytes;
    });
    running.stderr.on('data', (chunk: Buffer) => {
      now.lastWords = (now.lastWords + chunk.toString('utf8')).slice(-500);
    });
    closed = new Promise((resolve) => {
      let over = false;
      const end = (code: number | null): void => {
        if (over) return;
        over = true;
        listed?.[Symbol.dispose]();
        ended(code, startedAtMs);
        resolve();
      };
      running.once('error', (error) => {
        now.lastWords = error.message;
        end(null);
      });
      running.once('close', end);
    });
  };

  return {
    role,
    start() {
      assert(now.state === 'idle', 'a camera is started once');
      launch();
    },
    onFrame: (run) => frames.on(run),
    health: () => {
      const { pauseMs: _pause, ...health } = now;
      return { ...health, lastWords: health.lastWords.trim() };
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      retry?.[Symbol.dispose]();
      if (child === null) return;
      child.kill('SIGTERM');
      using _kill = clock.after(graceMs, () => child?.kill('SIGKILL'));
      await closed;
    },
  };
}
