/** One line of the bench check as it was found, before anybody says when; and how its figures are written. Pure. */
import type { CheckId, CheckLine, checkIds } from '../../base/model/phaseOne.ts';

export type Finding = Omit<CheckLine, 'wallTime'>;
type Told = Pick<Finding, 'value' | 'detail'> & { readonly remedy?: string };

export interface Line {
  pass(told: Told): Finding;
  fail(told: Told & { readonly remedy: string }): Finding;
  needsYou(told: Told & { readonly remedy: string }): Finding;
}

const names: Readonly<Record<(typeof checkIds)[number], string>> = {
  servos: 'Servos answer',
  supply: 'Supply',
  temperature: 'Temperature',
  ranges: 'Joint ranges',
  cameras: 'Cameras',
  repeats: 'Same picture twice',
  loop: 'Control loop',
  disk: 'Disk',
  clock: 'Clock',
  envelope: 'Envelope',
  stop: 'Stop',
};

export function nameOf(id: CheckId): string {
  const [kind, role = ''] = id.split('/');
  if (kind === 'cameras' && role !== '')
    return `${role.charAt(0).toUpperCase()}${role.slice(1)} camera`;
  return names[kind as keyof typeof names];
}

export function lineOf(id: CheckId): Line {
  const as = (state: Finding['state']) => (told: Told) => ({
    ...{ id, name: nameOf(id), state, value: told.value, detail: told.detail },
    remedy: told.remedy ?? '',
  });
  return { pass: as('pass'), fail: as('fail'), needsYou: as('needs-you') };
}

/** Never a negative zero. */
export const fixed = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits).replace(/^-(?=[0.]+$)/, '') : '–';
export const percent = (share: number): string => `${fixed(100 * share, 0)} %`;
export const degrees = (rad: number): string => `${fixed((rad * 180) / Math.PI, 0)}°`;
export const spaced = (joint: string): string => joint.replaceAll('_', ' ');

/** Bytes as people read them, in decimal units. */
export function bytesInWords(bytes: number): string {
  if (bytes >= 1e9) return `${fixed(bytes / 1e9, bytes >= 1e11 ? 0 : 1)} GB`;
  return `${fixed(bytes / 1e6, 0)} MB`;
}
