/**
 * What fooled a judge becomes material: the seconds it looked at last are a recording like a demo's, exact pictures and
 * rows, and its clip has the person's word as its first look. All of it is on the disk when it is answered.
 */
import { createSignal } from '../../base/lib/topic.ts';
import type { DemoHead } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { LinkFrame } from '../../bench/link.ts';
import type { ServoState } from '../../bench/robot.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import { beginDemo, type DemoPorts } from '../teleop/beginDemo.ts';
import type { LastSeconds } from './lookOn.ts';

export interface KeepParts {
  readonly demos: DemoPorts;
  readonly clips: Pick<ClipBook, 'clips' | 'label'>;
  readonly head: (id: string) => DemoHead;
}

export interface KeepWish {
  readonly value: 'success' | 'failure';
  readonly by: string;
}

/** What a person saw when they said so: the scene was so for about that long. */
const decidedBeforeMs = 1000;

/** The clip's id. @throws BenchError `refused` before anything was judged, `storage`. */
export async function keepFooled(
  { demos, clips, head }: KeepParts,
  { sets, states }: LastSeconds,
  { value, by }: KeepWish,
): Promise<string> {
  if (sets.length === 0 || states.length === 0)
    throw new BenchError('refused', 'nothing was judged yet', {
      hint: 'Wait for the first verdict, then keep it.',
    });
  const rows = createSignal<ServoState>();
  const pictures = createSignal<LinkFrame>();
  const trouble = Promise.withResolvers<never>();
  trouble.promise.catch(() => undefined);
  const demo = await beginDemo(demos, {
    link: { onState: rows.on, onFrame: pictures.on },
    head: head(demos.book.nextId()),
    source: () => 'none',
    onTrouble: trouble.reject,
  });
  for (const state of states) rows.emit(state);
  for (const set of sets) for (const frame of set) pictures.emit(frame);
  const view = await Promise.race([demo.finish({ result: value, why: '' }), trouble.promise]);
  const clip = clips.clips(view.task).find(({ demoId }) => demoId === view.id);
  if (clip === undefined) throw new BenchError('internal', `${view.id} has no clip`);
  const decidedMs = Math.max(clip.fromMs, clip.toMs - decidedBeforeMs);
  clips.label({ ids: [clip.id], look: 'first', value, decidedMs, by, why: '' });
  return clip.id;
}
