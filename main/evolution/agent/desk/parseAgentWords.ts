/**
 * The words of the `bench` that agents find in their jail, parsed by the table of verbs: `bench trial wait req-0001
 * --seconds 30`. A word without a name fills the next argument of the verb. Errors say what would have been right.
 */
import { z } from 'zod';
import { type AgentVerb, type AgentVerbName, agentVerbs } from '../../../base/api/agentVerbs.ts';
import type { AgentPurpose } from '../../../base/model/agent.ts';
import { BenchError } from '../../../base/model/errors.ts';

export type AgentWords =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'call'; readonly verb: AgentVerbName; readonly args: unknown };

interface Property {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly default?: unknown;
}

/** The arguments of a verb as JSON Schema says them, in order. */
export function argumentsOf(verb: AgentVerb): {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
} {
  const schema = z.toJSONSchema(verb.args, { io: 'input' }) as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  return { properties: schema.properties ?? {}, required: schema.required ?? [] };
}

function usage(verb: AgentVerb): string {
  const { properties, required } = argumentsOf(verb);
  const args = Object.keys(properties).map((name) =>
    required.includes(name) ? `--${name} …` : `[--${name} …]`,
  );
  return ['bench', verb.words, ...args].join(' ');
}

/** Description, choices and default in one line. */
function aboutArgument({ description = '', enum: choices, default: given }: Property): string {
  const which = choices === undefined ? '' : ` (${choices.join(', ')})`;
  return `${description}${which}${given === undefined ? '' : `; ${String(given)} by default`}`;
}

function helpOn(verb: AgentVerb): string {
  const { properties } = argumentsOf(verb);
  const lines = Object.entries(properties).map(([name, property]) =>
    `  --${name}  ${aboutArgument(property)}`.trimEnd(),
  );
  return [usage(verb), '', verb.says, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

const all: readonly AgentVerb[] = Object.values(agentVerbs);

function helpOnAll(purpose: AgentPurpose): string {
  const mine = all.filter(({ purposes }) => purposes.includes(purpose));
  const rows = mine.map(({ words, title }) => `  ${words.padEnd(14)}${title}`);
  const lines = [
    'The bench, as an agent sees it. `bench help VERB` says more; `bench mcp` serves the ' +
      'same as MCP tools.',
    '',
    ...rows,
  ];
  return lines.join('\n');
}

const names = Object.keys(agentVerbs) as AgentVerbName[];

function findVerb(words: readonly string[]): AgentVerbName | null {
  const fits = names.filter((name) => {
    const own = agentVerbs[name].words.split(' ');
    return own.every((word, at) => words[at] === word);
  });
  return fits.sort((a, b) => agentVerbs[b].words.length - agentVerbs[a].words.length)[0] ?? null;
}

function coerce(name: string, text: string, { type }: Property): unknown {
  if (type !== 'number' && type !== 'integer') return text;
  if (!/^-?\d+(\.\d+)?$/.test(text))
    throw new BenchError('bad-input', `--${name} is a number, not ${JSON.stringify(text)}`, {
      hint: '`bench help` says what each verb takes',
    });
  return Number(text);
}

function readArgs(verb: AgentVerb, words: readonly string[]): Record<string, unknown> {
  const { properties } = argumentsOf(verb);
  const args: Record<string, unknown> = {};
  const free = Object.keys(properties);
  const misused = (what: string): BenchError =>
    new BenchError('bad-input', what, { hint: usage(verb) });
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const named = /^--([a-z]+)(?:=(.*))?$/s.exec(word);
    const name = named === null ? free.find((each) => !(each in args)) : named[1];
    if (name === undefined) throw misused(`${JSON.stringify(word)} is one word too many`);
    const property = properties[name];
    if (property === undefined) throw misused(`there is no --${name}`);
    if (name in args) throw misused(`--${name} is there twice`);
    const text = named === null ? word : (named[2] ?? words[++at]);
    if (text === undefined) throw misused(`--${name} needs a value`);
    args[name] = coerce(name, text, property);
  }
  return args;
}

/** Help lists the verbs of the purpose; what else is asked for is parsed, and refused where it is answered. */
export function parseAgentWords(words: readonly string[], purpose: AgentPurpose): AgentWords {
  const first = words[0] === 'help';
  const asksHelp = first || words.length === 0 || words.at(-1) === '--help';
  const rest = first ? words.slice(1) : asksHelp ? words.slice(0, -1) : words;
  const verb = findVerb(rest);
  if (asksHelp)
    return { kind: 'help', text: verb === null ? helpOnAll(purpose) : helpOn(agentVerbs[verb]) };
  if (verb === null)
    throw new BenchError('bad-input', `there is no \`bench ${rest.slice(0, 2).join(' ')}\``, {
      hint: `there are: ${names.map((name) => agentVerbs[name].words).join(', ')}`,
    });
  const own = agentVerbs[verb].words.split(' ').length;
  return { kind: 'call', verb, args: readArgs(agentVerbs[verb], rest.slice(own)) };
}
