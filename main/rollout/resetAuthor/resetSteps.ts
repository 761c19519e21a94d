/**
 * Steps of one figure away from a reset: towards quicker where all went well, towards surer where something failed. Each is
 * within what the arm and the thing allow; the check is never among them. Pure.
 */
import type { ResetFile } from '../../base/model/resetFile.ts';

export interface ResetStep {
  /** The same for the same figure in the same direction. */
  readonly id: string;
  /** What differs, for people. */
  readonly differs: readonly string[];
  readonly file: ResetFile;
}

/** As fast as the servos go under the arm's own weight anywhere in reach. */
const fastest = { jointRadS: 3, jointRadS2: 16, tipMs: 0.32, tipMs2: 1.6, lowerMs: 0.26 } as const;
const slowest = { jointRadS: 1, jointRadS2: 5, tipMs: 0.08, tipMs2: 0.4, lowerMs: 0.06 } as const;
type Speed = keyof typeof fastest;

const mm = (metres: number): string => `${Number((1000 * metres).toFixed(1))}`;
const fixed = (value: number): number => Number(value.toFixed(4));

/** Null where nothing is left of the step. */
type Change = (file: ResetFile) => Omit<ResetStep, 'id'> | null;

const bySpeeds =
  (names: readonly Speed[], factor: number, words: (file: ResetFile) => string): Change =>
  (file) => {
    const motion = { ...file.motion };
    for (const name of names) {
      const bound =
        factor > 1 ? Math.min(fastest[name], motion[name] * factor) : motion[name] * factor;
      motion[name] = fixed(Math.max(slowest[name], bound));
    }
    const next = { ...file, motion };
    const before = words(file);
    const after = words(next);
    return before === after ? null : { file: next, differs: [`${before} → ${after}`] };
  };

const tipWords = ({ motion }: ResetFile): string =>
  `tip ${motion.tipMs.toFixed(2)} m/s, joints ${motion.jointRadS.toFixed(1)} rad/s`;
const lowerWords = ({ motion }: ResetFile): string =>
  `down and up ${motion.lowerMs.toFixed(2)} m/s`;
const travel: readonly Speed[] = ['jointRadS', 'jointRadS2', 'tipMs', 'tipMs2'];

const byLooks =
  (more: number): Change =>
  (file) => {
    const looks = file.look.looks + more;
    if (looks < 1 || looks > 7) return null;
    const look = { ...file.look, looks };
    return { file: { ...file, look }, differs: [`looks ${file.look.looks} → ${looks}`] };
  };

/** One figure of the skill, where this skill has it. */
const bySkill =
  (
    key: string,
    words: string,
    more: number,
    bounds: (file: ResetFile) => readonly [number, number],
  ): Change =>
  (file) => {
    const before = (file.skill as Readonly<Record<string, unknown>>)[key];
    if (typeof before !== 'number') return null;
    const [least, most] = bounds(file);
    const after = fixed(before + more);
    if (after < least - 1e-9 || after > most + 1e-9) return null;
    const unit = key.endsWith('M') ? `${mm(before)} → ${mm(after)} mm` : `${before} → ${after}`;
    const skill = { ...file.skill, [key]: after } as ResetFile['skill'];
    return { file: { ...file, skill }, differs: [`${words} ${unit}`] };
  };

const lift = bySkill('carryM', 'carried at', -0.01, ({ skill }) =>
  skill.kind === 'carry' ? [skill.gripHeightM + 0.01, 0.2] : [0, 0],
);
const loose = (more: number): Change =>
  bySkill('looseM', 'room beside the knob', more, () => [0.002, 0.008]);
const squeeze = (more: number): Change =>
  bySkill('squeezeRad', 'squeeze (rad)', more, () => [0.03, 0.1]);
const contact = (more: number): Change =>
  bySkill('contactM', 'contact at', more, ({ skill }) =>
    skill.kind === 'push' ? [0.01, 0.09] : [0, 0],
  );
const pushSpeed = (more: number): Change =>
  bySkill('pushMs', 'pushing (m/s)', more, () => [0.02, 0.16]);

const quicker: readonly (readonly [string, Change])[] = [
  ['travel+', bySpeeds(travel, 1.2, tipWords)],
  ['looks-', byLooks(-1)],
  ['lower+', bySpeeds(['lowerMs'], 1.3, lowerWords)],
  ['lift-', lift],
  ['push+', pushSpeed(0.02)],
  ['contact+', contact(0.001)],
  ['contact-', contact(-0.001)],
];
const surer: readonly (readonly [string, Change])[] = [
  ['travel-', bySpeeds(travel, 1 / 1.3, tipWords)],
  ['looks+', byLooks(2)],
  ['loose+', loose(0.001)],
  ['squeeze+', squeeze(0.02)],
  ['lower-', bySpeeds(['lowerMs'], 1 / 1.5, lowerWords)],
  ['push-', pushSpeed(-0.02)],
  ['contact-', contact(-0.001)],
  ['contact+', contact(0.001)],
];

/** In the order in which they are worth trying. */
export function stepsFrom(file: ResetFile, allWell: boolean): readonly ResetStep[] {
  return (allWell ? quicker : surer).flatMap(([id, change]) => {
    const step = change(file);
    return step === null ? [] : [{ id, ...step }];
  });
}

/** What stands out of a skill's first figures. */
export function mainFigures(file: ResetFile): readonly string[] {
  const { skill, look } = file;
  const heights =
    skill.kind === 'push'
      ? `tip at ${mm(skill.pushHeightM)} mm, contact at ${mm(skill.contactM)} mm`
      : `grip at ${mm(skill.gripHeightM)} mm${skill.kind === 'carry' ? `, carried at ${mm(skill.carryM)} mm` : ''}`;
  return [heights, tipWords(file), `looks ${look.looks}`];
}
