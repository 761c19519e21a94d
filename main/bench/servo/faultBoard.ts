/**
 * Which fault conditions are on, keyed by kind and servo. Each tells once when it begins and once when it ends; a
 * condition must be met (or gone) a number of times running before it changes, so that nothing flickers.
 */
import type { FromServo, ServoFault } from '../../base/wire/servo.ts';

export type FaultEvent = Extract<FromServo, { type: 'fault' }>;

export interface FaultCondition {
  readonly fault: ServoFault;
  readonly servo: number | null;
  readonly message: string;
  /** How many times running it must be met to begin, and gone to end. */
  readonly begins: number;
  readonly ends: number;
}

export interface FaultBoard {
  /** Says whether the condition is met now. True when it began with this call. */
  report(condition: FaultCondition, met: boolean): boolean;
  isOn(fault: ServoFault, servo?: number): boolean;
  /** Any condition at all. */
  readonly any: ServoFault | null;
}

export function createFaultBoard(tell: (event: FaultEvent) => void): FaultBoard {
  const counts = new Map<string, number>();
  const on = new Map<string, FaultCondition>();
  const keyOf = (fault: ServoFault, servo: number | null): string => `${fault}/${servo ?? 'all'}`;
  return {
    report: (condition, met) => {
      const key = keyOf(condition.fault, condition.servo);
      const isOn = on.has(key);
      if (met === isOn) {
        counts.delete(key);
        return false;
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count < (met ? condition.begins : condition.ends)) return false;
      counts.delete(key);
      const { fault, servo, message } = on.get(key) ?? condition;
      if (met) on.set(key, condition);
      else on.delete(key);
      tell({ type: 'fault', fault, on: met, servo, message: met ? message : `over: ${message}` });
      return met;
    },
    isOn: (fault, servo) =>
      servo === undefined
        ? [...on.values()].some((each) => each.fault === fault)
        : on.has(keyOf(fault, servo)),
    get any() {
      for (const each of on.values()) return each.fault;
      return null;
    },
  };
}
