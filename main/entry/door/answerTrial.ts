/**
 * What the door gives of one recorded trial beside its files: the document to play back, and its judged pictures one by
 * one, exact. Paths are checked here to the last character; what they name is the reader's to find or refuse.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { RecordReader } from '../../store/record/openRecordReader.ts';
import { sendBody, sendDocument } from './sendBody.ts';

const playback = /^\/trials\/([a-z0-9-]{1,64})\/playback\.json$/;
const frame = /^\/trials\/([a-z0-9-]{1,64})\/frames\/([a-z][a-z0-9_-]{0,19})\/(\d{1,7})\.jpg$/;

/** False when the path is not one of these. @throws BenchError what the reader refuses. */
export async function answerTrial(
  request: IncomingMessage,
  response: ServerResponse,
  { records, clock }: { readonly records: RecordReader; readonly clock: Clock },
  path: string,
): Promise<boolean> {
  const whole = playback.exec(path);
  if (whole !== null) {
    await sendDocument(request, response, await records.playback(must(whole[1])), clock);
    return true;
  }
  const one = frame.exec(path);
  if (one === null) return false;
  const jpeg = await records.frame(must(one[1]), must(one[2]), Number(one[3]));
  sendBody(request, response, 'image/jpeg', jpeg);
  return true;
}
