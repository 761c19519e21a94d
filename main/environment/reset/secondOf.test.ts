/** Second looks in numbers that can be counted by hand, and what of the gate they decide. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ResetTry, resetLacks } from '../../base/model/reset.ts';
import { secondWords } from '../../base/model/secondWords.ts';
import { resetsDir } from '../../store/dataLayout.ts';
import { hashTree } from '../task/hashTree.ts';
import { planResetGate } from './planResetGate.ts';
import { findSecond, secondsOf } from './secondOf.ts';

const at = (yM: number) => ({ xM: 0.2, yM, yawRad: 0 });
/** Verified, and seen by the other one so far away; `ok`: what that one said. */
const tried = (offM: number, ok: boolean, verifiedAt: number | null = 1): ResetTry => ({
  ...{ index: 0, wanted: at(0), seen: at(0), verifiedAt, attempts: 1, seconds: 5, why: '' },
  second: { ok, seen: at(offM), why: 'so it is' },
});
const spread = {
  n: 20,
  coordinates: { xM: 0.1, yM: 0.1, yawRad: 0 },
  cells: { covered: 1, of: 1 },
};
const lacks = (second: ReturnType<typeof secondsOf> | undefined) =>
  resetLacks({ longestRow: 20, spread, ...(second === undefined ? {} : { second }) });
const many = (denied: number): readonly ResetTry[] =>
  Array.from({ length: 20 }, (_, n) => tried(0.001 * (n + 1), n >= denied));

test('denied are verified starts that the other one called none; who was not asked says no', () => {
  const looks = [tried(0.002, true), tried(0.012, false), tried(0.004, false, null)];
  const { second: _none, ...unasked } = tried(0, true);
  expect(secondsOf(looks, 'shipped')).toMatchObject({ by: 'shipped', asked: 2, denied: 1 });
  expect(secondsOf([...looks, unasked], 'shipped')).toMatchObject({ asked: 3, denied: 2 });
  expect(secondsOf(many(0), 'shipped').apartM).toBeCloseTo(0.01, 9);
  expect(secondsOf([], null)).toEqual({ by: null, asked: 0, denied: 0, apartM: null });
});

test('one in ten may be denied, not more; where nobody else looked nothing is proven', () => {
  expect(lacks(secondsOf(many(2), 'shipped'))).toEqual([]);
  expect(lacks(secondsOf(many(3), 'shipped'))).toEqual(['second']);
  expect(lacks(secondsOf(many(0), null))).toEqual(['second']);
  expect(lacks(undefined)).toEqual([]);
});

test('the gate has a line of it where it was asked for, in words', () => {
  const second = secondsOf(many(17), 'shipped');
  const measure = { longestRow: 20, times: 20, spread, second } as never;
  expect(planResetGate(measure).find(({ id }) => id === 'second')).toEqual({
    ...{ id: 'second', ok: false, words: secondWords(second) },
  });
  expect(secondWords(second)).toBe(
    'The check of the reset that came with the task denied 17 of 20 verified starts; ' +
      'at most 2 may be. The two see it 10.0 mm apart.',
  );
  expect(secondWords({ ...second, by: null })).toMatch(/proves nothing/);
});

describe('whose check looks', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'nb-second-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const shippedHash = hashTree(path.resolve('tasks/touch/reset'));
  /** What was accepted is Touch's own reset with another line, as a version. */
  const folder = path.join(resetsDir(dir, 'touch'), 'reset-0001');
  cpSync(path.resolve('tasks/touch/reset'), folder, { recursive: true });
  appendFileSync(path.join(folder, 'reset.ts'), '// Another.\n');
  const acceptedHash = hashTree(folder);
  const second = async (hash: string, agents: readonly string[] = [], isAccepted = true) => {
    const version = { id: 'reset-0001', hash: await acceptedHash } as never;
    const book = {
      accepted: () => (isAccepted ? { resetId: 'reset-0001', seq: 1 } : null),
      versions: () => [version],
      version: () => version,
      byAgent: (_task: string, of: string) => agents.includes(of),
    };
    const ports = { book, dataDir: dir, templatesDir: path.resolve('tasks') };
    return (await findSecond(ports, 'touch', hash))?.id ?? null;
  };

  test('is the accepted one, else the one that came with the task', async () => {
    expect(await second('mine')).toBe('reset-0001');
    expect(await second('mine', [], false)).toBe('shipped');
  });

  test('is none that an agent wrote, whoever added it as well, and not the one that is measured', async () => {
    const [accepted, shipped] = [await acceptedHash, await shippedHash];
    expect(await second('mine', [accepted])).toBe('shipped');
    expect(await second(accepted)).toBe('shipped');
    expect(await second(shipped, [accepted])).toBeNull();
    expect(await second('mine', [accepted, shipped])).toBeNull();
  });
});
