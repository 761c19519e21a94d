/**
 * What the door gives of recordings, trials and demos alike, and of clips: when each picture was taken, the pictures one
 * by one and exact, films, the document to play back, small pictures for lists. What is locked is not found here. Paths
 * are checked to the last character.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { rowFilmFile } from '../../store/dataLayout.ts';
import type { RecordReader } from '../../store/record/openRecordReader.ts';
import type { Thumbs } from '../../store/record/openThumbs.ts';
import { sendBody, sendDocument } from './sendBody.ts';
import { sendFile } from './sendFile.ts';

/** The picture that stands for a clip. */
export interface ClipMoment {
  readonly recordingId: string;
  readonly atMs: number;
}

export interface RecordingSide {
  readonly records: RecordReader;
  readonly clock: Clock;
  readonly thumbs: Thumbs | null;
  /** @throws BenchError `not-found`, also when it is locked. */
  readonly momentOf: (clipId: string) => ClipMoment;
  /** Where the film of a night's row lies. @throws BenchError `not-found`, also with what is locked in it. */
  readonly rowFilmDir: (nightId: string) => string;
}

const id = '([a-z0-9-]{1,64})';
const role = '([a-z][a-z0-9_-]{0,19})';
const times = new RegExp(`^/recordings/${id}/frames\\.json$`);
const playback = new RegExp(`^/recordings/${id}/playback\\.json$`);
const frame = new RegExp(`^/recordings/${id}/frames/${role}/(\\d{1,7})\\.jpg$`);
const film = new RegExp(`^/recordings/${id}/${role}\\.mp4$`);
const rowFilm = /^\/nights\/(night-\d{4})\/row\.mp4$/;
const thumb = new RegExp(`^/clips/(clip-\\d{6})/thumb-${role}\\.jpg$`);

/** False when the path is not one of these. @throws BenchError what the reader refuses. */
export async function answerRecording(
  request: IncomingMessage,
  response: ServerResponse,
  { records, clock, thumbs, momentOf, rowFilmDir }: RecordingSide,
  path: string,
): Promise<boolean> {
  const listed = times.exec(path);
  if (listed !== null) {
    await sendDocument(request, response, await records.frameTimes(must(listed[1])), clock);
    return true;
  }
  const one = frame.exec(path);
  if (one !== null) {
    const jpeg = await records.frame(must(one[1]), must(one[2]), Number(one[3]));
    sendBody(request, response, 'image/jpeg', jpeg);
    return true;
  }
  const row = rowFilm.exec(path);
  if (row !== null) {
    await sendFile(request, response, rowFilmDir(must(row[1])), rowFilmFile, 'private, no-cache');
    return true;
  }
  const small = thumb.exec(path);
  if (small !== null) {
    if (thumbs === null) throw new BenchError('not-found', 'there are no clips here');
    const { recordingId, atMs } = momentOf(must(small[1]));
    const jpeg = await thumbs.of({ recordingId, role: must(small[2]), atMs });
    sendBody(request, response, 'image/jpeg', jpeg);
    return true;
  }
  const moving = film.exec(path);
  if (moving !== null) {
    const dir = records.dirOf(must(moving[1]));
    await sendFile(request, response, dir, `${must(moving[2])}.mp4`, 'private, no-cache');
    return true;
  }
  const whole = playback.exec(path);
  if (whole === null) return false;
  await sendDocument(request, response, await records.playback(must(whole[1])), clock);
  return true;
}
