/**
 * The words of a command line against the table of verbs. Strict: an unknown verb, flag or value is `bad-input` that
 * names it and the nearest match, and nothing has happened yet. `--flag value` and `--flag=value`; `--` ends flags.
 */
import { BenchError } from '../../base/model/errors.ts';
import { didYouMean } from './nearest.ts';
import type { ArgSpec, FlagSpec, FlagValue, VerbSpec } from './verb.ts';
import { commonFlags } from './verb.ts';

export type Parsed =
  | { readonly kind: 'version' }
  /** `topic` is a verb, the first word of several, or null for all. */
  | { readonly kind: 'help'; readonly topic: string | null }
  | {
      readonly kind: 'verb';
      readonly verb: VerbSpec;
      readonly args: readonly string[];
      readonly flags: Readonly<Record<string, FlagValue>>;
    };

const bad = (message: string, options: { hint?: string } = {}): BenchError =>
  new BenchError('bad-input', message, options);

function parseValue(flag: FlagSpec, text: string): FlagValue {
  const name = `--${flag.name}`;
  if (flag.kind === 'text') {
    if (text === '') throw bad(`${name} needs a value that is not empty`);
    if (text.length > 4096 || text.includes('\0')) throw bad(`${name} is too long or not text`);
    if (flag.choices !== undefined && !flag.choices.includes(text))
      throw bad(`${name} is one of ${flag.choices.join(', ')}`, didYouMean(text, flag.choices));
    return text;
  }
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  const whole = flag.kind === 'int';
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value)))
    throw bad(
      `${name} takes ${whole ? 'a whole number' : 'a number'}, not ${JSON.stringify(text)}`,
    );
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = flag;
  if (value < min || value > max) {
    const range = Number.isFinite(max) ? `from ${min} to ${max}` : `of at least ${min}`;
    throw bad(`${name} takes a number ${range}, not ${text}`);
  }
  return value;
}

interface Split {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, FlagValue>>;
}

function splitWords(words: readonly string[], specs: readonly FlagSpec[]): Split {
  const args: string[] = [];
  const flags: Record<string, FlagValue> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      args.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const [name = '', inline] = (word === '-h' ? '--help' : word)
      .replace(/^--?/, '')
      .split(/=(.*)/s, 2);
    const flag = specs.find(
      (spec) => spec.name === name && (word.startsWith('--') || word === '-h'),
    );
    if (flag === undefined)
      throw bad(
        `unknown flag ${word.slice(0, 60)}`,
        didYouMean(
          name,
          specs.map((spec) => spec.name),
          '--',
        ),
      );
    if (Object.hasOwn(flags, name)) throw bad(`--${name} is given twice`);
    if (flag.kind === 'switch') {
      if (inline !== undefined) throw bad(`--${name} takes no value`);
      flags[name] = true;
      continue;
    }
    const next = words[at + 1];
    const usable =
      next !== undefined && (!next.startsWith('-') || next === '-' || /^-[\d.]/.test(next));
    if (inline === undefined && !usable)
      throw bad(`--${name} needs a value: --${name} ${flag.value ?? 'VALUE'}`);
    flags[name] = parseValue(flag, inline ?? next ?? '');
    if (inline === undefined) at++;
  }
  return { args, flags };
}

function checkArgs(verb: VerbSpec, args: readonly string[]): void {
  const extra = args[verb.args.length];
  if (extra !== undefined && verb.rest === undefined)
    throw bad(`bench ${verb.name} does not take ${JSON.stringify(extra.slice(0, 60))}`);
  const check = (spec: ArgSpec, given: string | undefined): void => {
    if (given === undefined) {
      if (spec.required)
        throw bad(`bench ${verb.name} needs ${spec.name}`, {
          hint: `See bench ${verb.name} --help`,
        });
    } else if (spec.choices !== undefined && !spec.choices.includes(given)) {
      throw bad(
        `${spec.name} is one of ${spec.choices.join(', ')}`,
        didYouMean(given, spec.choices),
      );
    }
  };
  for (const [index, spec] of verb.args.entries()) check(spec, args[index]);
}

function findVerb(
  verbs: readonly VerbSpec[],
  words: readonly string[],
): { readonly verb: VerbSpec; readonly used: number } | { readonly group: string } {
  const [first = '', second = ''] = words;
  const two = verbs.find((verb) => verb.name === `${first} ${second}`);
  if (two !== undefined) return { verb: two, used: 2 };
  const one = verbs.find((verb) => verb.name === first);
  if (one !== undefined) return { verb: one, used: 1 };
  const inGroup = verbs.filter((verb) => verb.name.startsWith(`${first} `));
  if (inGroup.length === 0) {
    const names = [...new Set(verbs.map((verb) => verb.name.split(' ')[0] ?? ''))];
    throw bad(`there is no verb ${JSON.stringify(first.slice(0, 60))}`, {
      hint: 'See bench --help',
      ...didYouMean(first, names, 'bench '),
    });
  }
  if (second === '' || second.startsWith('-')) return { group: first };
  const seconds = inGroup.map((verb) => verb.name.split(' ')[1] ?? '');
  throw bad(`there is no verb bench ${first} ${second.slice(0, 60)}`, {
    hint: `It is one of ${seconds.join(', ')}`,
    ...didYouMean(second, seconds, `bench ${first} `),
  });
}

/** `bench --data DIR ps` is as good as `bench ps --data DIR`. */
function verbFirst(words: readonly string[]): readonly string[] {
  const isTwo = words[0] === '--data' && words.length > 2;
  const count = isTwo ? 2 : words[0] === '--json' || words[0]?.startsWith('--data=') ? 1 : 0;
  if (count === 0 || words.length <= count) return words;
  return [...verbFirst(words.slice(count)), ...words.slice(0, count)];
}

/** Throws `bad-input`. */
export function parseWords(verbs: readonly VerbSpec[], given: readonly string[]): Parsed {
  const words = verbFirst(given);
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h')
    return { kind: 'help', topic: null };
  if (first === '--version' || first === '-V') return { kind: 'version' };
  if (first === 'help') return { kind: 'help', topic: rest.length === 0 ? null : rest.join(' ') };
  if (first.startsWith('-'))
    throw bad(`a verb comes first, not ${first.slice(0, 60)}`, { hint: 'See bench --help' });
  const found = findVerb(verbs, words);
  if ('group' in found) {
    if (rest.every((word) => word === '--help' || word === '-h'))
      return { kind: 'help', topic: found.group };
    throw bad(`bench ${found.group} needs a second word`, {
      hint: `See bench ${found.group} --help`,
    });
  }
  const { verb, used } = found;
  const tail = words.slice(used);
  const beforeDashes = tail.includes('--') ? tail.slice(0, tail.indexOf('--')) : tail;
  if (beforeDashes.includes('--help') || beforeDashes.includes('-h'))
    return { kind: 'help', topic: verb.name };
  const { args, flags } = splitWords(tail, [...verb.flags, ...commonFlags]);
  checkArgs(verb, args);
  const missing = verb.flags.find(
    (flag) => flag.required === true && flags[flag.name] === undefined,
  );
  if (missing !== undefined)
    throw bad(`bench ${verb.name} needs --${missing.name} ${missing.value ?? ''}`.trim(), {
      hint: verb.examples[0] === undefined ? 'See --help' : `For example: ${verb.examples[0].line}`,
    });
  return { kind: 'verb', verb, args, flags };
}
