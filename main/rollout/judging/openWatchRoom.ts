/**
 * The watch over what a judge learnt from: at start, every hour and when asked, never while something runs, each camera's
 * picture is compared with the scene of the clips, and a few known clips are judged again. A moved camera, other light or
 * another verdict is an alert before it is a wrong verdict, and gone when it is over. Moves nothing.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { DriftView } from '../../base/model/judge.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { LinkFrame } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { FoundJudge } from '../../environment/judge/foundJudge.ts';
import type { JudgePorts } from '../../environment/judge/openJudge.ts';
import type { JudgeRoom } from '../../environment/judge/openJudgeRoom.ts';
import type { UnlockedClips } from '../../environment/judge/unlockedClips.ts';
import { installTask } from '../../environment/task/installTask.ts';
import { watchDir } from '../../store/dataLayout.ts';
import { encodeSmallPicture, readSmallPicture } from '../../store/record/smallPicture.ts';
import { compareScene } from './compareScene.ts';
import { type CameraDrift, driftOf } from './driftOf.ts';
import { needFreeBench, openCameras } from './openCameras.ts';
import {
  judgeCanaries,
  keepWatchMaterial,
  loadWatchMaterial,
  type MaterialPorts,
  type WatchMaterial,
  watchWidthPx,
} from './watchMaterial.ts';

export interface WatchRoomPorts extends JudgePorts {
  readonly station: Station;
  readonly alerts: Alerts;
  readonly judges: Pick<JudgeRoom, 'find' | 'watched' | 'topic'>;
  readonly unlocked: UnlockedClips;
  readonly dataDir: string;
  readonly templatesDir: string;
  /** The task whose judge is watched; null while none is open. */
  readonly openTask: () => string | null;
  /** Somebody looks on. */
  readonly lookedOn: () => boolean;
}

export interface WatchRoom extends AsyncDisposable {
  readonly answers: Answers<'judge.watch' | 'judge.watchPicture'>;
}

const everyMs = 3_600_000;
/** After a start the house is still busy. */
const firstAfterMs = 20_000;
const beatMs = 5000;
const frameWaitMs = 3000;

const alertKey = (name: string): string => `judge-drift/${name}`;

