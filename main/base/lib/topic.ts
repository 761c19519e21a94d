/**
 * A value that others watch, one that is made only while somebody watches, and an ordered log that others follow: the
 * core's side of state and log topics.
 */
import type { Clock } from './clock.ts';

export interface StateTopic<T> {
  readonly value: T;
  set(value: T): void;
  /** Called with the value now and at every change. */
  watch(on: (value: T) => void): Disposable;
}

export function createStateTopic<T>(initial: T): StateTopic<T> {
  const watchers = new Set<(value: T) => void>();
  let value = initial;
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      for (const on of [...watchers]) on(next);
    },
    watch(on) {
      watchers.add(on);
      on(value);
      return { [Symbol.dispose]: () => void watchers.delete(on) };
    },
  };
}

/** `read` is called at once for a new watcher and every `everyMs` for all; never while nobody watches. */
export function createPolledTopic<T>(
  clock: Pick<Clock, 'every'>,
  everyMs: number,
  read: () => T,
): Pick<StateTopic<T>, 'watch'> {
  const watchers = new Set<(value: T) => void>();
  let beat: Disposable | null = null;
  const tell = (): void => {
    const value = read();
    for (const on of [...watchers]) on(value);
  };
  return {
    watch(on) {
      // Each its own, also when one listener watches twice.
      const watcher = (value: T): void => on(value);
      watchers.add(watcher);
      beat ??= clock.every(everyMs, tell);
      on(read());
      return {
        [Symbol.dispose]: () => {
          watchers.delete(watcher);
          if (watchers.size > 0) return;
          beat?.[Symbol.dispose]();
          beat = null;
        },
      };
    },
  };
}

export interface Signal<T> {
  emit(value: T): void;
  on(run: (value: T) => void): Disposable;
}

/** Calls its listeners in the order they came, within `emit`. */
export function createSignal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit: (value) => {
      for (const run of [...listeners]) run(value);
    },
    on(run) {
      listeners.add(run);
      return { [Symbol.dispose]: () => void listeners.delete(run) };
    },
  };
}
