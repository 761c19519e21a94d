/** Help, from the table of verbs alone: what there is, then one verb with its flags and worked examples. */
import { BenchError } from '../../base/model/errors.ts';
import { didYouMean } from './nearest.ts';
import type { FlagSpec, VerbSpec } from './verb.ts';
import { commonFlags } from './verb.ts';

function columns(rows: readonly (readonly [string, string])[], indent = '  '): readonly string[] {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd());
}

function flagLine(flag: FlagSpec): readonly [string, string] {
  const value =
    flag.kind === 'switch' ? '' : ` ${flag.value ?? (flag.kind === 'text' ? 'TEXT' : 'N')}`;
  const choices = flag.choices === undefined ? '' : ` (${flag.choices.join(', ')})`;
  return [
    `--${flag.name}${value}`,
    `${flag.help}${choices}${flag.required === true ? ' (needed)' : ''}`,
  ];
}

function usageOf(verb: VerbSpec): string {
  const args = verb.args.map((arg) => (arg.required ? arg.name : `[${arg.name}]`));
  const needed = verb.flags
    .filter((flag) => flag.required === true)
    .map((flag) => `--${flag.name} ${flag.value ?? ''}`.trim());
  const rest = verb.rest === undefined ? [] : [`[-- ${verb.rest.name} …]`];
  return ['bench', verb.name, ...args, ...needed, '[flags]', ...rest].join(' ');
}

function verbHelp(verb: VerbSpec): readonly string[] {
  const lines = [`${verb.summary}.`, '', `  ${usageOf(verb)}`];
  if (verb.detail !== undefined) lines.push('', ...verb.detail.split('\n'));
  const named = verb.rest === undefined ? verb.args : [...verb.args, verb.rest];
  if (named.length > 0) {
    const rows = named.map((arg): readonly [string, string] => {
      const choices = arg.choices === undefined ? '' : ` (${arg.choices.join(', ')})`;
      return [arg.name, arg.help + choices];
    });
    lines.push('', ...columns(rows));
  }
  lines.push('', 'Flags:', ...columns([...verb.flags, ...commonFlags].map(flagLine)));
  if (verb.examples.length > 0) {
    lines.push('', 'Examples:');
    for (const { line, says } of verb.examples) lines.push(`  ${says}:`, `    ${line}`);
  }
  return lines;
}

function overview(verbs: readonly VerbSpec[]): readonly string[] {
  return [
    'bench: run honest trials on a robot bench, from a shell.',
    '',
    '  npx bench VERB [flags]        npx bench VERB --help',
    '',
    'It talks to the core that runs on the data folder (npm start), or starts a private one for the',
    'time of the command. Nothing else than the core ever moves the robot.',
    '',
    ...columns(verbs.map((verb): readonly [string, string] => [verb.name, verb.summary])),
    '',
    'Flags of every verb:',
    ...columns(commonFlags.map(flagLine)),
    '  --version',
    '',
    'Exit codes: 0 done, 1 failed, 2 bad input, 3 refused by a seal or a safety rule;',
    '128 + n when signal n ended it.',
    '',
    'Try first:',
    '  npx bench trial run --task touch --trials 3 --seed 1 --lockstep',
  ];
}

/** Throws `bad-input` for a topic that does not exist. */
export function helpText(verbs: readonly VerbSpec[], topic: string | null): readonly string[] {
  if (topic === null) return overview(verbs);
  const verb = verbs.find(({ name }) => name === topic);
  if (verb !== undefined) return verbHelp(verb);
  const group = verbs.filter(({ name }) => name.startsWith(`${topic} `));
  if (group.length === 0) {
    const names = verbs.map(({ name }) => name);
    throw new BenchError('bad-input', `there is no verb ${JSON.stringify(topic.slice(0, 60))}`, {
      hint: 'See bench --help',
      ...didYouMean(topic, names, 'bench '),
    });
  }
  return [
    ...columns(
      group.map(({ name, summary }): readonly [string, string] => [`bench ${name}`, summary]),
    ),
    '',
    `See bench ${group[0]?.name ?? topic} --help`,
  ];
}
