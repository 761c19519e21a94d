/**
 * What follows when a part of the bench is lost: an alert and, in real time, another try every second. A process that
 * dies again and again is not started for ever: each start energises the arm where it is then, and an arm that sags a
 * little each time creeps down. After the third death within a minute it stays off until a person asks. Opens nothing
 * itself; who opens clears the alerts.
 */
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { toBenchError } from '../base/model/errors.ts';
import type { Alerts } from './alerts.ts';

export interface LostPart {
  readonly key: 'bench' | 'simulator' | 'servo-process';
  readonly message: string;
  readonly todo: string;
  readonly again: () => Promise<unknown>;
}

export interface LostParts {
  /** The bench, or what is left of it, did not open: tried again for as long as it takes. */
  notOpen(part: LostPart): void;
  /** A process of it died. */
  died(part: LostPart): void;
  /** A process died too often: nothing is tried any more. */
  readonly givenUp: boolean;
  /** A person asked for something of the bench: earlier deaths no longer count. */
  asked(): void;
  /** The bench is opened from the ground: nothing is given up any more. */
  fresh(): void;
}

export interface LostPartsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Alerts;
  /** Of a loss, before anything else: what runs is void. */
  readonly onLost: (message: string) => void;
  /** Of the bench as it is now; null when nobody is to open it again (lockstep). A try of an older one is dropped. */
  readonly generation: () => number | null;
}

const retryMs = 1000;
const mostDeaths = 3;
const withinMs = 60_000;
const comesBack = 'Look at the arm. Then start a run, or stop and resume: the bench opens again.';

export function createLostParts(ports: LostPartsPorts): LostParts {
  const { clock, log, alerts } = ports;
  const deaths = new Map<LostPart['key'], readonly number[]>();
  let givenUp = false;
  const tell = ({ key }: LostPart, message: string, todo: string): void => {
    alerts.raise(key, 'danger', message, todo);
    log.log('error', message);
    ports.onLost(message);
  };
  const tryLater = (part: LostPart): void => {
    const mine = ports.generation();
    if (mine === null || givenUp) return;
    const retry = (): void => {
      if (mine !== ports.generation() || givenUp) return;
      part.again().catch((cause: unknown) => {
        log.log('warn', 'the bench did not open again', { error: toBenchError(cause).message });
        clock.after(retryMs, retry);
      });
    };
    clock.after(retryMs, retry);
  };
  return {
    notOpen(part) {
      tell(part, part.message, part.todo);
      tryLater(part);
    },
    died(part) {
      const nowMs = clock.nowMs();
      const recent = (deaths.get(part.key) ?? []).filter((atMs) => nowMs - atMs < withinMs);
      const all = [...recent, nowMs];
      deaths.set(part.key, all);
      const tooOften = ports.generation() !== null && all.length >= mostDeaths;
      givenUp ||= tooOften;
      const count = tooOften ? ` So it did ${all.length} times within a minute.` : '';
      tell(part, `${part.message}${count}`, givenUp ? comesBack : part.todo);
      tryLater(part);
    },
    get givenUp() {
      return givenUp;
    },
    asked: () => deaths.clear(),
    fresh: () => {
      deaths.clear();
      givenUp = false;
    },
  };
}
