/**
 * Sends one file of one folder. The name was checked by the caller; here the file must be a regular one that
 * really lies inside the folder. One byte range is honoured, so that videos can be sought in.
 */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BenchError } from '../../base/model/errors.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
  mp4: 'video/mp4',
  mcap: 'application/octet-stream',
};

export type ByteRange = { readonly start: number; readonly end: number };

/** Inclusive range; null for none asked; 'unsatisfiable' for one outside. Several ranges count as none. */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const start = Math.max(0, size - Number(last));
    return Number(last) === 0 || size === 0 ? 'unsatisfiable' : { start, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start >= size || end < start ? 'unsatisfiable' : { start, end };
}

async function openInside(dir: string, name: string): Promise<Awaited<ReturnType<typeof open>>> {
  const missing = (cause?: unknown): BenchError =>
    new BenchError('not-found', 'there is no such file here', { cause });
  const [root, path] = await Promise.all([realpath(dir), realpath(join(dir, name))]).catch(
    (cause) => {
      throw missing(cause);
    },
  );
  if (!path.startsWith(root + sep)) throw missing();
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause) => {
    throw missing(cause);
  });
}

/** Throws `not-found`. A reader that goes away is no error. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  dir: string,
  name: string,
  cacheControl: string,
): Promise<void> {
  const file = await openInside(dir, name);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new BenchError('not-found', 'there is no such file here');
    const range = parseRange(request.headers.range, stat.size);
    response.setHeader('Accept-Ranges', 'bytes');
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${stat.size}`);
      throw new BenchError('bad-input', 'that byte range lies outside the file');
    }
    const { start, end } = range ?? { start: 0, end: stat.size - 1 };
    response.statusCode = range === null ? 200 : 206;
    if (range !== null) response.setHeader('Content-Range', `bytes ${start}-${end}/${stat.size}`);
    response.setHeader(
      'Content-Type',
      types[name.slice(name.lastIndexOf('.') + 1)] ?? types.mcap ?? '',
    );
    response.setHeader('Content-Length', end - start + 1);
    response.setHeader('Cache-Control', cacheControl);
    if (request.method === 'HEAD' || end < start) {
      response.end();
      return;
    }
    await pipeline(file.createReadStream({ start, end, autoClose: false }), response).catch(
      () => undefined, // the reader went away
    );
  } finally {
    await file.close();
  }
}
