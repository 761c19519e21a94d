/** Texts that several recipes write: JSON and TOML values, the MCP server, the paste of first words. Knows no agent. */
import type { AgentInside, Launch } from './recipe.ts';

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A string as TOML's basic string: JSON's escapes are TOML's, but for DEL, which JSON leaves as it is. */
export const tomlText = (value: string): string =>
  JSON.stringify(value).replaceAll('\u007f', '\\u007f');

/** The one MCP server that an agent has, under the name `bench`. */
export const benchServer = (inside: AgentInside): { command: string; args: string[] } => ({
  command: inside.bench,
  args: ['mcp'],
});

/** How long a call of the bench may take before an agent gives up: well over the bench's own 45 s. */
export const benchCallMs = 120_000;

/** Words as a paste, then Return; escape sequences in them would end the paste, so control characters go. */
export function pasted(words: string): string | null {
  const plain = words
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
  return plain.trim() === '' ? null : `\u001b[200~${plain}\u001b[201~\r`;
}

/** Words as the last argument, kept from being taken for options. */
export const lastWords = (prompt: string): readonly string[] =>
  prompt === '' ? [] : ['--', prompt];

export const launch = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  typed: string | null = null,
): Launch => ({ args, env, typed });
