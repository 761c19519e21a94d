/**
 * The fault switches of the simulated bench as a person meets them: by place (the servo bus, one servo, one camera), in
 * words, each with its amount. The kinds are the contract's; what a kind does there is decided in the simulator. Pure.
 */
import { jointNames } from '../../../main/base/model/arm.ts';
import type { FaultKind, FaultSwitch } from '../../../main/base/model/scene.ts';
import { capital, jointWords } from '../../parts/words.ts';

export type FaultPlace = 'bus' | 'servo' | 'camera';

export interface FaultAmount {
  readonly unit: string;
  readonly first: number;
  readonly min: number;
  readonly max: number;
  /** What the contract counts in, for one of the unit. */
  readonly scale: number;
}

export interface FaultRow {
  readonly id: string;
  readonly place: FaultPlace;
  readonly kind: FaultKind;
  readonly words: string;
  readonly does: string;
  readonly amount: FaultAmount | null;
}

const row = (
  place: FaultPlace,
  kind: FaultKind,
  words: string,
  does: string,
  amount: FaultAmount | null = null,
): FaultRow => ({ id: `${place} ${kind}`, place, kind, words, does, amount });

const ms = (first: number, max: number): FaultAmount => {
  return { unit: 'ms', first, min: 0, max, scale: 1 };
};

export const faultRows: readonly FaultRow[] = [
  row('bus', 'unplug', 'Unplugged', 'The data line is open: no servo answers.'),
  row('bus', 'corrupt', 'Corrupt packets', 'A share of packets has a flipped bit.', {
    ...{ unit: '%', first: 30, min: 0, max: 100, scale: 0.01 },
  }),
  row('bus', 'delay', 'Late answers', 'Every answer comes late.', ms(15, 1000)),
  row('bus', 'half-rate', 'Half rate', 'Every other read stays unanswered.'),
  row('servo', 'unplug', 'Unplugged from here', 'This servo and all behind it are cut off.'),
  row('servo', 'mute-servo', 'Mute', 'This servo alone does not answer.'),
  row('servo', 'stall', 'Stalled', 'The joint does not turn.'),
  row('servo', 'overheat', 'Hot', 'The servo reports this temperature.', {
    ...{ unit: '°C', first: 75, min: 0, max: 120, scale: 1 },
  }),
  row('camera', 'unplug', 'Unplugged', 'No pictures come.'),
  row('camera', 'freeze-camera', 'Frozen', 'The same picture again and again.'),
  row('camera', 'corrupt', 'Torn pictures', 'Pictures lose their second half.'),
  row('camera', 'delay', 'Late pictures', 'Every picture comes late.', ms(1000, 5000)),
  row('camera', 'half-rate', 'Half rate', 'Every other picture is missing.'),
];

/** Which servo and camera the rows of those places act on. */
export interface FaultTarget {
  readonly servo: number;
  readonly role: string;
}

export function switchOf(
  { place, kind, amount }: FaultRow,
  target: FaultTarget,
  value: number,
  on: boolean,
): FaultSwitch {
  return {
    kind,
    on,
    ...(place === 'servo' ? { servo: target.servo } : {}),
    ...(place === 'camera' ? { role: target.role } : {}),
    ...(amount === null ? {} : { amount: Number((value * amount.scale).toPrecision(6)) }),
  };
}

/** The switch that is on for this row and target; the bus has one unplug, from one servo on or whole. */
export function standing(
  faults: readonly FaultSwitch[],
  { place, kind }: FaultRow,
  target: FaultTarget,
): FaultSwitch | null {
  const fits = (fault: FaultSwitch): boolean => {
    if (fault.kind !== kind) return false;
    if (place === 'camera') return fault.role === target.role;
    if (fault.role !== undefined) return false;
    return place === 'servo' ? fault.servo === target.servo : fault.servo === undefined;
  };
  return faults.find(fits) ?? null;
}

export function servoWords(servo: number): string {
  const name = jointNames[servo - 1];
  return name === undefined ? `Servo ${servo}` : `${servo} · ${jointWords(name)}`;
}

/** In the unit of the row, without the noise of its scale. */
export const amountWords = (contractAmount: number, { scale }: FaultAmount): string =>
  String(Number((contractAmount / scale).toPrecision(4)));

/** `Front camera: frozen`, `3 · Elbow flex: hot, 75 °C`. */
export function faultWords(fault: FaultSwitch): string {
  const place: FaultPlace =
    fault.role !== undefined ? 'camera' : fault.servo !== undefined ? 'servo' : 'bus';
  const found = faultRows.find((each) => each.place === place && each.kind === fault.kind);
  const where =
    fault.role !== undefined
      ? `${capital(fault.role)} camera`
      : fault.servo !== undefined
        ? servoWords(fault.servo)
        : 'Servo bus';
  const what = (found?.words ?? fault.kind).toLowerCase();
  const amount =
    found?.amount == null || fault.amount === undefined
      ? ''
      : `, ${amountWords(fault.amount, found.amount)} ${found.amount.unit}`;
  return `${where}: ${what}${amount}`;
}
