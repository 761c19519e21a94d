/** Recorded pictures for clips and demos, wherever the recording lies. The gallery hands in drawn ones. */
import type { ClipView } from '../../main/base/model/episode.ts';
import type { FrameIndex } from '../store/clipSpan.ts';
import { fetchFrame, fetchFrameIndex } from './fetchRecord.ts';

export interface ClipDeck {
  /** @throws BenchError */
  loadFrameIndex(recordingId: string): Promise<FrameIndex>;
  /** The very bytes that were recorded. @throws BenchError */
  loadFrame(recordingId: string, role: string, n: number): Promise<Blob>;
  /** A small picture of the moment at which it is decided. */
  thumbUrl(clip: ClipView, role: string): string;
}

export const coreClipDeck: ClipDeck = {
  loadFrameIndex: fetchFrameIndex,
  loadFrame: fetchFrame,
  thumbUrl: (clip, role) => `/clips/${clip.id}/thumb-${role}.jpg?of=${clip.revision}`,
};
