/**
 * One call at the desk, whoever carries it: arguments parsed by the table, the verb run, its text cut to what a context
 * window bears, every failure a typed error that says what to do next. Knows neither sockets nor MCP.
 */
import type { z } from 'zod';
import {
  type AgentAnswer,
  type AgentVerbArgs,
  type AgentVerbName,
  agentVerbs,
  deskLimits,
} from '../../../base/api/agentVerbs.ts';
import type { AgentPurpose } from '../../../base/model/agent.ts';
import { BenchError } from '../../../base/model/errors.ts';

/** The answers behind the table. Each throws `BenchError`. */
export type DeskVerbs = {
  readonly [N in AgentVerbName]: (
    args: AgentVerbArgs<N>,
    signal: AbortSignal,
  ) => AgentAnswer | Promise<AgentAnswer>;
};

const others: Readonly<Record<AgentPurpose, readonly [what: string, todo: string]>> = {
  policy: [
    'this session improves the policy and has to do with no judge and no reset',
    'leave them to the bench: `bench help` lists what you can ask for',
  ],
  judge: [
    'this session writes the judge and gets no trial',
    'try it with judge_try; `bench help` lists what you can ask for',
  ],
  reset: [
    'this session writes the reset and gets neither trials nor clips',
    'try it with reset_try; `bench help` lists what you can ask for',
  ],
};

/** The answer of a verb that sessions of this purpose do not have. */
export const notOfThisSession = (purpose: AgentPurpose) => (): never => {
  const [what, hint] = others[purpose];
  throw new BenchError('refused', what, { hint });
};

/** The verbs of trials and ideas, which whoever writes a judge or a reset does not have. */
export function notOfWriters(purpose: AgentPurpose) {
  const none = notOfThisSession(purpose);
  return {
    ...{ trial_start: none, trial_wait: none, trial_show: none, log: none, frame: none },
    ...{ idea_start: none, idea_note: none, idea_finish: none, tree: none, peers: none },
  };
}

const maxPictureBytes = 1 << 20;

function cut(text: string): string {
  if (text.length <= deskLimits.answerChars) return text;
  const kept = text.slice(0, deskLimits.answerChars);
  return `${kept}\n… cut here: ${text.length - kept.length} more characters. Ask for less at once.`;
}

/** In one line, the first few. */
function complaintsOf({ issues }: z.ZodError): string {
  const words = issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  return words.join('; ').slice(0, 500);
}

const isVerb = (name: string): name is AgentVerbName => Object.hasOwn(agentVerbs, name);

/** @throws BenchError `not-found` for a verb that is not there, `bad-input`, or what the verb throws. */
export async function answerVerb(
  verbs: DeskVerbs,
  name: string,
  args: unknown,
  signal: AbortSignal,
): Promise<AgentAnswer> {
  if (!isVerb(name))
    throw new BenchError('not-found', `the bench has no ${JSON.stringify(name.slice(0, 40))}`, {
      hint: `it has ${Object.keys(agentVerbs).join(', ')}`,
    });
  const parsed = agentVerbs[name].args.safeParse(args ?? {});
  if (!parsed.success)
    throw new BenchError('bad-input', `${name}: ${complaintsOf(parsed.error)}`, {
      hint: `\`bench help ${agentVerbs[name].words}\` says what it takes`,
    });
  const run = verbs[name] as (args: unknown, signal: AbortSignal) => Promise<AgentAnswer>;
  const { text, jpeg } = await run(parsed.data, signal);
  const fits = jpeg !== undefined && jpeg.byteLength <= maxPictureBytes;
  return fits ? { text: cut(text), jpeg } : { text: cut(text) };
}

/** An error as an agent reads it. */
export function errorText({ code, message, hint }: BenchError): string {
  return `${code}: ${message}${hint === undefined ? '' : `\nWhat to do: ${hint}`}`;
}
