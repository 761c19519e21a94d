/**
 * From the connection into the store: topics as they come, a health sample twice a second; the trials by
 * `trialFeed.ts`. The only writer of what the core says.
 */
import type { Clock } from '../../main/base/lib/clock.ts';
import type { BenchView } from '../../main/base/model/view.ts';
import { foldAlertLog } from './alertLog.ts';
import { type Connection, openConnection } from './connection.ts';
import { historyEveryMs, pushSample, sampleOf } from './healthHistory.ts';
import { foldLastJudged } from './lastJudged.ts';
import { foldPhaseTimes } from './phaseTimes.ts';
import { feedTrials } from './trialFeed.ts';
import { useWindow } from './windowStore.ts';
import type { OpenSocket } from './wireSocket.ts';

export interface FeedPorts {
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  /** Runs soon, at most once a painted frame. */
  batch(run: () => void): void;
}

/** The core tells 20 times a second; numbers are read at ten, but a change of state is shown at once. */
const benchEveryMs = 100;

function createBenchFeed(clock: Clock): (bench: BenchView) => void {
  let shownMs = Number.NEGATIVE_INFINITY;
  let later: Disposable | null = null;
  let latest: BenchView | null = null;
  const show = (): void => {
    later?.[Symbol.dispose]();
    later = null;
    shownMs = clock.nowMs();
    useWindow.getState().armHistory.push(latest?.arm ?? null, shownMs);
    useWindow.setState({ bench: latest });
  };
  return (bench) => {
    const before = latest;
    latest = bench;
    const sameState =
      before?.mode === bench.mode && before.stopped?.wallTime === bench.stopped?.wallTime;
    const waitMs = benchEveryMs - (clock.nowMs() - shownMs);
    if (!sameState || waitMs <= 0) show();
    else later ??= clock.after(waitMs, show);
  };
}

/** Opens the connection and keeps the store fed until disposed. */
export function feedStore(ports: FeedPorts): Connection {
  const connection = openConnection({
    openSocket: ports.openSocket,
    clock: ports.clock,
    onLink: (link) => useWindow.setState({ link }),
    onCore: (core) => {
      useWindow.setState({ core });
      trials.core(core);
      connection.call('task.list', {}).then(
        (tasks) => useWindow.setState({ tasks }),
        () => undefined, // lost again; the next core is asked again
      );
    },
  });
  const trials = feedTrials({ connection, clock: ports.clock, batch: ports.batch });
  connection.subscribeState('bench', createBenchFeed(ports.clock));
  connection.subscribeState('alerts', (alerts) =>
    useWindow.setState(({ alertLog }) => ({
      alerts,
      alertLog: foldAlertLog(alertLog, alerts, ports.clock.wallTime()),
    })),
  );
  connection.subscribeState('run', (run) =>
    useWindow.setState((state) => ({
      run,
      phaseTimes: foldPhaseTimes(state.phaseTimes, run),
      lastJudged: foldLastJudged(state.lastJudged, run),
    })),
  );
  connection.subscribeState('agents', (agents) => useWindow.setState({ agents }));
  connection.subscribeState('phaseOne', (phaseOne) => useWindow.setState({ phaseOne }));
  connection.subscribeState('check', (check) => useWindow.setState({ check }));
  connection.subscribeState('teleop', (teleop) =>
    useWindow.setState(({ demos }) => ({
      teleop,
      // Whoever held the arm and does not any more holds it no longer in this window.
      demos: teleop === null && demos.mine ? { ...demos, mine: false, clutchIn: false } : demos,
    })),
  );
  connection.subscribeState('sweep', (sweep) => useWindow.setState({ sweep }));
  connection.subscribeState('calibration', (calibration) => useWindow.setState({ calibration }));
  connection.subscribeState('board', (board) => useWindow.setState({ board }));
  connection.subscribeState('clips', (clips) => useWindow.setState({ clips }));
  connection.subscribeState('exchange', (exchange) => useWindow.setState({ exchange }));
  connection.subscribeState('judge', (judge) => useWindow.setState({ judge }));
  connection.subscribeState('author', (author) => useWindow.setState({ author }));
  connection.subscribeState('judgeLive', (judgeLive) => useWindow.setState({ judgeLive }));
  connection.subscribeState('resetAuthor', (resetAuthor) => useWindow.setState({ resetAuthor }));
  connection.subscribeState('reset', (reset) => useWindow.setState({ reset }));
  connection.subscribeState('seal', (seal) => useWindow.setState({ seal }));
  connection.subscribeState('night', (night) => useWindow.setState({ night }));
  connection.subscribeState('campaign', (campaign) => useWindow.setState({ campaign }));
  connection.subscribeState('nightExport', (nightExport) => useWindow.setState({ nightExport }));
  connection.subscribeState('call', (call) => useWindow.setState({ call }));
  connection.subscribeLog('batches', {
    reset: () => useWindow.setState({ ended: null }),
    entry: (event) => {
      if (event.kind === 'ended') useWindow.setState({ ended: event });
      if (event.kind === 'started') useWindow.setState({ ended: null });
    },
  });
  ports.clock.every(historyEveryMs, () => {
    const { link, bench, history } = useWindow.getState();
    const sample = link.kind === 'online' ? sampleOf(bench, ports.clock.nowMs()) : null;
    useWindow.setState({ history: pushSample(history, sample) });
  });
  return connection;
}
