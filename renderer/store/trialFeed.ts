/**
 * The newest trials of the ledger in the store, a bounded number: asked for once, then followed from there. What the
 * running (or last) run says comes with them, from the core. A core on another data folder starts all of it anew.
 */
import { assert } from '../../main/base/lib/assert.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { CoreInfo } from '../../main/base/model/view.ts';
import type { Connection } from './connection.ts';
import { useWindow } from './windowStore.ts';

/** More than any strip of marks shows. */
export const recentTrials = 1000;
const firstTrials = 500;
const tallyEveryMs = 250;

export interface TrialFeed {
  /** A core answers: the same as before, or another. */
  core(core: CoreInfo): void;
}

export interface TrialFeedPorts {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Runs soon, at most once a painted frame. */
  batch(run: () => void): void;
}

export function feedTrials({ connection, clock, batch }: TrialFeedPorts): TrialFeed {
  let dataDir: string | null = null;
  let following: Disposable | null = null;
  let fresh: TrialRow[] = [];
  let planned = false;
  let tallyPlanned = false;

  const askTally = (): void => {
    tallyPlanned = false;
    const { run, trials } = useWindow.getState();
    const batchId = run?.batchId ?? trials.at(-1)?.batchId;
    if (batchId === undefined) return;
    connection.call('trial.tally', { batchId }).then(
      (tally) => useWindow.setState({ tally: tally === null ? null : { batchId, tally } }),
      () => undefined, // lost again; asked with the next trial
    );
  };
  const tallySoon = (): void => {
    if (tallyPlanned) return;
    tallyPlanned = true;
    clock.after(tallyEveryMs, askTally);
  };
  const flush = (): void => {
    planned = false;
    const rows = fresh;
    fresh = [];
    useWindow.setState((state) => ({ trials: [...state.trials, ...rows].slice(-recentTrials) }));
    tallySoon();
  };
  const entry = (row: TrialRow): void => {
    fresh.push(row);
    if (fresh.length > recentTrials) fresh.shift();
    if (planned) return;
    planned = true;
    batch(flush);
  };
  const load = async (owner: string): Promise<void> => {
    const { rows, head } = await connection.call('trial.list', { limit: firstTrials });
    if (dataDir !== owner) return;
    useWindow.setState({ trials: [...rows].reverse(), trialsLoaded: true });
    askTally();
    assert(following === null, 'the trials are followed once');
    following = connection.subscribeLog('trials', { reset: () => undefined, entry }, head);
  };
  return {
    core(core) {
      if (core.dataDir === dataDir) return; // the log goes on by itself
      const known = dataDir !== null;
      dataDir = core.dataDir;
      following?.[Symbol.dispose]();
      following = null;
      fresh = [];
      if (known) useWindow.setState({ trials: [], tally: null, selected: null, playing: null });
      useWindow.setState({ trialsLoaded: false });
      load(core.dataDir).catch(() => {
        dataDir = null; // lost again; the next core is asked again
      });
    },
  };
}
