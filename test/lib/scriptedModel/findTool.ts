/**
 * Which of the tools that a request offers is meant by a step, and with which arguments: programs name their shell and
 * the tools of an MCP server differently, and some demand arguments that a script does not care for.
 */
import type { Answer, OfferedTool, ScriptStep } from './scriptStep.ts';
import { asObject } from './scriptStep.ts';

const shellNames = [
  'Bash',
  'bash',
  'exec_command',
  'shell_command',
  'shell',
  'Shell',
  'local_shell',
  'run_shell_command',
];
/** How programs prefix the tools of the server "bench". */
const prefixes = ['mcp__bench__', 'mcp_bench_', 'bench_', 'bench__'];

const findShell = (offered: readonly OfferedTool[]): OfferedTool | null =>
  offered.find((tool) => tool.namespace === null && shellNames.includes(tool.name)) ?? null;

function findBenchTool(offered: readonly OfferedTool[], name: string): OfferedTool | null {
  const fits = (tool: OfferedTool): boolean =>
    tool.namespace === null
      ? prefixes.some((prefix) => tool.name === `${prefix}${name}`)
      : tool.name === name && /^mcp_+bench_*$/.test(tool.namespace);
  return offered.find(fits) ?? null;
}

/** Arguments that the tool demands and the script does not name. */
function demanded(tool: OfferedTool, given: object): object {
  const properties = asObject(tool.parameters.properties);
  const required = Array.isArray(tool.parameters.required) ? tool.parameters.required : [];
  const missing = required.filter((name): name is string => !(String(name) in given));
  const fill = (name: string): unknown => {
    const { type, enum: options } = asObject(properties[name]);
    if (Array.isArray(options)) return options[0];
    if (type === 'boolean') return false;
    if (type === 'number' || type === 'integer') return 60;
    return type === 'array' ? [] : `scripted ${name}`;
  };
  return Object.fromEntries(missing.map((name) => [name, fill(name)]));
}

function shellCall(tool: OfferedTool, line: string): Answer {
  const properties = asObject(tool.parameters.properties);
  const name = 'cmd' in properties ? 'cmd' : 'command';
  const asWords = asObject(properties[name]).type === 'array';
  const given = { [name]: asWords ? ['sh', '-c', line] : line };
  return { kind: 'call', tool, args: { ...demanded(tool, given), ...given } };
}

/** Longer than any tool of the bench waits. */
const pragma = '// @exec: {"yield_time_ms": 90000}';

/** The step in JavaScript, saying what came back. */
function codeCall(tool: OfferedTool, step: Exclude<ScriptStep, { kind: 'say' }>): Answer {
  const [name, args] =
    step.kind === 'tool'
      ? ['exec_command', { cmd: step.shell, yield_time_ms: 30_000 }]
      : [`mcp__bench__${step.tool}`, step.args];
  const called = `const said = await tools.${name}(${JSON.stringify(args)});`;
  const told = 'text(said.output ?? said.content.map((part) => part.text ?? "").join("\\n"));';
  return { kind: 'call', tool, args: { input: [pragma, called, told].join('\n') } };
}

/** Null: the request does not offer the tool of the step. */
export function answerOf(step: ScriptStep, offered: readonly OfferedTool[]): Answer | null {
  if (step.kind === 'say') return { kind: 'text', text: step.text };
  const code = offered.find(({ isCode }) => isCode);
  if (code !== undefined) return codeCall(code, step);
  if (step.kind === 'tool') {
    const shell = findShell(offered);
    return shell === null ? null : shellCall(shell, step.shell);
  }
  const tool = findBenchTool(offered, step.tool);
  return tool === null ? null : { kind: 'call', tool, args: step.args };
}

/** A shell call that does nothing: the program asks again, perhaps with the tools that it had not found yet. */
export function idleCall(offered: readonly OfferedTool[]): Answer | null {
  const shell = findShell(offered);
  return shell === null ? null : shellCall(shell, 'true');
}
