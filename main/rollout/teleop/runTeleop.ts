/**
 * One teleoperation from the lease to its end: a loop over the bench's own beat that turns the newest input into the next
 * target, counts recordings down, and gives the bench to the task's reset when asked. Inputs never pace it (in lockstep
 * they do, one period each). Whatever ends it (stop, fault, disk, dead process), the arm holds and the recording is kept.
 */
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { DemoView, TeleopInput } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { TeleopView } from '../../base/model/phaseOne.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { BenchTick } from '../../bench/link.ts';
import type { DemoPorts } from './beginDemo.ts';
import { createArmDriver } from './createArmDriver.ts';
import { createDemoDesk, type DemoDesk } from './createDemoDesk.ts';
import { createInputs, type TeleopInputs } from './createInputs.ts';
import type { LeaderHand } from './createLeaderHand.ts';
import type { JogWish } from './planJog.ts';
import type { TakenBench } from './takeBench.ts';

export interface TeleopParts {
  readonly bench: TakenBench;
  readonly clock: Clock;
  readonly ports: DemoPorts;
  readonly input: TeleopInput;
  readonly leader: LeaderHand | null;
  readonly tidy: () => Promise<void>;
  readonly openLeader: () => Promise<LeaderHand>;
  /** At most fifteen times a second, and at every change of state; null when it is over. */
  readonly onView: (view: TeleopView | null) => void;
}

/** How it ended: why in words, whether a person asked for it, and what of a running recording was kept. */
export interface TeleopEnd {
  readonly why: string;
  readonly asked: boolean;
  readonly kept: DemoView | null;
  /** A recording could not be kept now: it waits in its folder. */
  readonly failure: BenchError | null;
}

export interface RunningTeleop {
  readonly manifest: TaskManifest;
  readonly inputs: TeleopInputs;
  readonly desk: DemoDesk;
  /** @throws BenchError `unavailable` for a leader arm that does not answer. */
  use(input: TeleopInput): Promise<void>;
  /** @throws BenchError `busy` while recording, `refused` with why the scene is not ready. */
  reset(): Promise<void>;
  /** `asked`: a person wants it; else a fault. */
  end(why: string, asked: boolean): void;
  readonly recording: boolean;
  readonly over: Promise<TeleopEnd>;
}

const viewEveryMs = 70;

const isMoving = (wish: JogWish | null): boolean =>
  wish !== null && (wish.kind !== 'move' || Object.values(wish.move).some((share) => share !== 0));

/** Until each camera of a lockstep bench has given a picture. */
const firstPeriods = 10;

