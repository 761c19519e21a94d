/**
 * The stop tested by stopping: the arm moves slowly until somebody presses Stop, from wherever, or until the time is up.
 * Measured are the milliseconds to the hold packet, as the servo process has them, and until the rows say that the arm
 * stands. It resumes nothing: that is the person's to do.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { StopTestView } from '../../base/model/phaseOne.ts';
import type { BenchLink } from '../link.ts';
import type { Station, StopPress } from '../stationPorts.ts';
import { planSlowMotion, type SlowMotion } from './planSlowMotion.ts';

export interface StopTestParts {
  readonly clock: Clock;
  readonly station: Station;
  readonly onView: (view: StopTestView) => void;
}

export const slowMS = 0.02;
export const mostMovingS = 20;
const standsWithinMs = 3000;
/** The arm stands when so many rows in a row say so. */
const stillRows = 5;
const stillRadS = 0.02;

const moving: StopTestView = {
  state: 'moving',
  speedMS: slowMS,
  wroteAfterMs: null,
  stoodAfterMs: null,
  why: 'The arm moves slowly. Press Stop.',
};

/** Milliseconds from the press until the first of the rows that say it stands; null when it never did. */
async function stood(link: BenchLink, clock: Clock, press: StopPress): Promise<number | null> {
  const done = Promise.withResolvers<number | null>();
  let still = 0;
  let sinceMs = 0;
  using _late = clock.after(standsWithinMs, () => done.resolve(null));
  using _rows = link.onState(({ state }) => {
    const nowMs = clock.nowMs();
    const isStill = state.velocityRadS.every((speed) => Math.abs(speed) < stillRadS);
    if (!isStill || state.mode === 'moving') still = 0;
    else if (++still === 1) sinceMs = nowMs;
    if (still >= stillRows) done.resolve(sinceMs - press.atMs);
  });
  using _lost = link.robot.onLost(() => done.resolve(null));
  return await done.promise;
}

function motionFrom(link: BenchLink, joints: readonly number[]): SlowMotion {
  const motion = planSlowMotion(joints, link.robot.envelope, slowMS);
  if (motion !== null) return motion;
  throw new BenchError('refused', 'from here the arm has no room for a slow motion', {
    hint: 'bring its tip above the middle of the table by hand, then test again',
  });
}

/** Moves until the signal ends it; returns when the time is up. Rejects with why it could not go on. */
async function move(link: BenchLink, clock: Clock, signal: AbortSignal): Promise<void> {
  const periodMs = 1000 / link.rateHz;
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);
  using _limits = link.robot.onLimit(({ reason }) =>
    refused.reject(
      new BenchError('refused', `the envelope refused the motion (${reason.replace('-', ' ')})`, {
        hint: 'bring the tip above the middle of the table by hand, or set the envelope anew',
      }),
    ),
  );
  const first = await link.tick(signal);
  const motion = motionFrom(link, first.state.positionRad);
  let lastMs = clock.nowMs();
  let seconds = 0;
  const lateMs = lastMs + mostMovingS * 1000;
  for (;;) {
    await Promise.race([link.tick(signal), refused.promise]);
    const nowMs = clock.nowMs();
    if (nowMs > lateMs) return;
    // A core that stood still goes on where it was: nothing is caught up at more than the slow speed.
    seconds += Math.min(nowMs - lastMs, 1.5 * periodMs) / 1000;
    lastMs = nowMs;
    link.target(motion.at(seconds + (2 * periodMs) / 1000), 2 * periodMs);
  }
}

/** Never leaves the arm moving. The caller holds the lease. Rejects when `signal` ends it. */
export async function runStopTest(
  parts: StopTestParts,
  signal: AbortSignal,
): Promise<StopTestView> {
  const { clock, station, onView } = parts;
  const { link } = station;
  if (link === null) throw new BenchError('unavailable', 'no bench is open');
  const ending = new AbortController();
  const pressed = Promise.withResolvers<StopPress>();
  using _stops = station.onStop((press) => {
    pressed.resolve(press);
    ending.abort();
  });
  const broke = Promise.withResolvers<string>();
  using _faults = link.robot.onFault(({ fault, on, message }) => {
    // A core that was silent for a moment: the arm held, and goes on.
    if (on && fault !== 'core-lost') broke.resolve(message);
  });
  onView(moving);
  const end = async (): Promise<StopTestView> => {
    const moved = move(link, clock, AbortSignal.any([ending.signal, signal])).then(
      () => 'late' as const,
      (cause: unknown) => (ending.signal.aborted ? ('stopped' as const) : toBenchError(cause)),
    );
    const what = await orAborted(Promise.race([pressed.promise, broke.promise, moved]), signal);
    const first = what === 'stopped' ? await pressed.promise : what;
    if (first === 'late') {
      return {
        ...moving,
        state: 'not-stopped',
        why: `Nobody pressed Stop within ${mostMovingS} s.`,
      };
    }
    if (typeof first === 'string') return { ...moving, state: 'failed', why: `${first}.` };
    if (first instanceof BenchError) {
      const hint = first.hint === undefined ? '' : ` (${first.hint})`;
      return { ...moving, state: 'failed', why: `${first.message}${hint}.` };
    }
    const [stoodAfterMs, wroteAfterMs] = await Promise.all([
      stood(link, clock, first),
      first.wroteAfterMs,
    ]);
    const isHeld = wroteAfterMs !== null && stoodAfterMs !== null;
    const why = isHeld
      ? 'The arm was stopped and stands. Resume it when you are ready.'
      : 'The stop was pressed, and the arm was not seen to hold. Use the emergency stop.';
    return { ...moving, state: isHeld ? 'held' : 'not-stopped', wroteAfterMs, stoodAfterMs, why };
  };
  try {
    return await end();
  } finally {
    ending.abort();
    link.robot.hold('the stop test is over');
  }
}
