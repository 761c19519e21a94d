/**
 * An agent of a night that works and asks for nothing for a long while: it may wait for words that nobody says, or be
 * stuck. The night goes on with fill; a person is told. Wall time, because that is what passes for a person.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Alerts } from '../../bench/alerts.ts';

export const silenceKey = 'night/agent-silent';
/** Long enough to think, and to train something small. */
const silentAfterMs = 30 * 60_000;
const lookEveryMs = 60_000;

export interface SilencePorts {
  readonly clock: Pick<Clock, 'nowMs' | 'every'>;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  /** Somebody works, and none of its requests waits for the robot. */
  readonly isThinking: () => boolean;
}

export interface SilenceWatch extends Disposable {
  /** A sign of life: it asked, or began. */
  heard(): void;
}

export function watchSilence({ clock, alerts, isThinking }: SilencePorts): SilenceWatch {
  let sinceMs = clock.nowMs();
  const heard = (): void => {
    sinceMs = clock.nowMs();
    alerts.clear(silenceKey);
  };
  const looking = clock.every(lookEveryMs, () => {
    if (!isThinking()) heard();
    else if (clock.nowMs() - sinceMs >= silentAfterMs)
      alerts.raise(
        silenceKey,
        'warning',
        'The agent of the night has asked for nothing for half an hour.',
        'Look at its terminal: it may wait for words, or be stuck. End it, or the night, where it is.',
      );
  });
  return {
    heard,
    [Symbol.dispose]() {
      looking[Symbol.dispose]();
      alerts.clear(silenceKey);
    },
  };
}
