/** A recorded trial over HTTP, with the window's own key. A refusal of the door comes back as the error it was. */
import { framePath, type PlaybackDocument, playbackPath } from '../../main/base/api/playback.ts';
import { BenchError, type ErrorData } from '../../main/base/model/errors.ts';
import type { FrameIndex } from '../store/clipSpan.ts';

async function fetchChecked(path: string): Promise<Response> {
  const response = await fetch(path, { headers: { accept: 'application/json' } }).catch(
    (cause: unknown) => {
      throw new BenchError('unavailable', 'the core did not answer', { cause });
    },
  );
  if (response.ok) return response;
  const refusal = (await response.json().catch(() => null)) as { error?: ErrorData } | null;
  throw refusal?.error === undefined
    ? new BenchError('protocol', `the core answered ${response.status}`)
    : BenchError.fromData(refusal.error);
}

export async function fetchPlayback(id: string): Promise<PlaybackDocument> {
  return (await (await fetchChecked(playbackPath(id))).json()) as PlaybackDocument;
}

export async function fetchPicture(id: string, role: string, n: number): Promise<Blob> {
  return await (await fetchChecked(framePath(id, role, n))).blob();
}

/** When each picture of a recording was taken, by camera: a trial's, a demo's or an import's alike. */
export async function fetchFrameIndex(recordingId: string): Promise<FrameIndex> {
  return (await (
    await fetchChecked(`/recordings/${recordingId}/frames.json`)
  ).json()) as FrameIndex;
}

export async function fetchFrame(recordingId: string, role: string, n: number): Promise<Blob> {
  return await (await fetchChecked(`/recordings/${recordingId}/frames/${role}/${n}.jpg`)).blob();
}
