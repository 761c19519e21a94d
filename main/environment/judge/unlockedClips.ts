/**
 * The labelled clips of a task that are not locked, as a judge is tried on them: what counts of each label, and where its
 * recording lies. A locked one is never among them.
 */
import { BenchError } from '../../base/model/errors.ts';
import { demosDir, trialsDir } from '../../store/dataLayout.ts';
import { findRecording } from '../../store/record/findRecording.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import type { Clip } from '../clips/clipPages.ts';
import { countedLabel } from '../clips/clipView.ts';
import type { LockedBook } from '../clips/lockedBook.ts';
import type { ClipSpan } from './clipSets.ts';
import type { LabelledClip } from './scoreClips.ts';

export interface UnlockedClips {
  /** Success and failure only. */
  labelled(task: string): readonly LabelledClip[];
  /** Of all clips, labelled or not. */
  recordings(task: string): readonly string[];
  /** @throws BenchError `not-found`, also when it is locked. */
  span(clipId: string): ClipSpan;
  /** @throws BenchError `refused` when there is none. */
  need(task: string): readonly LabelledClip[];
}

export interface UnlockedPorts {
  readonly clips: Pick<ClipBook, 'clips' | 'clip'>;
  readonly locked: Pick<LockedBook, 'isLocked'>;
  readonly dataDir: string;
}

function labelledOf(clip: Clip): LabelledClip | null {
  const label = countedLabel(clip.looks);
  if (label === null || (label.value !== 'success' && label.value !== 'failure')) return null;
  const { id, nearMiss, fromMs, toMs } = clip;
  return { id, label: label.value, decidedMs: label.decidedMs, nearMiss, fromMs, toMs };
}

export function createUnlockedClips({ clips, locked, dataDir }: UnlockedPorts): UnlockedClips {
  const places = {
    trialsDir: trialsDir(dataDir),
    demosDir: demosDir(dataDir),
    isLocked: locked.isLocked,
  };
  const labelled = (task: string): readonly LabelledClip[] =>
    clips.clips(task).flatMap((clip) => {
      if (clip.locked || locked.isLocked(clip.recordingId)) return [];
      const found = labelledOf(clip);
      return found === null ? [] : [found];
    });
  return {
    labelled,
    recordings: (task) =>
      clips
        .clips(task)
        .filter((clip) => !clip.locked && !locked.isLocked(clip.recordingId))
        .map(({ recordingId }) => recordingId),
    span(clipId) {
      const clip = clips.clip(clipId);
      if (clip.locked) throw new BenchError('not-found', `there is no picture of ${clipId}`);
      const { dir } = findRecording(places, clip.recordingId);
      const { id, fromMs, toMs } = clip;
      return { id, dir, fromMs, toMs, decidedMs: countedLabel(clip.looks)?.decidedMs ?? null };
    },
    need(task) {
      const found = labelled(task);
      if (found.length > 0) return found;
      throw new BenchError('refused', `${task} has no labelled clip that is not locked`, {
        hint: 'Label clips as success or failure first.',
      });
    },
  };
}
