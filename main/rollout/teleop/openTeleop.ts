/**
 * Who may drive: one teleoperation at a time, of the window that began it. Its connection is its right: another one is
 * busy, may look on and may end it; when the connection is gone, the next that sends an input takes it over (a window
 * that reconnects), and after a minute of nobody it ends. Says in an alert what ended it and what was kept.
 */
import type { Caller } from '../../base/api/caller.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { TeleopInput } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { TeleopView } from '../../base/model/phaseOne.ts';
import type { ServoFault } from '../../base/wire/servo.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { StationPorts } from '../../bench/stationPorts.ts';
import { type RecoverDemosOptions, recoverDemos } from '../../store/recoverDemos.ts';
import type { DemoPorts } from './beginDemo.ts';
import { createLeaderHand, type LeaderHand } from './createLeaderHand.ts';
import { type RunningTeleop, runTeleop, type TeleopEnd } from './runTeleop.ts';
import { type BenchPlace, takeBench } from './takeBench.ts';

export interface TeleopRoomParts {
  readonly place: BenchPlace;
  readonly demos: DemoPorts;
  readonly alerts: Alerts;
  readonly ledger: Parameters<typeof recoverDemos>[0];
  readonly openLeader: StationPorts['openLeader'];
  readonly refusal: () => BenchError | null;
  readonly giveWay: () => Promise<void>;
}

export interface Begin {
  readonly task: string;
  readonly input: TeleopInput;
  readonly lockstep: boolean;
}

export interface TeleopRoom extends AsyncDisposable {
  readonly topic: StateTopic<TeleopView | null>;
  /** @throws BenchError `busy`, `refused` while stopped, `not-found`, `unavailable`. */
  begin(begin: Begin, caller: Caller | undefined): Promise<void>;
  /** Of this caller. @throws BenchError `busy` when another window drives, `refused` when nobody does. */
  mine(caller: Caller | undefined): RunningTeleop;
  /** Of whoever drives. @throws BenchError `refused` when nobody does. */
  any(): RunningTeleop;
  /** Resolves when the bench is given back. */
  end(): Promise<void>;
}

const alertKey = 'teleop';
/** So long a recording waits for its window to come back. */
const aloneMs = 60_000;

/**
 * The computer was busy for a moment: the arm held by itself, the rows say so, and it moves again with the next input. A
 * bus that is really gone says something else.
 */
const passing: readonly ServoFault[] = ['core-lost', 'stale-read'];

const inProcess: Caller = { id: 'in process', gone: new AbortController().signal };

function tellEnd(alerts: Alerts, { why, asked, kept, failure }: TeleopEnd): void {
  if (failure !== null) {
    alerts.raise(
      alertKey,
      'danger',
      `Teleoperation ended: ${why}. The demo is not saved yet: ${failure.message}`,
      'It lies in its folder and is entered before the next recording. Free the disk first.',
    );
  } else if (!asked) {
    const saved = kept === null ? '' : ` ${kept.id} is kept up to there.`;
    alerts.raise(
      alertKey,
      'warning',
      `Teleoperation ended: ${why}.${saved}`,
      'The arm holds. Begin again when the reason is gone.',
    );
  }
}

export function openTeleop(parts: TeleopRoomParts): TeleopRoom {
  const { place, demos, alerts, openLeader } = parts;
  const { station, ports } = place;
  const { clock, log } = ports;
  const topic = createStateTopic<TeleopView | null>(null);
  let running: RunningTeleop | null = null;
  let opening: AbortController | null = null;
  let owner: Caller = inProcess;

  const tidy = async (): Promise<void> => {
    const options: RecoverDemosOptions = {
      ...{ clock, log, why: 'the disk refused its end' },
      enter: (entry) => void demos.book.record(entry),
    };
    await recoverDemos(parts.ledger, demos.dataDir, options);
  };
  /** What voids a trial ends it too, but for a hand in the scene, what passes, and a camera while nothing records. */
  const watch = (teleop: RunningTeleop): Disposable => {
    const stack = new DisposableStack();
    stack.use(
      station.onVoid((reason, why, fault) => {
        if (reason === 'human-touched' || (reason === 'camera-stale' && !teleop.recording)) return;
        if (fault !== undefined && passing.includes(fault)) return;
        teleop.end(why, false);
      }),
    );
    let aloneSinceMs: number | null = null;
    stack.use(
      clock.every(1000, () => {
        aloneSinceMs = owner.gone.aborted ? (aloneSinceMs ?? clock.nowMs()) : null;
        if (aloneSinceMs !== null && clock.nowMs() - aloneSinceMs > aloneMs)
          teleop.end('its window went away', false);
      }),
    );
    return stack;
  };
  const open = async ({ task, input, lockstep }: Begin, signal: AbortSignal): Promise<void> => {
    await parts.giveWay();
    await using undo = new AsyncDisposableStack();
    const pace = lockstep ? 'lockstep' : 'real';
    const bench = undo.use(await takeBench(place, { task, pace, seed: 1, signal }));
    // With the lease: nobody else's recording is a torn one.
    await tidy();
    const leaderOf = (): Promise<LeaderHand> =>
      createLeaderHand(bench.link, ports.benches, openLeader);
    const leader = input === 'leader' ? undo.use(await leaderOf()) : null;
    signal.throwIfAborted();
    const refused = parts.refusal();
    if (refused !== null) throw refused;
    undo.move();
    const teleop = runTeleop({
      ...{ bench, clock, ports: demos, input, leader, tidy },
      openLeader: leaderOf,
      onView: topic.set,
    });
    running = teleop;
    const watching = watch(teleop);
    void teleop.over.then((end) => {
      watching[Symbol.dispose]();
      running = null;
      log.log('info', 'teleoperation ended', { why: end.why, kept: end.kept?.id ?? '' });
      tellEnd(alerts, end);
    });
  };
  const any = (): RunningTeleop => {
    if (running !== null) return running;
    throw new BenchError('refused', 'nobody teleoperates now', { hint: 'Begin teleoperation.' });
  };
  return {
    topic,
    any,
    async begin(begin, caller = inProcess) {
      const refused = parts.refusal();
      if (refused !== null) throw refused;
      if (running !== null || opening !== null) {
        const whose = owner.id === caller.id ? 'this window' : 'another window';
        throw new BenchError('busy', `${whose} teleoperates already`, {
          hint: 'End it first; every window can.',
        });
      }
      const ending = new AbortController();
      opening = ending;
      owner = caller;
      try {
        await open(begin, ending.signal);
        alerts.clear(alertKey);
      } finally {
        opening = null;
      }
    },
    mine(caller = inProcess) {
      const teleop = any();
      if (owner.id === caller.id) return teleop;
      if (!owner.gone.aborted)
        throw new BenchError('busy', 'another window teleoperates', {
          hint: 'Drive there, or end it here and begin again.',
        });
      owner = caller;
      teleop.inputs.forget();
      return teleop;
    },
    async end() {
      opening?.abort(new BenchError('cancelled', 'teleoperation was ended'));
      running?.end('ended by a person', true);
      await running?.over;
    },
    async [Symbol.asyncDispose]() {
      opening?.abort(new BenchError('cancelled', 'the core ends'));
      running?.end('the core ends', false);
      await running?.over.catch((cause: unknown) =>
        log.log('error', 'teleoperation did not end well', { error: toBenchError(cause).message }),
      );
    },
  };
}
