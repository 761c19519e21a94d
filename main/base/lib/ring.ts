/** A bounded queue that drops its oldest element. Nothing in the house queues without a bound. */

export interface Ring<T> {
  push(item: T): void;
  /** Oldest first. */
  items(): readonly T[];
  shift(): T | undefined;
  latest(): T | undefined;
  clear(): void;
  readonly size: number;
  /** How many elements were dropped for want of room. */
  readonly dropped: number;
}

export function createRing<T>(capacity: number): Ring<T> {
  let items: T[] = [];
  let dropped = 0;
  return {
    push(item) {
      items.push(item);
      if (items.length > capacity) {
        items.shift();
        dropped++;
      }
    },
    items: () => items,
    shift: () => items.shift(),
    latest: () => items.at(-1),
    clear: () => {
      items = [];
    },
    get size() {
      return items.length;
    },
    get dropped() {
      return dropped;
    },
  };
}
