/**
 * A scripted operator's hands, in process and in lockstep: it puts objects where it wants them, drives the arm one control
 * period at a time through the same driver, lease and envelope as a person, and records a demo. The same script and seed
 * give the same bytes. For making demos by the hundred and for tests; knows no window.
 */
import type { Envelope, LimitReason } from '../../base/model/arm.ts';
import type { DemoView, LabelValue, RecordingOrigin } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { BenchLink, BenchTick } from '../../bench/link.ts';
import { beginDemo, type DemoPorts, type RunningDemo } from './beginDemo.ts';
import { createArmDriver } from './createArmDriver.ts';
import type { JogWish } from './planJog.ts';
import { type BenchPlace, takeBench } from './takeBench.ts';

export interface ScriptedDemo {
  readonly origin: RecordingOrigin;
  readonly nearMiss: string | null;
  /** What the operator says of it in the end. */
  readonly result: LabelValue | null;
}

export interface TeleopScript extends AsyncDisposable {
  readonly link: BenchLink;
  readonly manifest: TaskManifest;
  /** In force: the bench's, narrowed by the task's episode limits. */
  readonly envelope: Envelope;
  /** The newest row. */
  readonly now: BenchTick;
  /** What limited the newest step, or null. */
  readonly limitedBy: LimitReason | null;
  /** One control period; a null wish holds. `speed`: share of the top speed. */
  step(wish: JogWish | null, speed?: number): Promise<BenchTick>;
  /** So many periods of the same wish. */
  steps(count: number, wish: JogWish | null, speed?: number): Promise<BenchTick>;
  /** As a hand puts it; lies still after some periods. @throws BenchError `bad-input` for an unknown object. */
  place(object: string, pose: PlanarPose): Promise<void>;
  /** Up and out of every view, as before a verdict. */
  clearView(): Promise<void>;
  /** Records while `script` runs; one that throws ends the demo with why, and the error is thrown on. */
  record(demo: ScriptedDemo, script: () => Promise<void>): Promise<DemoView>;
}

export interface OpenTeleopScript {
  readonly task: string;
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface TeleopScriptParts {
  readonly place: BenchPlace;
  readonly demos: DemoPorts;
  /** Why nothing may begin now, or null. */
  readonly refusal: () => BenchError | null;
  /** Ends a run that gives way. */
  readonly giveWay: () => Promise<void>;
}

/** @throws BenchError `busy`, `refused` while stopped, `not-found`, `unavailable`. */
export async function openTeleopScript(
  { place: benchPlace, demos, refusal, giveWay }: TeleopScriptParts,
  { task, seed, signal }: OpenTeleopScript,
): Promise<TeleopScript> {
  const refused = refusal();
  if (refused !== null) throw refused;
  await giveWay();
  await using undo = new AsyncDisposableStack();
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const bench = undo.use(
    await takeBench(benchPlace, { task, pace: 'lockstep', seed, signal: either }),
  );
  const { station } = benchPlace;
  const { link, manifest, envelope } = bench;
  undo.use(
    station.onVoid((reason, why) => {
      if (reason !== 'human-touched') ending.abort(new BenchError('cancelled', why));
    }),
  );
  const driver = undo.use(createArmDriver(link, envelope));
  let now = await link.tick(either);
  const step: TeleopScript['step'] = async (wish, speed = 1) => {
    driver.step(now, wish, speed);
    now = await link.tick(either);
    return now;
  };
  const steps: TeleopScript['steps'] = async (count, wish, speed) => {
    for (let i = 0; i < count; i++) await step(wish, speed);
    return now;
  };
  const begin = async ({ origin, nearMiss }: ScriptedDemo): Promise<RunningDemo> =>
    await beginDemo(demos, {
      link,
      head: bench.head(demos.book.nextId(), origin, nearMiss),
      source: () => (driver.driving ? 'human' : 'none'),
      onTrouble: (error) => ending.abort(error),
    });
  const given = undo.move();
  return {
    link,
    manifest,
    envelope,
    get now() {
      return now;
    },
    get limitedBy() {
      return driver.limitedBy;
    },
    step,
    steps,
    async place(object, pose) {
      await station.hand(object, pose);
    },
    async clearView() {
      driver.step(now, null, 1);
      await bench.clearView(either);
      now = await link.tick(either);
    },
    async record(demo, script) {
      const running = await begin(demo);
      try {
        await script();
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        await running.finish({ result: null, why }).catch(() => undefined);
        throw cause;
      }
      return await running.finish({ result: demo.result, why: '' });
    },
    [Symbol.asyncDispose]: () => given.disposeAsync(),
  };
}
