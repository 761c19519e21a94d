/**
 * JPEGs into an H.264 film of constant rate for datasets: a key frame every other picture, so that readers which jump
 * find every picture quickly. Unlike a record's film, a film of an export that cannot be made is an error.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { FilmPorts } from './filmFile.ts';

function filmArgs(file: string, rateHz: number): string[] {
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', '-threads', '1'];
  const input = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', `${rateHz}`, '-i', 'pipe:0'];
  const even = 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_range=tv,format=yuv420p';
  const picture = ['-an', '-vf', even, '-filter_threads', '1', '-fps_mode', 'passthrough'];
  const coder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-g', '2', '-bf', '0'];
  const same = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1'];
  const shape = ['-threads', '1', '-movflags', '+faststart', '-video_track_timescale', '90000'];
  return [...quiet, ...input, ...picture, ...coder, ...shape, ...same, '-f', 'mp4', file];
}

/** @throws BenchError `unavailable` without ffmpeg, `storage` when the film can't be written. */
export async function encodeFilm(
  file: string,
  rateHz: number,
  pictures: AsyncIterable<Uint8Array>,
  { clock, ffmpeg }: FilmPorts,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(ffmpeg, filmArgs(file, rateHz), { stdio: ['pipe', 'ignore', 'pipe'] });
  const input = child.stdin;
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-400);
  });
  input.on('error', () => undefined); // EPIPE: the exit tells the story
  const exited = new Promise<BenchError | null>((resolve) => {
    child.once('error', (error) =>
      resolve(new BenchError('unavailable', `no film could be made: ${error.message}`)),
    );
    child.once('close', (code) =>
      resolve(
        code === 0 ? null : new BenchError('storage', `no film could be made: ${words.trim()}`),
      ),
    );
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    for await (const jpeg of pictures) {
      if (child.exitCode !== null || input.destroyed) break;
      if (input.write(jpeg)) continue;
      using _late = clock.after(exchangeBounds.silentMs, kill);
      await Promise.race([once(input, 'drain').catch(() => undefined), exited]);
    }
    input.end();
    using _late = clock.after(exchangeBounds.silentMs, kill);
    const error = await exited;
    signal.throwIfAborted();
    if (error !== null) throw error;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await exited;
  }
}
