/** Conditions to see: keyed, newest first, gone when over. The one place that knows which alerts stand. */
import { createStateTopic, type StateTopic } from '../base/lib/topic.ts';
import type { Alert } from '../base/model/view.ts';

export interface Alerts {
  readonly topic: StateTopic<readonly Alert[]>;
  raise(key: string, level: Alert['level'], message: string, todo: string): void;
  clear(key: string): void;
}

/** At most this many stand at once; the oldest gives way. */
const most = 50;

export function createAlerts(wallTime: () => string, onRaised: (alert: Alert) => void): Alerts {
  const topic = createStateTopic<readonly Alert[]>([]);
  return {
    topic,
    raise(key, level, message, todo) {
      const standing = topic.value.find((alert) => alert.key === key);
      if (standing?.message === message && standing.level === level) return;
      const alert = { key, level, message, todo, sinceWallTime: wallTime() };
      topic.set([alert, ...topic.value.filter((each) => each.key !== key)].slice(0, most));
      if (standing === undefined) onRaised(alert);
    },
    clear(key) {
      if (topic.value.some((alert) => alert.key === key)) {
        topic.set(topic.value.filter((alert) => alert.key !== key));
      }
    },
  };
}
