/**
 * One camera's H.264 film for people, made by the system's ffmpeg from the JPEGs as they come: one thread, nice 10. A
 * film is a convenience: whatever goes wrong with it is a note in the record, never the end of a trial. ffmpeg ends by
 * itself when its input does, so none outlives a recorder that was killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Clock } from '../../base/lib/clock.ts';
import type { FileSum } from './hashedFile.ts';
import { sumFile } from './sumFile.ts';
import { planSlots } from './videoSlots.ts';

export interface VideoOptions {
  readonly file: string;
  readonly rateHz: number;
  /** Name or path of the program. */
  readonly ffmpeg: string;
  readonly clock: Clock;
}

export interface Video extends Disposable {
  /** Resolves when there is room for more; waits at most `drainTimeoutMs`, then gives the film up. Never rejects. */
  frame(jpeg: Uint8Array, capturedAtMs: number): Promise<void>;
  /** Never rejects: a film that can't be had is removed, and the reason given. */
  finish(): Promise<FileSum | { readonly missing: string }>;
  /** When its first picture was taken, on the bench's clock; null before it. */
  readonly firstMs: number | null;
  /** When each picture of the film was taken, on the bench's clock; one that is shown again is told again. */
  readonly takenAtMs: readonly number[];
}

const drainTimeoutMs = 5_000;
const finishTimeoutMs = 15_000;

function ffmpegArgs(file: string, rateHz: number): string[] {
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];
  const input = ['-threads', '1', '-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', `${rateHz}`];
  const picture = ['-vf', 'scale=out_range=tv,format=yuv420p', '-filter_threads', '1'];
  const coder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', '-threads', '1'];
  const shape = ['-g', `${Math.max(1, Math.round(rateHz * 2))}`, '-movflags', '+faststart'];
  const same = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1'];
  return [...quiet, ...input, '-i', 'pipe:0', '-an', ...picture, ...coder, ...shape, ...same, file];
}

/** `nice` starts it with low priority from its first thread on; it replaces itself by ffmpeg. */
function spawnCoder(options: VideoOptions): ChildProcess {
  const args = ffmpegArgs(options.file, options.rateHz);
  const stdio: ['pipe', 'ignore', 'pipe'] = ['pipe', 'ignore', 'pipe'];
  if (process.platform === 'win32') return spawn(options.ffmpeg, args, { stdio });
  return spawn('nice', ['-n', '10', options.ffmpeg, ...args], { stdio });
}

export function openVideo(options: VideoOptions): Video {
  const { clock } = options;
  const child = spawnCoder(options);
  const input = child.stdin as Writable;
  let lastWords = '';
  let missing: string | null = null;
  let slot = -1;
  let firstMs: number | null = null;
  let previous: Uint8Array = new Uint8Array(0);
  const takenAtMs: number[] = [];
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-400);
  });
  const exited = new Promise<void>((resolve) => {
    const end = (why: string | null): void => {
      missing ??= why;
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) =>
      end(code === 0 ? null : `ffmpeg ended (${signal ?? code}): ${lastWords.trim()}`),
    );
  });
  input.on('error', () => undefined); // EPIPE: the exit tells the story
  const giveUp = (why: string): void => {
    missing ??= why;
    child.kill('SIGKILL');
  };
  /** Resolves at whichever comes first; what did not happen in time gives the film up. */
  const within = async (event: Promise<unknown>, timeoutMs: number, why: string): Promise<void> => {
    using _late = clock.after(timeoutMs, () => giveUp(why));
    await Promise.race([event, exited]);
  };
  const write = async (jpeg: Uint8Array): Promise<void> => {
    if (missing !== null || input.destroyed || input.write(jpeg)) return;
    const drained = once(input, 'drain').catch(() => undefined);
    await within(drained, drainTimeoutMs, 'ffmpeg took no more pictures');
  };
  return {
    get firstMs() {
      return firstMs;
    },
    takenAtMs,
    async frame(jpeg, capturedAtMs) {
      if (missing !== null) return;
      firstMs ??= capturedAtMs;
      const plan = planSlots(slot, firstMs, capturedAtMs, options.rateHz);
      slot = plan.slot;
      if (!plan.shown) return;
      for (let i = 0; i < plan.repeats; i++) {
        takenAtMs.push(takenAtMs.at(-1) ?? capturedAtMs);
        await write(previous);
      }
      takenAtMs.push(Math.round(capturedAtMs * 1000) / 1000);
      await write(jpeg);
      previous = jpeg;
    },
    async finish() {
      input.end();
      await within(exited, finishTimeoutMs, 'ffmpeg did not end');
      if (missing === null) {
        try {
          return sumFile(options.file, { sync: true });
        } catch (thrown) {
          missing = (thrown as Error).message;
        }
      }
      rmSync(options.file, { force: true });
      return { missing };
    },
    [Symbol.dispose]: () => giveUp('the recording was given up'),
  };
}
