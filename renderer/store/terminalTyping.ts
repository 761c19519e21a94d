/**
 * What a person types, on its way to the agent: in order, one call in flight, what comes meanwhile goes together. Bounded:
 * what does not fit is refused in words, never sent in part; after a failed call what waits is dropped, because half a
 * line typed late is worse than none.
 */

/** What the core takes at once. */
const callChars = 65_536;
/** More than any paste a person meant. */
const mostChars = 4 * callChars;

export interface TypingPorts {
  send(text: string): Promise<unknown>;
  /** Not all of it was typed. */
  lost(thrown: unknown): void;
  /** So much at once is not taken. */
  tooMuch(chars: number): void;
}

export interface Typing {
  type(text: string): void;
}

export function createTyping(ports: TypingPorts): Typing {
  let waiting = '';
  let busy = false;
  const work = async (): Promise<void> => {
    busy = true;
    try {
      while (waiting !== '') {
        let next = waiting.slice(0, callChars);
        // Two halves of one sign stay together.
        if (/[\ud800-\udbff]$/.test(next) && next.length < waiting.length) next = next.slice(0, -1);
        waiting = waiting.slice(next.length);
        await ports.send(next);
      }
    } catch (thrown) {
      waiting = '';
      ports.lost(thrown);
    } finally {
      busy = false;
    }
  };
  return {
    type(text) {
      if (waiting.length + text.length > mostChars) {
        ports.tooMuch(text.length);
        return;
      }
      waiting += text;
      if (!busy) void work();
    },
  };
}
