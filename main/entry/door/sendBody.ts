/**
 * Answers that are whole in memory: pictures, and documents that may be large. A large document is put into words piece
 * by piece, so that a robot at work never waits for somebody's playback.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/lib/clock.ts';
import { jsonPieces } from './jsonPieces.ts';

/** The loop turns after so many letters. */
const turnChars = 64 << 10;

export function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  type: string,
  body: Buffer,
): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', body.byteLength);
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function inWords(document: object, clock: Clock): Promise<Buffer> {
  const parts: Buffer[] = [];
  let part = '';
  for (const piece of jsonPieces(document)) {
    part += piece;
    if (part.length < turnChars) continue;
    parts.push(Buffer.from(part));
    part = '';
    await clock.sleep(0);
  }
  return Buffer.concat([...parts, Buffer.from(part)]);
}

export async function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  document: object,
  clock: Clock,
): Promise<void> {
  const text = await inWords(document, clock);
  sendBody(request, response, 'application/json; charset=utf-8', text);
}
