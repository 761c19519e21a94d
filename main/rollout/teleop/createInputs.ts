/**
 * The newest input of the person at the arm. Messages come when they come and pace nothing: the loop reads what is newest,
 * and what is older than 200 ms is none. In lockstep it is the other way round: bench time waits for an input, and each
 * is one control period.
 */
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { JogWish } from './planJog.ts';

export type TeleopMessage = CommandArgsParsed<'teleop.input'>;

/** What the hand wants now. */
export interface HandWish {
  /** Null: as the leader arm stands, where that is the input; else nothing. */
  readonly wish: JogWish | null;
  readonly speed: number;
}

export interface TeleopInputs {
  /** Lockstep: resolves once its control period has been run. @throws BenchError `bad-input` for an old number. */
  take(message: TeleopMessage): Promise<void>;
  /** Null: the clutch is out, or nothing new came. */
  read(): HandWish | null;
  /** Lockstep: resolves when an input waits for its period, or somebody calls `wake`. */
  next(signal: AbortSignal): Promise<void>;
  wake(): void;
  /** Lockstep: a period is asked for. */
  readonly waiting: boolean;
  /** The period that was asked for has been run. */
  done(): void;
  /** Another hand begins to count anew. */
  forget(): void;
  /** It is over: nothing more is taken. */
  close(): void;
}

/** A hand that says nothing for longer has let go. */
export const staleInputMs = 200;

function wishOf({ move, goTo }: TeleopMessage): JogWish | null {
  if (goTo !== null) return { kind: 'goTo', ...goTo };
  return move === null ? null : { kind: 'move', move };
}

export function createInputs(pace: 'real' | 'lockstep', nowMs: () => number): TeleopInputs {
  let newest: { readonly message: TeleopMessage; readonly atMs: number } | null = null;
  let waiting: PromiseWithResolvers<void>[] = [];
  let wanted = Promise.withResolvers<void>();
  let closed = false;
  const done = (): void => {
    const ran = waiting;
    waiting = [];
    for (const each of ran) each.resolve();
  };
  const wake = (): void => {
    wanted.resolve();
    wanted = Promise.withResolvers();
  };
  return {
    async take(message) {
      if (closed) throw new BenchError('refused', 'teleoperation ends');
      if (newest !== null && message.seq <= newest.message.seq)
        throw new BenchError('bad-input', `input ${message.seq} is older than the newest`);
      newest = { message, atMs: nowMs() };
      if (pace === 'real') return;
      const ran = Promise.withResolvers<void>();
      waiting.push(ran);
      wake();
      await ran.promise;
    },
    read() {
      if (newest === null || !newest.message.clutch) return null;
      if (pace === 'real' && nowMs() - newest.atMs > staleInputMs) return null;
      if (pace === 'lockstep' && waiting.length === 0) return null;
      return { wish: wishOf(newest.message), speed: newest.message.speed };
    },
    async next(signal) {
      if (waiting.length === 0) await orAborted(wanted.promise, signal);
    },
    wake,
    get waiting() {
      return waiting.length > 0;
    },
    done,
    close() {
      closed = true;
      done();
    },
    forget() {
      newest = null;
    },
  };
}
