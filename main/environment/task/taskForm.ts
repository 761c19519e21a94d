/**
 * A manifest as the form that a person fills in, and a filled-in form put back into a manifest. The table's own limits
 * stay as they are: what the form says of the arm is the envelope, which narrows them. Pure.
 */
import type { Box } from '../../base/model/arm.ts';
import type { TaskForm } from '../../base/model/phaseOne.ts';
import { type TaskManifest, type TaskText, taskSchema } from '../../base/model/task.ts';
import type { ReadTask } from './readManifest.ts';

const wholePicture = { x: 0, y: 0, w: 1, h: 1 };

/** What the table's programs may use in all: the box around both limits. */
function tableBox({ resetLimits, episodeLimits }: TaskManifest): Box {
  const axis = (key: 'x' | 'y' | 'z') => ({
    min: Math.min(resetLimits[key].min, episodeLimits[key].min),
    max: Math.max(resetLimits[key].max, episodeLimits[key].max),
  });
  return { x: axis('x'), y: axis('y'), z: axis('z') };
}

export function formOf({ manifest, hash }: ReadTask): TaskForm {
  const { id, name, instruction, success, rateHz, attemptLimitS, attempts } = manifest;
  return {
    ...{ hash, id, name, instruction },
    successWords: success.words,
    cameras: manifest.cameras.map((role) => ({
      role,
      crop: manifest.crops[role] ?? wholePicture,
    })),
    ...{ rateHz, attemptLimitS, attempts },
    envelopeM: manifest.envelope ?? tableBox(manifest),
    target: manifest.target,
    hardestPhase: manifest.hardestPhase,
    nearMisses: manifest.nearMisses,
    quotas: manifest.quotas,
  };
}

/** A person's own count up; a shipped one says that it is no longer what was shipped. */
export function nextVersion(version: string): string {
  if (/^\d{1,9}$/.test(version)) return String(Number(version) + 1);
  const own = /^(.*\+own\.)(\d{1,9})$/.exec(version);
  return own === null ? `${version}+own.1` : `${own[1]}${Number(own[2]) + 1}`;
}

const isWhole = ({ x, y, w, h }: TaskForm['cameras'][number]['crop']): boolean =>
  x === 0 && y === 0 && w === 1 && h === 1;

/** @throws ZodError when the form does not fit: `taskFormProblems` was not asked. */
export function withForm(manifest: TaskManifest, form: TaskForm, version: string): TaskManifest {
  const changed: TaskText = {
    ...manifest,
    id: form.id,
    version,
    name: form.name.trim(),
    instruction: form.instruction.trim(),
    success: { ...manifest.success, words: form.successWords.trim() },
    cameras: form.cameras.map(({ role }) => role),
    crops: Object.fromEntries(
      form.cameras.filter(({ crop }) => !isWhole(crop)).map(({ role, crop }) => [role, crop]),
    ),
    rateHz: form.rateHz,
    attempts: form.attempts,
    attemptLimitS: form.attemptLimitS,
    envelope: form.envelopeM,
    target: form.target,
    hardestPhase: form.hardestPhase.trim(),
    nearMisses: form.nearMisses.map(({ name, want }) => ({ name: name.trim(), want })),
    quotas: form.quotas,
  };
  return taskSchema.parse(changed);
}
