/**
 * The clips that the author may learn from: labelled success or failure, not locked, with their recordings. Refuses with
 * what is missing. A recording of which anything is locked is not among them.
 */
import path from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import type { AuthorClip } from '../../base/wire/author.ts';
import { demosDir, trialFile, trialsDir } from '../../store/dataLayout.ts';
import { findRecording } from '../../store/record/findRecording.ts';
import { readJson } from '../../store/record/readBounded.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import { countedLabel } from '../clips/clipView.ts';
import type { DemoBook } from '../demos/demoBook.ts';

export interface GatherPorts {
  readonly clips: Pick<ClipBook, 'clips'>;
  readonly demos: Pick<DemoBook, 'list'>;
  readonly dataDir: string;
}

/** Fewer than this of either cannot be cross-validated and say next to nothing. */
export const leastClips = 8;

const headSchema = z.object({ wallTime: z.string().max(40) });

function trialTime(dir: string): string {
  return readJson(path.join(dir, trialFile), 1 << 20, headSchema).wallTime;
}

/** @throws BenchError `refused` with how many of what are missing. */
export function gatherClips(ports: GatherPorts, task: string): readonly AuthorClip[] {
  const { dataDir } = ports;
  const all = ports.clips.clips(task);
  const locked = new Set(all.flatMap((clip) => (clip.locked ? [clip.recordingId] : [])));
  const places = {
    trialsDir: trialsDir(dataDir),
    demosDir: demosDir(dataDir),
    isLocked: (id: string) => locked.has(id),
  };
  const times = new Map(ports.demos.list(task).map(({ id, wallTime }) => [id, wallTime]));
  const clips = all.flatMap((clip): AuthorClip[] => {
    const label = countedLabel(clip.looks);
    if (locked.has(clip.recordingId) || label === null) return [];
    const { value, decidedMs } = label;
    if (value !== 'success' && value !== 'failure') return [];
    try {
      const { kind, dir } = findRecording(places, clip.recordingId);
      const known = clip.demoId === null ? undefined : times.get(clip.demoId);
      const wallTime = known ?? (kind === 'trial' ? trialTime(dir) : label.wallTime);
      const { id, recordingId, fromMs, toMs, nearMiss, source, looks } = clip;
      const sure = looks.second !== undefined || looks.settled !== undefined;
      return [
        {
          ...{ id, recordingId, dir, fromMs, toMs, label: value, sure },
          ...{ decidedMs, nearMiss, wallTime, source },
        },
      ];
    } catch (thrown) {
      // Its folder was moved or is damaged: the others do without it.
      if (thrown instanceof BenchError) return [];
      throw thrown;
    }
  });
  const have = (label: AuthorClip['label']): number =>
    clips.filter((clip) => clip.label === label).length;
  const [successes, failures] = [have('success'), have('failure')];
  if (Math.min(successes, failures) < leastClips)
    throw new BenchError(
      'refused',
      `${task} has ${successes} successes and ${failures} failures to learn from; it needs ${leastClips} of each`,
      {
        hint: 'Label more clips. Locked ones, unclear ones and unsettled disagreements do not count.',
      },
    );
  return clips;
}
