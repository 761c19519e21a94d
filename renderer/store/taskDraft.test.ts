/** The form as typed: there and back without loss, wrong texts said per field, drafts of another time read with care. */
import { describe, expect, it } from 'vitest';
import type { TaskForm } from '../../main/base/model/phaseOne.ts';
import type { FormAround } from '../../main/base/model/taskFormProblems.ts';
import {
  draftOfForm,
  draftProblems,
  formOfDraft,
  isSaved,
  keptText,
  readKept,
  type TaskDesk,
  type TaskDraft,
} from './taskDraft.ts';

const form: TaskForm = {
  hash: 'a'.repeat(64),
  id: 'stack',
  name: 'Stack two blocks',
  instruction: 'Put the red block on the blue one.',
  successWords: 'the red block rests on the blue one.',
  cameras: [
    { role: 'overhead', crop: { x: 0.1, y: 0.2, w: 0.5, h: 0.625 } },
    { role: 'front', crop: { x: 0, y: 0, w: 1, h: 1 } },
  ],
  rateHz: 10,
  attemptLimitS: 30.5,
  attempts: 8,
  envelopeM: {
    x: { min: 0.08, max: 0.33 },
    y: { min: -0.1725, max: 0.17 },
    z: { min: 0, max: 0.17 },
  },
  target: { inARow: 50 },
  hardestPhase: 'letting go',
  nearMisses: [{ name: 'beside it', want: 20 }],
  quotas: { success: 40, failure: 80 },
};
const around: FormAround = {
  workspaceM: {
    x: { min: 0.05, max: 0.4 },
    y: { min: -0.2, max: 0.2 },
    z: { min: 0, max: 0.2 },
  },
  roles: ['overhead', 'front'],
  others: [{ id: 'push-t', name: 'Push-T' }],
  mustReach: [],
};
const draft = draftOfForm(form);
const desk = (change: Partial<TaskDraft> = {}, saved: TaskForm | null = form): TaskDesk => ({
  draft: { ...draft, ...change },
  saved,
  basedOn: null,
  keptFrom: null,
});

describe('a form', () => {
  it('comes back as it was shown', () => {
    const back = formOfDraft(draft);
    expect(back.envelopeM.y.min).toBeCloseTo(form.envelopeM.y.min, 6);
    expect(back.cameras[0]?.crop.h).toBeCloseTo(0.625, 6);
    const rounded = {
      envelopeM: form.envelopeM,
      cameras: form.cameras,
    };
    expect({ ...back, ...rounded }).toEqual(form);
    expect(draftProblems(draft, around)).toEqual(new Map());
  });

  it('counts as saved until something is typed', () => {
    expect(isSaved(desk())).toBe(true);
    expect(isSaved(desk({ name: 'Stack' }))).toBe(false);
    expect(isSaved(desk({}, null))).toBe(false);
  });

  it.each<[Partial<TaskDraft>, string, RegExp]>([
    [{ name: '' }, 'name', /name/],
    [{ name: 'push-t ' }, 'name', /already/],
    [{ attempts: '9' }, 'attempts', /1 to 8/],
    [{ attempts: 'a few' }, 'attempts', /1 to 8/],
    [{ attemptLimitS: '1e2' }, 'attemptLimitS', /seconds/],
    [{ rateHz: '7' }, 'rateHz', /50 Hz/],
    [{ quotas: { success: '', failure: '80' } }, 'quotas.success', /5000/],
    [
      { envelopeMm: { ...draft.envelopeMm, x: { min: '10', max: '330' } } },
      'envelopeM.x',
      /Outside the bench/,
    ],
    [
      { envelopeMm: { ...draft.envelopeMm, z: { min: 'floor', max: '170' } } },
      'envelopeM.z',
      /are numbers/,
    ],
    [
      { cameras: [{ role: 'overhead', crop: { x: '60', y: '0', w: '50', h: '100' } }] },
      'cameras.0.crop',
      /out of the picture/,
    ],
    [
      { cameras: [{ role: 'overhead', crop: { x: '', y: '0', w: '50', h: '100' } }] },
      'cameras.0.crop',
      /are numbers/,
    ],
    [{ cameras: [] }, 'cameras', /at least one/],
    [
      {
        nearMisses: [
          { name: 'beside it', want: '2' },
          { name: 'Beside it', want: '2' },
        ],
      },
      'nearMisses.1.name',
      /twice/,
    ],
  ])('with %o is wrong at %s', (change, field, words) => {
    const problems = draftProblems({ ...draft, ...change }, around);
    expect(problems.get(field)).toMatch(words);
    expect([...problems.values()].join(' ')).not.toContain('NaN');
  });
});

describe('what was kept', () => {
  it('comes back whole', () => {
    const typed = desk({ name: 'Stack 2', attempts: 'x' }, null);
    expect(readKept(keptText(typed))?.draft).toEqual(typed.draft);
  });

  it.each(['', '{', 'null', '{"version":1}', '{"version":2,"draft":{},"basedOn":null}'])(
    'is nothing when it reads %s',
    (kept) => {
      expect(readKept(kept)).toBeNull();
    },
  );
});
