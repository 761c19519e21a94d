/**
 * What the door gives of one recorded trial beside its files: the document to play back, and its judged pictures one by
 * one, exact. Paths are checked here to the last character; what they name is the reader's to find or refuse. A large
 * document is put into words piece by piece, so that a robot at work never waits for somebody's playback.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { RecordReader } from '../../store/record/openRecordReader.ts';
import { jsonPieces } from './jsonPieces.ts';

const playback = /^\/trials\/([a-z0-9-]{1,64})\/playback\.json$/;
const frame = /^\/trials\/([a-z0-9-]{1,64})\/frames\/([a-z][a-z0-9_-]{0,19})\/(\d{1,7})\.jpg$/;

/** The loop turns after so many letters. */
const turnChars = 64 << 10;

function send(
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

/** False when the path is not one of these. @throws BenchError what the reader refuses. */
export async function answerTrial(
  request: IncomingMessage,
  response: ServerResponse,
  { records, clock }: { readonly records: RecordReader; readonly clock: Clock },
  path: string,
): Promise<boolean> {
  const whole = playback.exec(path);
  if (whole !== null) {
    const document = await records.playback(must(whole[1]));
    const text = await inWords(document, clock);
    send(request, response, 'application/json; charset=utf-8', text);
    return true;
  }
  const one = frame.exec(path);
  if (one === null) return false;
  const jpeg = await records.frame(must(one[1]), must(one[2]), Number(one[3]));
  send(request, response, 'image/jpeg', jpeg);
  return true;
}