export function runTeleop(parts: TeleopParts): RunningTeleop {
  const { bench, clock, ports } = parts;
  const { link, manifest, envelope } = bench;
  const ending = new AbortController();
  const { signal } = ending;
  const inputs = createInputs(link.pace, clock.nowMs);
  const driver = createArmDriver(link, envelope);
  const dtS = 1 / link.rateHz;
  let { input, leader } = parts;
  let speed = 1;
  let moving = false;
  let askedFor = false;
  let resetting: PromiseWithResolvers<void> | null = null;
  let newest: BenchTick | null = null;
  let shownAtMs = Number.NEGATIVE_INFINITY;

  const show = (): void => {
    if (signal.aborted) return;
    shownAtMs = clock.nowMs();
    const leaderRad = leader?.positionRad() ?? null;
    const at = newest?.state.positionRad;
    parts.onView({
      task: manifest.id,
      input,
      state: resetting === null ? desk.state : 'resetting',
      driving: moving,
      limitedBy: driver.limitedBy,
      tipM: at === undefined ? null : tipOf(at),
      countdownS: desk.countdownS,
      recording: desk.recording,
      speed,
      leaderRad: leaderRad?.map((value, j) => value - (at?.[j] ?? value)) ?? null,
      last: leader?.lost ?? desk.last,
    });
  };
  const end = (why: string, asked: boolean): void => {
    askedFor ||= asked && !signal.aborted;
    ending.abort(new BenchError('cancelled', why));
  };
  const desk = createDemoDesk({
    ports,
    link,
    head: (id, nearMiss) => bench.head(id, { kind: 'teleop', input }, nearMiss),
    source: () => (driver.driving ? 'human' : 'none'),
    tidy: parts.tidy,
    onTrouble: ({ message }) => end(message, false),
    onChange: () => {
      inputs.wake();
      show();
    },
  });
  const wishNow = (tick: BenchTick): JogWish | null => {
    const hand = inputs.read();
    speed = hand?.speed ?? speed;
    if (input !== 'leader') return hand?.wish ?? null;
    if (hand === null) leader?.release();
    return hand === null ? null : (leader?.wish(driver.jointsRad(tick), dtS) ?? null);
  };
  const beat = async (): Promise<void> => {
    const tick = await link.tick(signal);
    signal.throwIfAborted();
    newest = tick;
    const wish = wishNow(tick);
    driver.step(tick, wish, speed);
    moving = driver.driving && isMoving(wish);
    desk.tick(tick.atMs);
    if (clock.nowMs() - shownAtMs >= viewEveryMs) show();
  };
  const resetNow = async (asked: PromiseWithResolvers<void>): Promise<void> => {
    if (newest !== null) driver.step(newest, null, 1);
    await bench.resetScene(signal).then(asked.resolve, asked.reject);
    resetting = null;
    show();
    signal.throwIfAborted();
  };
  const loop = async (): Promise<never> => {
    // Bench time stands until the first input: whoever looks on is shown how it stands.
    if (link.pace === 'lockstep') for (let i = 0; i < firstPeriods; i++) await beat();
    for (;;) {
      signal.throwIfAborted();
      if (resetting !== null) await resetNow(resetting);
      if (link.pace === 'lockstep' && desk.opening !== null)
        await desk.opening.catch(() => undefined);
      if (link.pace === 'lockstep' && !desk.counting) await inputs.next(signal);
      if (resetting !== null || (link.pace === 'lockstep' && desk.opening !== null)) continue;
      if (link.pace === 'lockstep' && !desk.counting && !inputs.waiting) continue;
      await beat();
      inputs.done();
    }
  };
  const closed = async (cause: unknown): Promise<TeleopEnd> => {
    const { message: why } = toBenchError(cause);
    const asked = askedFor;
    if (!signal.aborted) ending.abort(cause);
    driver[Symbol.dispose]();
    inputs.close();
    resetting?.reject(new BenchError('cancelled', why));
    const cut = asked ? 'teleoperation was ended while it was recorded' : why;
    const kept = await desk.cut(cut).catch((failure: unknown) => toBenchError(failure));
    await leader?.[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
    parts.onView(null);
    const failure = kept instanceof BenchError ? kept : null;
    return { why, asked, kept: kept instanceof BenchError ? null : kept, failure };
  };
  const over = loop().catch(closed);
  show();
  return {
    manifest,
    inputs,
    desk,
    async use(next) {
      const wanted = next === 'leader' ? await parts.openLeader() : null;
      if (signal.aborted) {
        await wanted?.[Symbol.asyncDispose]();
        throw toBenchError(signal.reason);
      }
      const before = leader;
      leader = wanted;
      input = next;
      inputs.forget();
      show();
      await before?.[Symbol.asyncDispose]();
    },
    async reset() {
      if (resetting !== null || desk.state !== 'ready')
        throw new BenchError('busy', 'the scene is reset between recordings only', {
          hint: 'Stop the recording first.',
        });
      resetting = Promise.withResolvers<void>();
      const { promise } = resetting;
      inputs.wake();
      show();
      await promise;
    },
    end,
    get recording() {
      return desk.state === 'recording' || desk.state === 'saving';
    },
    over,
  };
}

function tipOf(jointsRad: readonly number[]): TeleopView['tipM'] {
  const { xM, yM, zM } = forwardKinematics(jointsRad);
  return { xM, yM, zM };
}
