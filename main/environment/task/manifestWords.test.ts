/** Mistakes in a manifest are named by their key, at whatever depth, with the key that was probably meant. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from './readManifest.ts';

type Loose = Record<string, unknown>;

const shipped = (id = 'push-t'): Loose =>
  JSON.parse(
    readFileSync(new URL(`../../../tasks/${id}/task.json`, import.meta.url), 'utf8'),
  ) as Loose;
const inside = (manifest: Loose, key: string): Loose => manifest[key] as Loose;
const refusal = (change: (manifest: Loose) => void): string => {
  const manifest = shipped();
  change(manifest);
  try {
    parseManifest('task.json', JSON.stringify(manifest));
    return '';
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

describe('parseManifest', () => {
  it.each(['push-t', 'touch'])('takes %s as it is shipped', (id) => {
    const manifest = parseManifest('task.json', JSON.stringify(shipped(id)));
    expect(manifest.nearMisses.length).toBeGreaterThan(0);
    expect(manifest.quotas).toEqual({ success: 40, failure: 80 });
  });

  it('fills in what a task of before does not say', () => {
    const { target: _, hardestPhase: __, nearMisses: ___, quotas: ____, ...old } = shipped();
    expect(parseManifest('task.json', JSON.stringify(old))).toMatchObject({
      target: { inARow: 50 },
      hardestPhase: '',
      nearMisses: [],
      crops: {},
      editable: ['policy/**', 'train/**', 'notes/**'],
    });
  });

  it.each<[string, (manifest: Loose) => void, string]>([
    [
      'an unknown key',
      (task) => Object.assign(task, { rateHZ: 25 }),
      'unknown key "rateHZ": did you mean "rateHz"?',
    ],
    [
      'one that resembles none',
      (task) => Object.assign(task, { colour: 'red' }),
      'unknown key "colour"',
    ],
    [
      'one inside an object',
      (task) => Object.assign(inside(inside(task, 'success'), 'goal'), { yawrad: 0 }),
      'unknown key "success.goal.yawrad": did you mean "success.goal.yawRad"?',
    ],
    [
      'one inside a list',
      (task) => Object.assign(task, { nearMisses: [{ name: 'Beside', wnat: 3, want: 3 }] }),
      'unknown key "nearMisses.0.wnat": did you mean "nearMisses.0.want"?',
    ],
    [
      'one inside a choice',
      (task) => Object.assign((task.shape as Loose[])[0] as Loose, { halfm: 1 }),
      'unknown key "shape.0.halfm": did you mean "shape.0.halfM"?',
    ],
    [
      'one under a name of the task’s own',
      (task) => Object.assign(task, { crops: { front: { x: 0, y: 0, w: 1, h: 1, hh: 1 } } }),
      'unknown key "crops.front.hh": did you mean "crops.front.h"?',
    ],
    ['a missing key', (task) => delete task.judge, 'key "judge" is missing'],
    [
      'a misspelt one that is then missing',
      (task) => {
        const { bounds, ...rest } = inside(task, 'success');
        task.success = { ...rest, bonds: bounds };
      },
      'key "success.bounds" is missing; unknown key "success.bonds": did you mean "success.bounds"?',
    ],
    [
      'an envelope that leaves nothing',
      (task) =>
        Object.assign(task, {
          envelope: { x: { min: 0.5, max: 0.6 }, y: { min: 0, max: 1 }, z: { min: 0, max: 1 } },
        }),
      'envelope.x leaves nothing of resetLimits.x',
    ],
  ])('names %s', (_what, change, words) => {
    const message = refusal(change);
    expect(message).toMatch(/^task\.json: /);
    expect(message).toContain(words);
  });

  it('counts what it does not tell, and refuses what is no JSON', () => {
    const many = refusal((task) => {
      for (let i = 0; i < 9; i++) task[`qqqq${i}`] = i;
    });
    expect(many).toMatch(/; and 4 more$/);
    expect(() => parseManifest('task.json', '{"id": ')).toThrow('task.json is not JSON');
    expect(() => parseManifest('task.json', '[]')).toThrow(/task\.json: .*expected object/);
  });
});
