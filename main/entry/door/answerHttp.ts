/**
 * The HTTP half of the door: the one-time code, the built window's files, a recorded trial's files, a fresh link
 * for the command line. Everything without a key is 401; every refusal is an `ErrorData` with a status.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../base/lib/log.ts';
import type { BenchError, ErrorCode, ErrorData } from '../../base/model/errors.ts';
import { toBenchError } from '../../base/model/errors.ts';
import { admit, cookieName } from './admit.ts';
import { answerRecording, type RecordingSide } from './answerRecording.ts';
import { answerTrial } from './answerTrial.ts';
import type { DoorKeys } from './doorKeys.ts';
import { sendFile } from './sendFile.ts';

export interface HttpSide extends RecordingSide {
  readonly port: number;
  readonly keys: DoorKeys;
  readonly log: Log;
  readonly windowDir: string;
}

const statusOf: Readonly<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'not-found': 404,
  refused: 403,
  busy: 503,
  unavailable: 503,
  timeout: 408,
  protocol: 400,
  storage: 500,
  cancelled: 503,
  internal: 500,
};

/** No inline script ever. Styles may be inline: the component library writes them. */
function policy(port: number): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function setSafeHeaders(response: ServerResponse, port: number): void {
  response.setHeader('Content-Security-Policy', policy(port));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
  response.setHeader('Cache-Control', 'no-store');
}

/** A person reads a page, a program reads JSON; both get the same words. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  error: ErrorData,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const forPerson = (request.headers.accept ?? '').includes('text/html');
  const words = [error.message, error.hint].filter((part) => part !== undefined).join('\n');
  const body = forPerson ? `Nightbench: ${words}\n` : `${JSON.stringify({ error })}\n`;
  response.statusCode = status;
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.setHeader(
    'Content-Type',
    forPerson ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
  );
  response.setHeader('Connection', 'close');
  response.end(request.method === 'HEAD' ? undefined : body);
}

const unauthorised: ErrorData = {
  code: 'refused',
  message: 'this page needs a key',
  hint: 'A link opens once. `npx bench start` opens a window on the running core or prints a fresh link.',
};

const assetPath =
  /^\/((?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\/){0,6}[A-Za-z0-9_-][A-Za-z0-9._-]{0,127})$/;
const trialPath =
  /^\/trials\/([a-z0-9-]{1,64})\/((?:[a-z][a-z0-9_-]{0,19}\.mp4)|(?:trial|verdict)\.json|steps\.ndjson|frames\.mcap)$/;

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  side: HttpSide,
  path: string,
): Promise<void> {
  const trial = trialPath.exec(path);
  if (trial !== null) {
    const [, id = '', file = ''] = trial;
    await sendFile(request, response, side.records.dirOf(id), file, 'private, no-cache');
    return;
  }
  if (await answerTrial(request, response, side, path)) return;
  if (await answerRecording(request, response, side, path)) return;
  const asset = path === '/' ? 'index.html' : assetPath.exec(path)?.[1];
  if (asset === undefined) {
    refuse(request, response, 404, { code: 'not-found', message: 'there is no such page here' });
    return;
  }
  const hashed = asset.startsWith('assets/');
  const cache = hashed ? 'private, max-age=31536000, immutable' : 'no-store';
  await sendFile(request, response, side.windowDir, asset, cache);
}

function enterWithCode(
  request: IncomingMessage,
  response: ServerResponse,
  side: HttpSide,
  code: string,
  known: boolean,
): void {
  if (!side.keys.spendCode(code) && !known) {
    refuse(request, response, 401, {
      ...unauthorised,
      message: 'this link was used already, or is not ours',
    });
    return;
  }
  const cookie = `${cookieName(side.port)}=${side.keys.cookie}`;
  response.statusCode = 303;
  response.setHeader('Set-Cookie', `${cookie}; HttpOnly; SameSite=Strict; Path=/`);
  response.setHeader('Location', '/');
  response.end();
}

function answerKeyed(
  request: IncomingMessage,
  response: ServerResponse,
  side: HttpSide,
  path: string,
  bearer: boolean,
): Promise<void> | void {
  if (request.method === 'POST' && path === '/code' && bearer) {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    const url = `http://127.0.0.1:${side.port}/?code=${side.keys.mintCode()}`;
    response.end(`${JSON.stringify({ url })}\n`);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(request, response, 405, { code: 'bad-input', message: 'this door knows GET and HEAD' });
    return;
  }
  return serve(request, response, side, path);
}

/** Answers one request; never throws and never leaves it open. */
export async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  side: HttpSide,
): Promise<void> {
  setSafeHeaders(response, side.port);
  try {
    const url = request.url ?? '';
    const [path = '', query = ''] = url.split('?', 2);
    const admission = admit(request.headers, side.port, side.keys);
    if (admission.kind === 'refused') {
      refuse(request, response, admission.status, admission.error);
      return;
    }
    const hasBody = (request.headers['content-length'] ?? '0') !== '0';
    if (hasBody || request.headers['transfer-encoding'] !== undefined) {
      refuse(request, response, 413, {
        code: 'bad-input',
        message: 'this door takes no request body',
      });
      return;
    }
    const known = admission.kind !== 'stranger';
    const code =
      request.method === 'GET' && path === '/' ? new URLSearchParams(query).get('code') : null;
    if (code !== null) enterWithCode(request, response, side, code, known);
    else if (!known) refuse(request, response, 401, unauthorised);
    else await answerKeyed(request, response, side, path, admission.kind === 'bearer');
  } catch (thrown) {
    const error: BenchError = toBenchError(thrown);
    if (error.code === 'internal')
      side.log.log('error', 'a request failed', { error: error.message });
    const outside = response.hasHeader('Content-Range');
    refuse(request, response, outside ? 416 : statusOf[error.code], error.toData());
  }
}
