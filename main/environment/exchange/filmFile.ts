/**
 * Films that somebody brought, as JPEGs with their times, decoded by the system's ffmpeg. It is told that the file is an
 * MP4 and that it may read plain files alone, so that a playlist in disguise opens nothing else; size, length and silence
 * are bounded, and a film that gives fewer pictures than it promised is an error, never a shorter film.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { SourcePicture } from './sourceEpisode.ts';
import type { SourceFile } from './sourceFolder.ts';

export interface FilmPorts {
  readonly clock: Clock;
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

export interface FilmFacts {
  readonly widthPx: number;
  readonly heightPx: number;
  /** When each picture is shown, milliseconds, ascending, as the container has it. */
  readonly atMs: readonly number[];
}

export interface FilmSpan {
  /** Times of the pictures wanted, in the film; consecutive pictures of it. */
  readonly atMs: readonly number[];
}

const guarded = ['-protocol_whitelist', 'file,pipe', '-f', 'mov'] as const;
const probeMs = 60_000;
const maxProbeBytes = 64 << 20;

function run(file: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { signal, timeout: probeMs, maxBuffer: maxProbeBytes };
    execFile(file, [...args], options, (error, out, words) => {
      if (error === null) resolve(out);
      else if (signal.aborted) reject(signal.reason);
      else if ('code' in error && error.code === 'ENOENT')
        reject(
          new BenchError('unavailable', `${file} is not installed`, {
            hint: 'It comes with ffmpeg: bench setup installs it.',
          }),
        );
      else reject(new BenchError('bad-input', lastLine(words) || error.message.slice(0, 200)));
    });
  });
}

const lastLine = (words: string): string =>
  (words.trim().split('\n').at(-1) ?? '').replace(/^.*?\.mp4: /, '').slice(0, 300);

/** @throws BenchError `bad-input`, `unavailable` without ffprobe. */
export async function probeFilm(
  film: SourceFile,
  name: string,
  ports: FilmPorts,
  signal: AbortSignal,
): Promise<FilmFacts> {
  const bad = (what: string): BenchError => new BenchError('bad-input', `${name}: ${what}`);
  const args = ['-v', 'error', ...guarded, '-select_streams', 'v:0', '-of', 'json'];
  const entries = ['-show_entries', 'stream=width,height:packet=pts_time,flags'];
  const out = await run(ports.ffprobe, [...args, ...entries, film.path], signal).catch(
    (thrown: unknown) => {
      if (thrown instanceof BenchError && thrown.code === 'bad-input')
        throw bad(`it is no readable MP4 (${thrown.message})`);
      throw thrown;
    },
  );
  const { streams = [], packets = [] } = JSON.parse(out) as {
    streams?: { width?: number; height?: number }[];
    packets?: { pts_time?: string; flags?: string }[];
  };
  const { width = 0, height = 0 } = streams[0] ?? {};
  if (width <= 0 || height <= 0) throw bad('it has no picture');
  if (Math.max(width, height) > exchangeBounds.pictureSidePx)
    throw bad(`pictures of ${width}×${height} are larger than ${exchangeBounds.pictureSidePx}`);
  const atMs = packets
    .filter(({ flags }) => flags?.includes('D') !== true) // cut away by the container
    .map(({ pts_time: time }) => Number(time) * 1000)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (atMs.length === 0) throw bad('it has no pictures');
  if (packets.length > exchangeBounds.pictures * 64) throw bad(`${packets.length} pictures`);
  return { widthPx: width, heightPx: height, atMs };
}

/** Cuts a run of JPEGs apart: inside one, FF D9 never occurs but at its end. */
function createCutter(): (piece: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  const end = Buffer.from([0xff, 0xd9]);
  return (piece) => {
    const whole: Buffer[] = [];
    let from = 0;
    let look = Math.max(0, rest.byteLength - 1);
    const all = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece]);
    for (let at = all.indexOf(end, look); at >= 0; at = all.indexOf(end, look)) {
      whole.push(Buffer.from(all.subarray(from, at + 2)));
      from = at + 2;
      look = from;
    }
    rest = Buffer.from(all.subarray(from));
    if (rest.byteLength > exchangeBounds.pictureBytes)
      throw new BenchError('bad-input', 'a picture is too large');
    return whole;
  };
}

function startDecoder(film: SourceFile, span: FilmSpan, ports: FilmPorts): ChildProcess {
  const [first = 0, second] = span.atMs;
  const half = second === undefined ? 1 : (second - first) / 2;
  // Half a picture early: rounding must not lose the first one.
  const fromS = (first - half) / 1000;
  const seek = fromS > 0 ? ['-seek_timestamp', '1', '-ss', fromS.toFixed(6)] : [];
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-threads', '1'];
  const input = [...guarded, ...seek, '-i', film.path];
  const picture = ['-map', '0:v:0', '-an', '-fps_mode', 'passthrough'];
  const count = ['-frames:v', String(span.atMs.length)];
  const coder = ['-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p', '-flags', '+bitexact'];
  const args = [...quiet, ...input, ...picture, ...count, ...coder, '-f', 'image2pipe', 'pipe:1'];
  return spawn(ports.ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The pictures of a span, in order. @throws BenchError `bad-input` that names the film. */
export async function* decodeFilm(
  film: SourceFile,
  name: string,
  span: FilmSpan,
  ports: FilmPorts,
  signal: AbortSignal,
): AsyncGenerator<SourcePicture> {
  signal.throwIfAborted();
  const child = startDecoder(film, span, ports);
  let words = '';
  let silent = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-1000);
  });
  const exited = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? null : `ffmpeg ended with ${code}`));
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  let heard = 0;
  let known = -1;
  using _watch = ports.clock.every(exchangeBounds.silentMs, () => {
    // Only while it is asked: a reader that is slow itself is no silence.
    if (heard === known && child.stdout?.isPaused() === false) {
      silent = true;
      kill();
    }
    known = heard;
  });
  let given = 0;
  try {
    const cut = createCutter();
    for await (const piece of child.stdout as Readable) {
      heard += (piece as Buffer).byteLength;
      for (const jpeg of cut(piece as Buffer)) {
        const atMs = span.atMs[given];
        if (atMs === undefined) break;
        given++;
        yield { atMs, jpeg };
      }
    }
    const ended = await exited;
    signal.throwIfAborted();
    if (silent) throw new BenchError('bad-input', `${name}: its decoder stood still`);
    if (ended !== null || given < span.atMs.length) {
      const why = lastLine(words) || ended || 'it ends early';
      const count = `${given} of ${span.atMs.length} pictures`;
      throw new BenchError('bad-input', `${name} gives ${count}: ${why}`);
    }
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await exited;
  }
}
