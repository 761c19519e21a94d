/**
 * A task's form as it is typed: every number a text that stays as it was written. What is wrong with it is said per field
 * by the rules of the core (`taskFormProblems`); what was kept of an earlier evening is read back with care. Pure.
 */
import { z } from 'zod';
import type { TaskForm } from '../../main/base/model/phaseOne.ts';
import { type FormAround, taskFormProblems } from '../../main/base/model/taskFormProblems.ts';
import type { TaskView } from '../../main/base/model/view.ts';
import { axes, boxOfText, boxText, numberOfText, shownNumber } from './boxText.ts';
import type { WindowState } from './windowStore.ts';

const text = z.string().max(2000);
const ends = z.strictObject({ min: text, max: text });
const cropSchema = z.strictObject({ x: text, y: text, w: text, h: text });

/** Numbers as typed; lengths in millimetres, crops in per cent of the picture. */
const draftSchema = z.strictObject({
  hash: text.optional(),
  id: text,
  name: text,
  instruction: text,
  successWords: text,
  cameras: z.array(z.strictObject({ role: text, crop: cropSchema })).max(8),
  rateHz: text,
  attemptLimitS: text,
  attempts: text,
  envelopeMm: z.strictObject({ x: ends, y: ends, z: ends }),
  inARow: text,
  hardestPhase: text,
  nearMisses: z.array(z.strictObject({ name: text, want: text })).max(20),
  quotas: z.strictObject({ success: text, failure: text }),
});

export type TaskDraft = z.infer<typeof draftSchema>;
export type CropText = z.infer<typeof cropSchema>;

/** The form that is open: of a saved task, or of one that is only a draft. */
export interface TaskDesk {
  readonly draft: TaskDraft;
  /** As the core has it; null: not saved yet. */
  readonly saved: TaskForm | null;
  /** The table of a task that is not saved yet. */
  readonly basedOn: string | null;
  /** When what is not saved was typed, where that was not in this window; null otherwise. */
  readonly keptFrom: string | null;
}

export const wholeCrop: CropText = { x: '0', y: '0', w: '100', h: '100' };

const percent = (share: number): string => shownNumber(share * 100, 1);

export function draftOfForm(form: TaskForm): TaskDraft {
  return {
    ...(form.hash === undefined ? {} : { hash: form.hash }),
    id: form.id,
    name: form.name,
    instruction: form.instruction,
    successWords: form.successWords,
    cameras: form.cameras.map(({ role, crop }) => ({
      role,
      crop: { x: percent(crop.x), y: percent(crop.y), w: percent(crop.w), h: percent(crop.h) },
    })),
    rateHz: String(form.rateHz),
    attemptLimitS: String(form.attemptLimitS),
    attempts: String(form.attempts),
    envelopeMm: boxText(form.envelopeM),
    inARow: String(form.target.inARow),
    hardestPhase: form.hardestPhase,
    nearMisses: form.nearMisses.map(({ name, want }) => ({ name, want: String(want) })),
    quotas: { success: String(form.quotas.success), failure: String(form.quotas.failure) },
  };
}

export function cropOfText(crop: CropText): TaskForm['cameras'][number]['crop'] {
  const share = (typed: string): number => numberOfText(typed) / 100;
  return { x: share(crop.x), y: share(crop.y), w: share(crop.w), h: share(crop.h) };
}

/** What would be saved; with NaN where no number stands. */
export function formOfDraft(draft: TaskDraft): TaskForm {
  return {
    ...(draft.hash === undefined ? {} : { hash: draft.hash }),
    id: draft.id,
    name: draft.name.trim(),
    instruction: draft.instruction.trim(),
    successWords: draft.successWords.trim(),
    cameras: draft.cameras.map(({ role, crop }) => ({ role, crop: cropOfText(crop) })),
    rateHz: numberOfText(draft.rateHz),
    attemptLimitS: numberOfText(draft.attemptLimitS),
    attempts: numberOfText(draft.attempts),
    envelopeM: boxOfText(draft.envelopeMm),
    target: { inARow: numberOfText(draft.inARow) },
    hardestPhase: draft.hardestPhase.trim(),
    nearMisses: draft.nearMisses.map(({ name, want }) => ({
      name: name.trim(),
      want: numberOfText(want),
    })),
    quotas: {
      success: numberOfText(draft.quotas.success),
      failure: numberOfText(draft.quotas.failure),
    },
  };
}

export type DraftProblems = ReadonlyMap<string, string>;

/** The first thing wrong with each field, by its path; empty when it may be saved. */
export function draftProblems(draft: TaskDraft, around: FormAround): DraftProblems {
  const problems = new Map<string, string>();
  const form = formOfDraft(draft);
  for (const axis of axes) {
    const { min, max } = form.envelopeM[axis];
    if (Number.isNaN(min) || Number.isNaN(max))
      problems.set(`envelopeM.${axis}`, 'From and to are numbers, in millimetres.');
  }
  for (const [index, { crop }] of form.cameras.entries()) {
    if (Object.values(crop).some(Number.isNaN))
      problems.set(`cameras.${index}.crop`, 'All four are numbers, in per cent of the picture.');
  }
  for (const { field, words } of taskFormProblems(form, around))
    if (!problems.has(field)) problems.set(field, words);
  return problems;
}

/** What the form is judged against, as far as this window knows it. */
export function formAround(state: WindowState, desk: TaskDesk): FormAround {
  const { bench, tasks } = state;
  const id = desk.saved?.id ?? null;
  const table: TaskView | undefined = tasks.find(
    (task) => task.id === (desk.saved?.id ?? desk.basedOn),
  );
  const goal = table?.goal;
  return {
    // While a task has the arm, the envelope that is told is narrowed by it.
    workspaceM: bench?.lease === 'none' ? (bench.envelope?.workspaceM ?? null) : null,
    roles: bench?.cameras.map(({ role }) => role) ?? [],
    others: tasks.filter((task) => task.id !== id),
    mustReach: goal === undefined ? [] : [{ what: 'The goal', at: { xM: goal.xM, yM: goal.yM } }],
  };
}

/** Nothing was typed that the core does not have. */
export function isSaved(desk: TaskDesk): boolean {
  return (
    desk.saved !== null && JSON.stringify(draftOfForm(desk.saved)) === JSON.stringify(desk.draft)
  );
}

const keptSchema = z.strictObject({
  version: z.literal(1),
  draft: draftSchema,
  basedOn: text.nullable(),
});

export function keptText(desk: TaskDesk): string {
  const kept: z.infer<typeof keptSchema> = {
    version: 1,
    draft: desk.draft,
    basedOn: desk.basedOn,
  };
  return JSON.stringify(kept);
}

/** Null: not from here, or from another version; then it is as if nothing had been kept. */
export function readKept(kept: string): Pick<TaskDesk, 'draft' | 'basedOn'> | null {
  try {
    const read = keptSchema.safeParse(JSON.parse(kept));
    return read.success ? { draft: read.data.draft, basedOn: read.data.basedOn } : null;
  } catch {
    return null;
  }
}
