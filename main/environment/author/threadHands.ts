/**
 * Hands in threads of their own, so that an author uses the cores there are and hears at once when nobody wants it any
 * more: then its threads are ended in the middle of whatever they do. Threads get copies of the pictures they need.
 */
import { Worker } from 'node:worker_threads';
import { BenchError } from '../../base/model/errors.ts';
import type { Desk, FoldResult, LastResult } from './authorHand.ts';
import { type Hand, type Hands, shareWork } from './hands.ts';
import type { FromHandThread, HandThreadData } from './handThread.ts';
import type { ClipSets, FrameSet } from './readSets.ts';

const memory = { maxOldGenerationSizeMb: 1024 } as const;

/** Bytes in a buffer of their own: a copy of a view would bring along all that lies beside it. */
const ownSet = (set: FrameSet): FrameSet => ({
  ...set,
  frames: set.frames.map((frame) => ({ ...frame, jpeg: Uint8Array.from(frame.jpeg) })),
});

/** Sets that are learnt from are among those that are scored, and stay the same ones. */
function ownClip({ clip, positive, scored, learnt }: ClipSets): ClipSets {
  const copies = new Map([...scored, ...learnt].map((set) => [set, ownSet(set)]));
  const of = (sets: readonly FrameSet[]): FrameSet[] =>
    sets.flatMap((set) => copies.get(set) ?? []);
  return { clip, positive, all: [], scored: of(scored), learnt: of(learnt) };
}

function openHand(data: HandThreadData, ended: Set<Worker>): Hand {
  const worker = new Worker(new URL('./handThread.ts', import.meta.url), {
    workerData: data,
    resourceLimits: memory,
  });
  ended.add(worker);
  let over: PromiseWithResolvers<FoldResult | LastResult> | null = null;
  let gone: BenchError | null = null;
  let told: (share: number) => void = () => undefined;
  const lose = (why: string): void => {
    gone ??= new BenchError('unavailable', `a thread of the author ended: ${why}`, {
      hint: 'What it found so far is kept: started again, it goes on.',
    });
    over?.reject(gone);
  };
  worker.on('error', (cause: unknown) => lose(String(cause)));
  worker.on('exit', (code) => lose(`code ${code}`));
  worker.on('message', (message: FromHandThread) => {
    if (message.type === 'progress') told(message.share);
    else if (message.type === 'done') over?.resolve(message.result);
    else over?.reject(BenchError.fromData(message.error));
  });
  return async (job, progress) => {
    if (gone !== null) throw gone;
    over = Promise.withResolvers();
    told = progress;
    const own =
      job.kind === 'fold'
        ? job
        : {
            ...job,
            paced: job.paced.map(({ clip, sets }) => ({
              clip: { ...clip, all: [], scored: [], learnt: [] },
              sets: sets.map(ownSet),
            })),
          };
    worker.postMessage(own);
    return await over.promise;
  };
}

/** The families are those of `ownFamilies.ts`, whatever the desk says. Ended by the signal or by disposal. */
export function openThreadHands(
  { roles, clips, pictures, scenes, seed }: Omit<Desk, 'families'>,
  count: number,
  signal: AbortSignal,
): Hands {
  // The runtime of nets looks at the process's environment, which a thread cannot change.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const data = {
    roles,
    clips: [...clips.values()].map(ownClip),
    views: pictures.views,
    scenes,
    seed,
  };
  const threads = new Set<Worker>();
  const hands = Array.from({ length: count }, () => openHand(data, threads));
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', end);
    await Promise.all([...threads].map((each) => each.terminate()));
  };
  const end = (): void => void close();
  signal.addEventListener('abort', end, { once: true });
  return shareWork(hands, close);
}
