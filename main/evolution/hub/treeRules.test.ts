/** The rules of names, modes, collisions and the edit surface, as tables. */
import { describe, expect, it } from 'vitest';
import { foldCollision, isRefused, kindOfMode, nameProblem, planSurface } from './treeRules.ts';

describe('the edit surface', () => {
  it.each([
    ['policy/**', 'policy/a.ts', true],
    ['policy/**', 'policy/a/b/c.ts', true],
    ['policy/**', 'policy', false],
    ['policy/**', 'policyx/a.ts', false],
    ['policy/**', 'x/policy/a.ts', false],
    ['policy/**', 'Policy/a.ts', false],
    ['policy/*.ts', 'policy/a.ts', true],
    ['policy/*.ts', 'policy/a/b.ts', false],
    ['policy/*.ts', 'policy/a.tsx', false],
    ['policy/*.ts', 'policy/axts', false],
    ['notes.md', 'notes.md', true],
    ['notes.md', 'notesxmd', false],
    ['notes.md', 'notes.md/a', false],
    ['a+(b)', 'a+(b)', true],
  ])('%s and %s: %s', (glob, path, inside) => {
    expect(planSurface([glob])(path)).toBe(inside);
  });

  it('is the union of its globs, and nothing when there is none', () => {
    expect(planSurface(['a/**', 'b/**'])('b/x')).toBe(true);
    expect(planSurface([])('a')).toBe(false);
  });
});

describe('names', () => {
  it.each(['a', 'policy.ts', '.gitignore', '.gitkeep', 'A b (1).md', '.hidden', 'a--b', 'com.ts'])(
    '%s is plain',
    (name) => expect(nameProblem(name)).toBeNull(),
  );

  it.each([
    '',
    '.',
    '..',
    '.git',
    '.GiT',
    '.gitattributes',
    '.gitmodules',
    '.gitignore.x',
    'git~1',
    'GIT~2',
    '-a',
    'a ',
    'a.',
    ' a',
    'a/b',
    'a\\b',
    'a:b',
    'a\nb',
    'a\0',
    '\u00fc',
    'nul',
    'COM1.txt',
    'x'.repeat(101),
  ])('%j is not', (name) => expect(nameProblem(name)).not.toBeNull());
});

describe('modes', () => {
  it('are taken as they stand', () => {
    expect(['40000', '100644', '100755'].map(kindOfMode)).toEqual([
      'folder',
      'plain',
      'executable',
    ]);
    for (const mode of [
      '120000',
      '160000',
      '100664',
      '100777',
      '100600',
      '0100644',
      '040000',
      '',
    ]) {
      expect(isRefused(Object(kindOfMode(mode))), mode).toBe(true);
    }
  });
});

describe('names that differ by case alone', () => {
  it('are found in files and in folders on the way', () => {
    expect(foldCollision(['a/x', 'a/y', 'b/x'])).toBeNull();
    expect(foldCollision(['a/x', 'a/X'])).toEqual(['a/x', 'a/X']);
    expect(foldCollision(['a/x', 'A/y'])).toEqual(['a', 'A']);
    expect(foldCollision(['a/b', 'A'])).toEqual(['a', 'A']);
  });
});
