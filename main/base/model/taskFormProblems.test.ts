/** Every field of a task's form that is off is named, with words that say what to do; a good form has none. */
import { describe, expect, it } from 'vitest';
import type { TaskForm } from './phaseOne.ts';
import { type FormAround, taskFormProblems } from './taskFormProblems.ts';

const whole = { x: 0, y: 0, w: 1, h: 1 };
const good: TaskForm = {
  id: 'slow-push',
  name: 'Slow push',
  instruction: 'Push the T slowly.',
  successWords: 'It lies on its outline.',
  cameras: [
    { role: 'overhead', crop: whole },
    { role: 'front', crop: { x: 0.1, y: 0.2, w: 0.9, h: 0.5 } },
  ],
  rateHz: 25,
  attemptLimitS: 45,
  attempts: 8,
  envelopeM: {
    x: { min: 0.02, max: 0.36 },
    y: { min: -0.26, max: 0.26 },
    z: { min: 0.004, max: 0.2 },
  },
  target: { inARow: 50 },
  hardestPhase: '',
  nearMisses: [{ name: 'Beside the outline', want: 12 }],
  quotas: { success: 40, failure: 80 },
};
const around: FormAround = {
  workspaceM: {
    x: { min: 0.02, max: 0.38 },
    y: { min: -0.3, max: 0.3 },
    z: { min: 0.002, max: 0.45 },
  },
  roles: ['overhead', 'front'],
  others: [{ id: 'push-t', name: 'Push-T' }],
  mustReach: [{ what: 'The goal', at: { xM: 0.205, yM: 0 } }],
};
const x = (min: number, max: number): TaskForm['envelopeM'] => ({
  ...good.envelopeM,
  x: { min, max },
});
const camera = (role: string, crop = whole) => ({ role, crop });

describe('taskFormProblems', () => {
  it('has nothing to say about a good form, nor about what it does not know', () => {
    expect(taskFormProblems(good, around)).toEqual([]);
    const nothing = { workspaceM: null, roles: [], others: [], mustReach: [] };
    expect(taskFormProblems({ ...good, cameras: [camera('left')] }, nothing)).toEqual([]);
  });

  it.each<[string, Partial<TaskForm>, string, RegExp]>([
    ['a name with a space as its id', { id: 'slow push' }, 'id', /Lower-case letters/],
    ['an id that is taken', { id: 'push-t' }, 'id', /There is a task push-t already/],
    ['no name', { name: '  ' }, 'name', /Give it a name/],
    ['a name that is taken', { name: ' push-t ' }, 'name', /push-t is called Push-T already/],
    ['no instruction', { instruction: '' }, 'instruction', /one sentence/],
    ['no success', { successWords: '' }, 'successWords', /counts as success/],
    ['no camera', { cameras: [] }, 'cameras', /at least one/],
    ['a camera twice', { cameras: [camera('front'), camera('front')] }, 'cameras.1', /twice/],
    ['a camera of no bench', { cameras: [camera('left')] }, 'cameras.0', /has overhead, front/],
    [
      'a crop out of the picture',
      { cameras: [camera('front', { x: 0.5, y: 0, w: 0.6, h: 1 })] },
      'cameras.0.crop',
      /out of the picture/,
    ],
    [
      'a crop of nothing',
      { cameras: [camera('front', { x: 0.5, y: 0, w: 0, h: 1 })] },
      'cameras.0.crop',
      /smaller than 5 %/,
    ],
    ['a rate that does not divide the loop', { rateHz: 30 }, 'rateHz', /25, 50/],
    ['a limit of an hour', { attemptLimitS: 3600 }, 'attemptLimitS', /600/],
    ['a limit that is no number', { attemptLimitS: Number.NaN }, 'attemptLimitS', /600/],
    ['nine attempts', { attempts: 9 }, 'attempts', /1 to 8/],
    ['half an attempt', { attempts: 1.5 }, 'attempts', /1 to 8/],
    ['an envelope inside out', { envelopeM: x(0.3, 0.1) }, 'envelopeM.x', /leaves no room/],
    ['one outside the bench', { envelopeM: x(0.02, 0.5) }, 'envelopeM.x', /20 mm to 380 mm/],
    ['one without the goal', { envelopeM: x(0.25, 0.3) }, 'envelopeM.x', /The goal lies outside/],
    ['a target of none', { target: { inARow: 0 } }, 'target.inARow', /1 to 1000/],
    [
      'a near miss twice',
      {
        nearMisses: [
          { name: 'Beside', want: 1 },
          { name: 'beside ', want: 2 },
        ],
      },
      'nearMisses.1.name',
      /named twice/,
    ],
    ['one without a name', { nearMisses: [{ name: '', want: 1 }] }, 'nearMisses.0.name', /nearly/],
    ['no successes', { quotas: { success: 0, failure: 1 } }, 'quotas.success', /1 to 5000/],
  ])('names %s', (_what, change, field, words) => {
    const problems = taskFormProblems({ ...good, ...change }, around);
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0]?.words).toMatch(words);
  });
});