/** The newest picture of each camera, as soon as all gave one; what came where some do not. */
async function nextFrames(
  { station, clock }: WatchRoomPorts,
  roles: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LinkFrame>> {
  const frames = new Map<string, LinkFrame>();
  const all = Promise.withResolvers<void>();
  const fromMs = clock.nowMs();
  using _frames = station.onFrame((frame) => {
    // What was under way shows what was before somebody asked.
    if (frame.capturedNowMs !== null && frame.capturedNowMs < fromMs) return;
    frames.set(frame.role, frame);
    if (roles.every((role) => frames.has(role))) all.resolve();
  });
  await Promise.race([all.promise, clock.sleep(frameWaitMs, signal)]);
  signal.throwIfAborted();
  return frames;
}

function tellDrift(alerts: Alerts, { cameras, canaries }: Omit<DriftView, 'wallTime'>): void {
  for (const { role, state, words } of cameras) {
    if (state === 'as-learnt') alerts.clear(alertKey(role));
    else {
      const what =
        state === 'moved' ? 'moved' : state === 'light' ? 'sees other light' : 'is blind';
      alerts.raise(
        alertKey(role),
        'warning',
        `The ${role} camera ${what} since the judge learnt: ${words}`,
        'Look at both pictures in the step Judge. Put it back, or record, label and learn anew.',
      );
    }
  }
  if (canaries.same === canaries.n) alerts.clear(alertKey('canaries'));
  else
    alerts.raise(
      alertKey('canaries'),
      'danger',
      `The judge answers ${canaries.n - canaries.same} of ${canaries.n} known clips otherwise than before.`,
      'Its clips or this software changed. Measure it again before you trust it.',
    );
}

export function openWatchRoom(ports: WatchRoomPorts): WatchRoom {
  const { station, alerts, clock, log, judges, dataDir } = ports;
  const pause = (): Promise<void> => clock.sleep(0);
  const material: MaterialPorts = { ports, clips: ports.unlocked, pause };
  const ending = new AbortController();
  let loaded: { readonly hash: string; readonly material: WatchMaterial } | null = null;
  let running: Promise<DriftView> | null = null;
  let dueAtMs = clock.nowMs() + firstAfterMs;

  /** The judge that trials run: the accepted one, else the one that came with the task. */
  const inForce = (task: string): Promise<FoundJudge> =>
    judges.find(task, 'accepted').catch((cause: unknown) => {
      if (toBenchError(cause).code !== 'not-found') throw cause;
      return judges.find(task, 'shipped');
    });
  const materialOf = async (judge: FoundJudge, dir: string, signal: AbortSignal) => {
    const labelled = new Set(ports.unlocked.labelled(judge.manifest.id).map(({ id }) => id));
    // A clip that was locked or taken back since is looked at no more.
    const clipsOf = ({ sceneClips, canaries }: WatchMaterial): readonly string[] => [
      ...sceneClips,
      ...canaries.map(({ clipId }) => clipId),
    ];
    const isSame =
      loaded?.hash === judge.hash && clipsOf(loaded.material).every((id) => labelled.has(id));
    if (loaded === null || !isSame)
      loaded = {
        hash: judge.hash,
        material: await loadWatchMaterial(material, judge, dir, signal),
      };
    return loaded.material;
  };
  const lookAtCameras = async (
    { scenes }: WatchMaterial,
    dir: string,
    signal: AbortSignal,
  ): Promise<readonly CameraDrift[]> => {
    const roles = [...scenes.keys()];
    const frames = await nextFrames(ports, roles, signal);
    const found: CameraDrift[] = [];
    await mkdir(dir, { recursive: true });
    for (const [role, scene] of scenes) {
      const jpeg = frames.get(role)?.jpeg;
      if (jpeg === undefined) {
        const words = 'It gives no picture.';
        found.push({ role, state: 'unseen', shiftPx: 0, gain: 1, words });
        continue;
      }
      await writeFile(
        path.join(dir, `${role}.before.jpg`),
        await encodeSmallPicture(scene.picture),
      );
      await writeFile(path.join(dir, `${role}.after.jpg`), jpeg);
      const now = await readSmallPicture(jpeg, watchWidthPx);
      found.push(driftOf(role, await compareScene(scene, now, pause), now.wholeWidthPx));
      signal.throwIfAborted();
    }
    return found;
  };
  const rejudge = async (
    judge: FoundJudge,
    { canaries, sceneClips }: WatchMaterial,
    dir: string,
    signal: AbortSignal,
  ): Promise<DriftView['canaries']> => {
    const cameras = station.link?.cameras ?? [];
    const ids = canaries.map(({ clipId }) => clipId);
    const now = await judgeCanaries(material, judge, ids, { cameras, signal });
    if (canaries.some(({ verdict }) => verdict === null)) {
      const first = ids.map((clipId, n) => ({ clipId, verdict: now[n] ?? 'undecided' }));
      keepWatchMaterial(dir, sceneClips, first);
      loaded = null;
      return { n: ids.length, same: ids.length };
    }
    const same = canaries.filter(({ verdict }, n) => verdict === now[n]).length;
    return { n: ids.length, same };
  };
  const look = async (task: string, signal: AbortSignal): Promise<DriftView> => {
    const judge = await inForce(task);
    const dir = watchDir(dataDir, task, judge.hash);
    const known = await materialOf(judge, dir, signal);
    const cameras = await lookAtCameras(known, dir, signal);
    const canaries = await rejudge(judge, known, dir, signal);
    const found = { judge: judge.id, cameras, canaries };
    judges.watched(task, found);
    tellDrift(alerts, found);
    return { ...found, wallTime: clock.wallTime() };
  };
  /** Nobody has the bench, and what its cameras see is this task. */
  const mayLook = async (task: string): Promise<boolean> => {
    const isFree = station.view.value.lease === 'none' && station.link !== null;
    if (!isFree) return false;
    const { templateDir } = await installTask(ports.templatesDir, dataDir, task);
    return station.isOpen('real', templateDir);
  };
  const watch = async (task: string, signal: AbortSignal): Promise<DriftView> => {
    if (running !== null) return await running;
    needFreeBench(station);
    const mine = new AbortController();
    const stop = (why: unknown): void => mine.abort(why);
    // Whoever takes the bench need not wait for us.
    using _free = station.view.watch(({ lease }) => {
      if (lease !== 'none') stop(new BenchError('busy', `the bench is held by ${lease}`));
    });
    const all = AbortSignal.any([mine.signal, signal, ending.signal]);
    const work = openCameras(ports, task, all).then(() => look(task, all));
    running = work;
    try {
      return await work;
    } finally {
      running = null;
    }
  };
  const watchWhenDue = async (): Promise<void> => {
    const task = ports.openTask();
    const isBusy = running !== null || ports.lookedOn();
    if (clock.nowMs() < dueAtMs || task === null || isBusy || !station.healthy) return;
    if (ports.unlocked.labelled(task).length === 0 || !(await mayLook(task))) return;
    dueAtMs = clock.nowMs() + everyMs;
    await watch(task, ending.signal).catch((cause: unknown) => {
      // Somebody came: it is as due as before.
      if (toBenchError(cause).code === 'busy') dueAtMs = clock.nowMs();
      log.log('info', 'the watch did not look', { error: toBenchError(cause).message });
    });
  };
  const beats = clock.every(beatMs, () => {
    watchWhenDue().catch((cause: unknown) =>
      log.log('warn', 'the watch failed', { error: toBenchError(cause).message }),
    );
  });
  let inForceId: string | null | undefined;
  const following = judges.topic.watch((view) => {
    const id = view?.inForce;
    // What a judge that was just put in force learnt from is what is looked at.
    if (inForceId !== undefined && id !== undefined && id !== inForceId) dueAtMs = clock.nowMs();
    inForceId = id ?? inForceId;
  });
  const picture = async (task: string, name: string): Promise<{ jpegBase64: string }> => {
    const { hash } = await inForce(task);
    try {
      const jpeg = readFileSync(path.join(watchDir(dataDir, task, hash), name));
      return { jpegBase64: jpeg.toString('base64') };
    } catch (cause) {
      throw new BenchError('not-found', 'the watch has not seen this camera yet', {
        hint: 'Look now, then there is a picture.',
        cause,
      });
    }
  };
  return {
    answers: {
      'judge.watch': ({ task }, signal) => watch(task, signal),
      'judge.watchPicture': ({ task, role, which }) => picture(task, `${role}.${which}.jpg`),
    },
    async [Symbol.asyncDispose]() {
      beats[Symbol.dispose]();
      following[Symbol.dispose]();
      ending.abort(new BenchError('cancelled', 'the core ends'));
      await running?.catch(() => undefined);
    },
  };
}
