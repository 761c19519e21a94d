/**
 * What a hand wants, on its way to the core: told when it changes, again every 50 ms while the clutch is in, and once
 * more, with the clutch out, when it lets go. A core that does not keep up is not flooded, but a release is never held
 * back. In lockstep each message is one period of bench time: the next follows its answer, never faster than real time.
 * Knows neither keys nor pads.
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
  /** How bench time is driven now: by itself, by this hand while it is on, or by this hand in any case (a countdown). */
  pace(): 'real' | 'lockstep' | 'lockstep-runs';
  /** The core did not take it; told once until the next press. */
  refused(thrown: unknown): void;
}

export interface TeleopDriver extends Disposable {
  set(input: HandInput): void;
  /** Window left, core lost, screen gone: the hand is off. */
  release(): void;
  /** The pace may have changed. */
  wake(): void;
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
      () => {
        unanswered--;
        follow();
      },
      (thrown: unknown) => {
        unanswered--;
        if (complained) return;
        complained = true;
        ports.refused(thrown);
      },
    );
  };
  const pulse = (): void => {
    const most = ports.pace() === 'real' ? mostUnanswered : 1;
    if (unanswered < most) send();
  };
  /** Lockstep: the period that was asked for has been run. */
  const follow = (): void => {
    const pace = ports.pace();
    if (pace === 'real' || unanswered > 0 || soon !== null) return;
    if (pace === 'lockstep' && !input.clutch) return;
    soon = clock.after(Math.max(0, leastMs - (clock.nowMs() - sentMs)), pulse);
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
    wake: follow,
    [Symbol.dispose]() {
      set(handOff);
      soon?.[Symbol.dispose]();
    },
  };
}
