/**
 * A thread that does an author's jobs: clips and views come with its birth, then one job at a time. It ends when it is
 * ended. Knows no file.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import { type ErrorData, toBenchError } from '../../base/model/errors.ts';
import type { Picture } from '../sdk/picture.ts';
import {
  doFold,
  doLast,
  type FoldJob,
  type FoldResult,
  type LastJob,
  type LastResult,
} from './authorHand.ts';
import { keepPictures, type SetPictures } from './decodeSets.ts';
import { ownFamilies } from './ownFamilies.ts';
import type { ClipSets } from './readSets.ts';

export interface HandThreadData {
  readonly roles: readonly string[];
  /** Their sets that are learnt from and scored; no others. */
  readonly clips: readonly ClipSets[];
  readonly views: SetPictures['views'];
  readonly scenes: Readonly<Record<string, Picture>>;
  readonly seed: number;
}

export type FromHandThread =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly result: FoldResult | LastResult }
  | { readonly type: 'failed'; readonly error: ErrorData };

/** Progress is told at most so often. */
const tellEveryMs = 200;

const port = parentPort as MessagePort;
const { clips, views, ...given } = workerData as HandThreadData;
const desk = {
  ...given,
  clips: new Map(clips.map((each) => [each.clip.id, each])),
  pictures: keepPictures(views),
  families: ownFamilies,
};
const tell = (message: FromHandThread): void => port.postMessage(message);

port.on('message', async (job: FoldJob | LastJob) => {
  let toldMs = 0;
  const progress = (share: number): void => {
    const nowMs = realClock.nowMs();
    if (nowMs - toldMs < tellEveryMs) return;
    toldMs = nowMs;
    tell({ type: 'progress', share });
  };
  // Nobody speaks to a thread at work: who gives up ends it.
  const ports = {
    ...{ signal: new AbortController().signal, pause: async () => undefined, progress },
  };
  try {
    const result =
      job.kind === 'fold' ? await doFold(desk, job, ports) : await doLast(desk, job, ports);
    tell({ type: 'done', result: must(result) });
  } catch (thrown) {
    tell({ type: 'failed', error: toBenchError(thrown).toData() });
  }
});
