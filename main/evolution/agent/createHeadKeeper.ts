/**
 * Keeps the head of the ledger's chain in the git of tasks, when somebody says that now is a moment to. The newest head is
 * taken when its turn comes. What cannot be written is an alert and a line in the log; it hinders nobody.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { AgentHouse } from './agentHouse.ts';

export interface HeadKeeper extends AsyncDisposable {
  /** Returns at once, and never throws. */
  anchor(task: string): void;
}

interface KeeperPorts {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly log: Log;
  readonly ledger: Pick<Ledger, 'head'>;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
}

const alertKey = 'head-anchor';

export function createHeadKeeper(
  { clock, log, ledger, alerts }: KeeperPorts,
  house: Pick<AgentHouse, 'anchorHead'>,
): HeadKeeper {
  /** Tasks whose turn is still to come. */
  const waiting = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  const write = async (task: string): Promise<void> => {
    const newest = () => {
      waiting.delete(task);
      return { ...ledger.head(), wallTime: clock.wallTime() };
    };
    try {
      await house.anchorHead(task, newest);
      alerts.clear(alertKey);
    } catch (thrown) {
      waiting.delete(task);
      const { message } = toBenchError(thrown);
      log.log('error', 'the head of the ledger was not anchored', { task, error: message });
      alerts.raise(
        alertKey,
        'warning',
        `The head of the ledger could not be written into the git of ${task}: ${message}.`,
        'Nothing else is lost. Note the chain head of a verify report where this account cannot write.',
      );
    }
  };
  return {
    anchor(task) {
      if (waiting.has(task)) return;
      waiting.add(task);
      last = last.then(() => write(task));
    },
    [Symbol.asyncDispose]: () => last,
  };
}
