/**
 * Calls on their way: each is answered once, times out, or fails with the connection. An urgent call (no time
 * limit) survives a lost connection and is sent again to whoever answers next.
 */
import type { ClientMessage } from '../../main/base/api/wire.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import { BenchError } from '../../main/base/model/errors.ts';

export interface PendingCall {
  readonly message: ClientMessage;
  readonly urgent: boolean;
  readonly timer: Disposable | null;
  resolve(value: unknown): void;
  reject(error: BenchError): void;
}

export interface CallTable {
  /** `timeoutMs` null: urgent. Rejects with `timeout` or `unavailable`. */
  ask(name: string, args: unknown, timeoutMs: number | null): Promise<unknown>;
  /** The call with this id, which is over now; undefined when nobody waits for it. */
  take(id: number): PendingCall | undefined;
  /** All that wait, in the order they were asked. */
  messages(): readonly ClientMessage[];
  /** The connection is gone. `urgentToo`: for good. */
  fail(urgentToo: boolean): void;
}

export function createCallTable(clock: Clock, send: (message: ClientMessage) => void): CallTable {
  const calls = new Map<number, PendingCall>();
  let nextId = 1;
  const take = (id: number): PendingCall | undefined => {
    const call = calls.get(id);
    calls.delete(id);
    call?.timer?.[Symbol.dispose]();
    return call;
  };
  return {
    ask(name, args, timeoutMs) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const message: ClientMessage = { type: 'call', id, name, args };
        const late = (): void =>
          take(id)?.reject(new BenchError('timeout', `The core has not answered ${name}`));
        const timer = timeoutMs === null ? null : clock.after(timeoutMs, late);
        calls.set(id, { message, urgent: timeoutMs === null, timer, resolve, reject });
        send(message);
      });
    },
    take,
    messages: () => [...calls.values()].map((call) => call.message),
    fail(urgentToo) {
      for (const [id, call] of [...calls]) {
        if (call.urgent && !urgentToo) continue;
        take(id)?.reject(new BenchError('unavailable', 'The connection to the core was lost'));
      }
    },
  };
}
