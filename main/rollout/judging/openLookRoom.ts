/**
 * Who looks on: at most one judge, on the running cameras, while nothing else uses the bench; a run, a hand at a distance
 * or a calibration that begins ends it and is told in its view. It takes no lease to look and works on a stopped bench;
 * only while a recording is written, or the arm is brought out of the pictures, it holds the bench.
 */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { JudgeLiveView } from '../../base/model/judgeWork.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import type { DemoBook } from '../../environment/demos/demoBook.ts';
import type { FindJudge, FoundJudge } from '../../environment/judge/foundJudge.ts';
import type { MeasureLive } from '../../environment/judge/measureJudge.ts';
import type { JudgePorts } from '../../environment/judge/openJudge.ts';
import { driveArm } from '../driveArm.ts';
import type { DemoRecorder } from '../recording.ts';
import { recordingHead } from '../recordingHead.ts';
import { createFreeLoop } from '../teleop/createFreeLoop.ts';
import { type KeepWish, keepFooled } from './keepFooled.ts';
import { type Looking, lookOn } from './lookOn.ts';
import { needFreeBench, openCameras } from './openCameras.ts';

export interface LookRoomPorts extends JudgePorts {
  readonly station: Station;
  readonly benches: BenchBook;
  readonly findJudge: FindJudge;
  readonly clips: ClipBook;
  readonly demos: DemoBook;
  readonly recorder: () => DemoRecorder;
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
}

export interface LookRoom extends AsyncDisposable {
  readonly answers: Answers<
    'judge.live' | 'judge.liveEnd' | 'judge.keep' | 'judge.clearView' | 'judge.latency'
  >;
  readonly topic: StateTopic<JudgeLiveView | null>;
  /** Somebody looks on, or is about to. */
  readonly busy: boolean;
  /**
   * Over so many pictures of the running cameras; null where no bench stands in real time, or it is or was wanted for
   * something else. Throws only the signal's reason.
   */
  readonly measureLive: MeasureLive;
}

/** In words, for the person whose looking on was ended. */
const users = {
  trial: 'A trial began',
  reset: 'A reset began',
  teleop: 'Somebody drives the arm',
  calibration: 'The bench is being calibrated or checked',
} as const;

export function openLookRoom(ports: LookRoomPorts): LookRoom {
  const { station, clock, benches, clips } = ports;
  const topic = createStateTopic<JudgeLiveView | null>(null);
  let looking: Looking | null = null;
  let opening: AbortController | null = null;
  let keeping = false;
  /** Of our own asking: it does not end the looking. */
  let driving = false;

  const end = async (): Promise<void> => {
    opening?.abort(new BenchError('cancelled', 'looking on was ended'));
    const old = looking;
    looking = null;
    topic.set(null);
    await old?.[Symbol.asyncDispose]();
  };
  const look = (judge: FoundJudge, link: BenchLink): Looking => {
    const one: Looking = lookOn({
      ...{ ports, judge, link },
      onView: topic.set,
    });
    looking = one;
    return one;
  };
  const begin = async (task: string, ref: string): Promise<void> => {
    needFreeBench(station);
    await end();
    const mine = new AbortController();
    opening = mine;
    try {
      const judge = await ports.findJudge(task, ref);
      const link = await openCameras(ports, task, mine.signal);
      mine.signal.throwIfAborted();
      look(judge, link);
    } finally {
      if (opening === mine) opening = null;
    }
  };
  const measureLive: MeasureLive = async (judge, frames, signal) => {
    const { link } = station;
    const isFree = station.view.value.lease === 'none' && opening === null;
    if (link === null || link.pace !== 'real' || !isFree || looking?.running) return null;
    await end();
    const one = look(judge, link);
    const onAbort = (): void => one.fail('It was called off.');
    signal.addEventListener('abort', onAbort, { once: true });
    const came = await one.seen(frames);
    signal.removeEventListener('abort', onAbort);
    const latency = one.latency();
    if (looking === one) await end();
    signal.throwIfAborted();
    return came ? latency : null;
  };
  const following = station.view.watch(({ lease, clock: pace }) => {
    if (looking === null || !looking.running || keeping || driving) return;
    if (lease !== 'none') looking.fail(`${users[lease]}: looking on has ended.`);
    else if (pace !== 'real' || station.link !== looking.link)
      looking.fail('The bench was opened anew: look on again.');
  });
  const mustLook = (): Looking => {
    if (looking?.running === true) return looking;
    throw new BenchError('refused', 'no judge looks on now', { hint: 'Start the live judge.' });
  };
  const keep = async (wish: KeepWish): Promise<{ clipId: string }> => {
    const { last, judge, link, kept } = mustLook();
    if (keeping || driving) throw new BenchError('busy', 'the last thing asked is being done');
    keeping = true;
    try {
      using _held = station.lease('calibration');
      const roles = new Set((last.sets[0] ?? []).map(({ role }) => role));
      const cameras = link.cameras.filter(({ role }) => roles.has(role));
      const { cameraRateHz, pace } = link;
      const place = { clock, benches, station, manifest: judge.manifest };
      const parts = {
        ...place,
        softwareVersion: ports.version,
        link: { cameras, cameraRateHz, pace },
      };
      const origin = { kind: 'fooled', judge: judge.id } as const;
      const clipId = await keepFooled(
        {
          demos: { clock, dataDir: ports.dataDir, book: ports.demos, recorder: ports.recorder },
          ...{ clips, head: (id) => recordingHead(parts, id, origin, null) },
        },
        last,
        wish,
      );
      kept(clipId, wish.value);
      return { clipId };
    } finally {
      keeping = false;
    }
  };
  const clearView = async (signal: AbortSignal): Promise<void> => {
    const { judge, link } = mustLook();
    if (keeping || driving) throw new BenchError('busy', 'the last thing asked is being done');
    driving = true;
    try {
      using _held = station.lease('reset');
      await using loop = createFreeLoop(link, signal);
      const came = await driveArm(loop, judge.manifest.clearViewRad).finally(() => loop.rest());
      if (came !== 'arrived')
        throw new BenchError('refused', `the arm did not reach the clear view (${came})`, {
          hint: 'See the alerts, or move it out of the pictures by hand.',
        });
    } finally {
      driving = false;
    }
  };
  return {
    topic,
    get busy() {
      return opening !== null || looking?.running === true;
    },
    answers: {
      'judge.live': async ({ task, judge }) => {
        await begin(task, judge);
        return null;
      },
      'judge.liveEnd': async () => {
        await end();
        return null;
      },
      'judge.keep': (wish) => keep(wish),
      'judge.clearView': async (_none, signal) => {
        await clearView(signal);
        return null;
      },
      'judge.latency': () => mustLook().latency(),
    },
    measureLive,
    async [Symbol.asyncDispose]() {
      following[Symbol.dispose]();
      await end();
    },
  };
}
