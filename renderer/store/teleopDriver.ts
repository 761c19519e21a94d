/**
 * What a hand wants, on its way to the core: told when it changes, again every 50 ms while the clutch is in, and once
 * more, with the clutch out, when it lets go. A core that does not keep up is not flooded, but a release is never held
 * back. Knows neither keys nor pads.
 */
import type { CommandArgs } from '../../main/base/api/contract.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import type { Move } from './motionKeys.ts';

export interface HandInput {
  readonly move: Move | null;
  readonly goTo: { readonly xM: number; readonly yM: number; readonly zM: number | null } | null;
  readonly clutch: boolean;
}

export const handOff: HandInput = { move: null, goTo: null, clutch: false };

export interface TeleopDriverPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'after' | 'every'>;
  send(input: CommandArgs<'teleop.input'>): Promise<unknown>;
  /** Rises over the whole life of the window: the core takes no message after a later one. */
  nextSeq(): number;
  /** Share of the task's top speed, asked at every message. */
  speed(): number;
  /** The core did not take it; told once until the next press. */
  refused(thrown: unknown): void;
}

export interface TeleopDriver extends Disposable {
  set(input: HandInput): void;
  /** Window left, core lost, screen gone: the hand is off. */
  release(): void;
}

export const repeatMs = 50;
/** The control loop's own period: changes faster than that become one. */
const leastMs = 20;
const mostUnanswered = 4;

const same = (a: HandInput, b: HandInput): boolean => JSON.stringify(a) === JSON.stringify(b);

export function createTeleopDriver(ports: TeleopDriverPorts): TeleopDriver {
  const { clock } = ports;
  let input = handOff;
  let sent = handOff;
  let sentMs = Number.NEGATIVE_INFINITY;
  let unanswered = 0;
  let complained = false;
  let beat: Disposable | null = null;
  let soon: Disposable | null = null;

  const send = (): void => {
    soon?.[Symbol.dispose]();
    soon = null;
    sent = input;
    sentMs = clock.nowMs();
    unanswered++;
    ports.send({ seq: ports.nextSeq(), ...input, speed: ports.speed() }).then(
      () => unanswered--,
      (thrown: unknown) => {
        unanswered--;
        if (complained) return;
        complained = true;
        ports.refused(thrown);
      },
    );
  };
  const pulse = (): void => {
    if (unanswered < mostUnanswered) send();
  };
  const set = (wanted: HandInput): void => {
    if (same(wanted, input)) return;
    const pressed = wanted.clutch && !input.clutch;
    input = wanted;
    if (pressed) complained = false;
    if (!wanted.clutch) {
      beat?.[Symbol.dispose]();
      beat = null;
      if (sent.clutch || soon !== null) send();
      return;
    }
    beat ??= clock.every(repeatMs, pulse);
    const waitMs = leastMs - (clock.nowMs() - sentMs);
    if (waitMs <= 0 || pressed) pulse();
    else soon ??= clock.after(waitMs, pulse);
  };
  return {
    set,
    release: () => set(handOff),
    [Symbol.dispose]() {
      set(handOff);
      soon?.[Symbol.dispose]();
    },
  };
}
