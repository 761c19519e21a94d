/** Words against the real table of verbs: strict, and every complaint names the word and the nearest one. */
import { describe, expect, test } from 'vitest';
import { BenchError } from '../../base/model/errors.ts';
import { helpText } from './helpText.ts';
import { parseWords } from './parseWords.ts';
import { verbs } from './verbs.ts';

const parse = (line: string) => parseWords(verbs, line === '' ? [] : line.split(' '));

function complaint(line: string): string {
  try {
    parse(line);
  } catch (thrown) {
    if (thrown instanceof BenchError && thrown.code === 'bad-input')
      return `${thrown.message} | ${thrown.hint ?? ''}`;
    throw thrown;
  }
  return 'no complaint';
}

describe('parseWords', () => {
  test('verbs, arguments and flags in both spellings', () => {
    const parsed = parse('trial run --task push-t --trials=20 --lockstep --seed 0');
    expect(parsed).toMatchObject({
      kind: 'verb',
      verb: { name: 'trial run' },
      flags: { task: 'push-t', trials: 20, lockstep: true, seed: 0 },
    });
    expect(parse('sim hand t --x -0.1 --y .2')).toMatchObject({ flags: { x: -0.1, y: 0.2 } });
    expect(parse('--data d --json ps')).toMatchObject({ flags: { data: 'd', json: true } });
    expect(parse('--version')).toEqual({ kind: 'version' });
  });

  test('help at every level', () => {
    expect(parse('')).toEqual({ kind: 'help', topic: null });
    expect(parse('trial')).toEqual({ kind: 'help', topic: 'trial' });
    expect(parse('trial run --trials x -h')).toEqual({ kind: 'help', topic: 'trial run' });
    expect(parse('help sim set')).toEqual({ kind: 'help', topic: 'sim set' });
  });

  test.each([
    ['trail run', /"trail" \| Did you mean bench trial\?/],
    ['trial rnu', /Did you mean bench trial run\?/],
    ['trial run --task a --trails 3', /unknown flag --trails \| Did you mean --trials\?/],
    ['trial run --task a -t 3', /unknown flag -t/],
    ['trial run --task a --trials 1.5', /--trials takes a whole number, not "1\.5"/],
    ['trial run --task a --trials 0', /from 1 to 100000/],
    ['trial run --task a --seed -1', /of at least 0/],
    ['trial run --task a --seed 1 --seed 2', /--seed is given twice/],
    ['trial run --task a --lockstep=yes', /--lockstep takes no value/],
    ['trial run --task', /--task needs a value/],
    ['trial run --task --lockstep', /--task needs a value/],
    ['trial run', /needs --task TASK \| For example/],
    ['trial show', /needs ID/],
    ['verify now', /does not take "now"/],
    ['sim fault frezze-camera', /Did you mean freeze-camera\?/],
    ['trial list --outcome won', /one of success, failure, invalid/],
    ['zzzzzz', /there is no verb "zzzzzz" \| See bench --help/],
    ['--lockstep', /a verb comes first/],
    ['__proto__', /there is no verb/],
  ])('%s is bad input', (line, says) => {
    expect(complaint(line)).toMatch(says);
  });
});

describe('helpText', () => {
  test('every verb teaches by example, with flags that exist, in lines that fit', () => {
    for (const verb of verbs) {
      expect(verb.examples.length).toBeGreaterThan(0);
      for (const { line } of verb.examples) {
        const [, words] = /(?:npx bench|npm) ([^|>]*)/.exec(line) ?? [];
        const plain = (words ?? '').replace(/^start -- /, 'start ').replace(/"[^"]*"/g, 'text');
        expect(complaint(plain.trim())).toBe('no complaint');
      }
      for (const line of helpText(verbs, verb.name)) expect(line.length).toBeLessThanOrEqual(110);
    }
    expect(helpText(verbs, null).join('\n')).toContain('Exit codes');
    expect(() => helpText(verbs, 'tral run')).toThrow(BenchError);
  });
});
