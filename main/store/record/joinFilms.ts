/**
 * Films of one camera one after the other as one MP4, by the system's ffmpeg: every picture as it was coded when it was
 * recorded, none coded again, left out or added.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { BenchError } from '../../base/model/errors.ts';

const longestMs = 10 * 60_000;

function run(ffmpeg: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      ffmpeg,
      [...args],
      { timeout: longestMs, killSignal: 'SIGKILL', signal },
      (error, _out, words) => {
        if (error === null) resolve();
        else if ('code' in error && error.code === 'ENOENT')
          reject(
            new BenchError('unavailable', `${ffmpeg} is not installed`, {
              hint: 'bench setup installs it.',
            }),
          );
        else {
          const last = words.trim().split('\n').at(-1) ?? '';
          reject(new BenchError('storage', `ffmpeg: ${(last || error.message).slice(0, 300)}`));
        }
      },
    );
  });
}

/** `list` is a file that it writes and leaves. @throws BenchError `unavailable` without ffmpeg, `storage`. */
export async function joinFilms(
  ffmpeg: string,
  films: readonly string[],
  list: string,
  into: string,
  signal: AbortSignal,
): Promise<void> {
  const quoted = films.map((film) => `file '${film.replaceAll("'", "'\\''")}'\n`);
  await writeFile(list, quoted.join(''));
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];
  const input = ['-f', 'concat', '-safe', '0', '-i', list];
  const same = ['-fflags', '+bitexact', '-map_metadata', '-1', '-movflags', '+faststart'];
  await run(ffmpeg, [...quiet, ...input, '-map', '0:v:0', '-c', 'copy', ...same, into], signal);
}
