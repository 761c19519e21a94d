/** Sends values of a slider or a stick: one at a time, and of those that came meanwhile only the newest. Pure. */

export interface LatestSender<T> {
  send(value: T): void;
}

/** `deliver` must settle; its failures go to `onFailure`, the next value is sent all the same. */
export function createLatestSender<T>(
  deliver: (value: T) => Promise<unknown>,
  onFailure: (thrown: unknown) => void,
): LatestSender<T> {
  let waiting: { readonly value: T } | null = null;
  let sending = false;
  const next = async (): Promise<void> => {
    sending = true;
    while (waiting !== null) {
      const { value } = waiting;
      waiting = null;
      try {
        await deliver(value);
      } catch (thrown) {
        onFailure(thrown);
      }
    }
    sending = false;
  };
  return {
    send: (value) => {
      waiting = { value };
      if (!sending) void next();
    },
  };
}
