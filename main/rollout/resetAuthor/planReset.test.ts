/** What the author plans from a task alone: which skills fit its thing, the first figures, and one step from each. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import { resetFileSchema } from '../../base/model/resetFile.ts';
import { type TaskManifest, taskSchema } from '../../base/model/task.ts';
import { loadStartStates } from '../../environment/task/startStates.ts';
import { planSkills } from './firstReset.ts';
import { stepsFrom } from './resetSteps.ts';
import { betweenOf, readThing, type ThingFacts } from './thingFacts.ts';

const manifestOf = (task: string): TaskManifest =>
  taskSchema.parse(JSON.parse(readFileSync(path.resolve('tasks', task, 'task.json'), 'utf8')));

async function thingOf(task: string): Promise<ThingFacts> {
  const draw = await loadStartStates(path.resolve('tasks', task), undefined);
  const rng = createRng(3);
  const stated = Array.from({ length: 500 }, () => draw(() => rng.uniform()));
  return readThing(manifestOf(task), stated);
}

describe('a plan', () => {
  it('takes the T by its knob, over its body and under the pad, and says why it is not pushed', async () => {
    const thing = await thingOf('push-t');
    expect(thing).toMatchObject({ object: 'tee', knob: { sideM: 0.014 }, solved: 'within' });
    expect(betweenOf(thing)).toBe('nothing');
    const { candidates, skipped } = planSkills(thing);
    expect(candidates.map(({ skill }) => skill.kind)).toEqual(['carry', 'slide']);
    expect(skipped).toEqual([{ skill: 'push', why: expect.stringMatching(/keeps its turn/) }]);
    for (const file of candidates) expect(resetFileSchema.parse(file)).toEqual(file);
    const [carry] = candidates;
    expect(carry).toMatchObject({
      skill: { gripHeightM: 0.025, hoverM: 0.066, carryM: 0.055 },
      check: { positionM: 0.007, solved: 'within' },
    });
    expect(carry?.aim.positionM).toBeLessThan(carry?.check.positionM ?? 0);
  });

  it('may push the puck, whose turn nobody asks for, and lets the policy play where a start is never left', async () => {
    const thing = await thingOf('touch');
    expect(thing).toMatchObject({ object: 'puck', solved: 'beyond' });
    expect(thing.tolerance).toEqual({ positionM: 0.008, yawRad: Math.PI });
    expect(betweenOf(thing)).toBe('policy');
    const { candidates, skipped } = planSkills(thing);
    expect(candidates.map(({ skill }) => skill.kind)).toEqual(['carry', 'slide', 'push']);
    expect(skipped).toEqual([]);
    for (const file of candidates) expect(resetFileSchema.parse(file)).toEqual(file);
    const push = candidates[2]?.skill;
    // The radius of the puck and of the nose.
    expect(push).toMatchObject({ kind: 'push', contactM: 0.026 });
  });

  it('goes by the dimensions: without a knob, with one too short, too thick, or jaws that may not open', async () => {
    const thing = await thingOf('touch');
    const why = (change: Partial<ThingFacts>): string =>
      planSkills({ ...thing, ...change }).skipped.find(({ skill }) => skill === 'carry')?.why ?? '';
    expect(why({ knob: null })).toMatch(/no knob/);
    expect(why({ knob: { sideM: 0.014, topM: 0.03 } })).toMatch(/too short/);
    expect(why({ knob: { sideM: 0.09, topM: 0.046 } })).toMatch(/too thick/);
    const closed = { ...thing.limits, gripperRad: { min: 0, max: 0.1 } };
    expect(why({ limits: closed })).toMatch(/may not open/);
    const bare = planSkills({ ...thing, knob: null }).candidates;
    expect(bare.map(({ skill }) => skill.kind)).toEqual(['push']);
  });

  it('refuses a task that does not say what its thing is', () => {
    const manifest = manifestOf('touch');
    const stated = [{ xM: 0.2, yM: 0, yawRad: 0 }];
    expect(() => readThing({ ...manifest, config: {} }, stated)).toThrow(/looks like/);
    const bad = { puck: { heightM: -1 }, startWithinM: 0.008 };
    expect(() => readThing({ ...manifest, config: bad }, stated)).toThrow(/dimensions/);
    const { startWithinM: _within, ...silent } = manifest.config;
    expect(() => readThing({ ...manifest, config: silent }, stated)).toThrow(/how far/);
  });
});

describe('steps', () => {
  it('change one figure, stay within the bounds for ever, and never touch the check', async () => {
    for (const task of ['push-t', 'touch'])
      for (const first of planSkills(await thingOf(task)).candidates)
        for (const allWell of [true, false]) {
          let file = first;
          for (let k = 0; k < 60; k++) {
            const steps = stepsFrom(file, allWell);
            for (const step of steps) {
              expect(resetFileSchema.parse(step.file)).toEqual(step.file);
              expect(step.file).not.toEqual(file);
              expect(step.file.check).toEqual(first.check);
              expect(step.differs.join()).toMatch(/→/);
            }
            file = steps[k % Math.max(1, steps.length)]?.file ?? file;
          }
        }
  });
});
