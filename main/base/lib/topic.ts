/** A value that others watch, and an ordered log that others follow: the core's side of state and log topics. */

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
