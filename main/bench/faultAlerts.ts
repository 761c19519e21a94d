/** Puts servo faults and camera troubles into words: one key a condition, gone when it is over. */
import { jointNames } from '../base/model/arm.ts';
import type { Alerts } from './alerts.ts';
import type { CameraTrouble } from './cameraWatch.ts';
import type { ServoFaultEvent } from './robot.ts';

type Fault = ServoFaultEvent['fault'];

const todoOf: Readonly<Record<Fault, string>> = {
  'bus-lost': 'Check the cable and the power of the arm; the arm holds until it answers again.',
  'bus-corrupt': 'Check the cable and its shielding.',
  hot: 'Let it cool; the run can start again when this line is gone.',
  stuck: 'Look whether something holds the arm, then whether that joint turns freely.',
  overload: 'Look whether the arm pushes against something.',
  'core-lost': 'Nothing to do: the arm held by itself.',
  'stale-read': 'Check the cable; the arm holds.',
  internal: 'The arm holds. See the log, then resume.',
};

const cameraWords: Readonly<Record<CameraTrouble, string>> = {
  frozen: 'sends the same picture again and again',
  stale: 'sends no whole pictures',
  late: 'sends its pictures too late',
  slow: 'is slower than it should be',
};

export interface FaultAlerts {
  servo(fault: ServoFaultEvent): void;
  /** The troubles that stand now, among `roles`. */
  cameras(
    troubles: ReadonlyMap<string, CameraTrouble>,
    roles: readonly string[],
    /** What the camera's device says of itself. */
    said: (role: string) => string,
  ): void;
  /** The servo process is gone: the next one says what stands. */
  servoGone(): void;
  clearAll(): void;
  /** Whether one stands under which no trial may begin. */
  readonly standing: boolean;
}

export function createFaultAlerts(alerts: Alerts): FaultAlerts {
  const standing = new Set<string>();
  /** Of those, the ones under which no trial may begin. */
  const grave = new Set<string>();
  const put = (key: string, on: boolean, message: string, todo: string, isGrave = true): void => {
    if (on) {
      standing.add(key);
      if (isGrave) grave.add(key);
      else grave.delete(key);
      alerts.raise(key, isGrave ? 'danger' : 'warning', message, todo);
    } else if (standing.delete(key)) {
      grave.delete(key);
      alerts.clear(key);
    }
  };
  const clear = (which: (key: string) => boolean): void => {
    for (const key of [...standing].filter(which)) {
      standing.delete(key);
      grave.delete(key);
      alerts.clear(key);
    }
  };
  return {
    servo({ fault, on, servo, message }) {
      const joint = servo === null ? '' : ` (${jointNames[servo - 1] ?? `servo ${servo}`})`;
      put(`servo/${fault}/${servo ?? 'all'}`, on, `${message}${joint}`, todoOf[fault]);
    },
    cameras(troubles, roles, said) {
      for (const role of roles) {
        const trouble = troubles.get(role);
        const words = trouble === undefined ? '' : cameraWords[trouble];
        const name = role.charAt(0).toUpperCase() + role.slice(1);
        const slow = trouble === 'slow';
        const cost = slow ? 'verdicts take longer' : 'nothing is judged without it';
        const todo = `Check its cable and its light; ${cost}.`;
        const why = trouble === 'stale' ? said(role) : '';
        const message = `${name} camera ${words}${why === '' ? '' : `: ${why}`}.`;
        put(`camera/${role}`, trouble !== undefined, message, todo, !slow);
      }
    },
    get standing() {
      return grave.size > 0;
    },
    servoGone: () => clear((key) => key.startsWith('servo/')),
    clearAll: () => clear(() => true),
  };
}
