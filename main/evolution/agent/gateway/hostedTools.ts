/**
 * Tools that the model's own servers would run: searching and fetching from the web, other MCP servers, code in the lab of
 * the seller. They would be a way out of the jail that nobody logs, so a request that offers one is refused. What the
 * agent's program runs itself is let through by a closed list; drawing pictures too, because it reads nothing.
 */
import type { ModelProtocol } from '../../../base/model/agent.ts';
import { type Fields, fieldsOf, isFields } from './protocol.ts';

const anthropicOwn = /^(?:custom|(?:bash|text_editor|computer|memory)_\d{8}|tool_search_tool_\w+)$/;
const openaiOwn = new Set([
  'function',
  'custom',
  'namespace',
  'local_shell',
  'apply_patch',
  'tool_search',
  'image_generation',
]);
const geminiOwn = new Set(['functionDeclarations', 'function_declarations']);

const nameOf = (tool: Fields): string => String(tool.type ?? 'of an unknown kind').slice(0, 60);

function openaiTool(tool: Fields): string | null {
  if (typeof tool.type !== 'string' || !openaiOwn.has(tool.type)) return nameOf(tool);
  const inner = Array.isArray(tool.tools) ? tool.tools : [];
  return inner.map((one) => openaiTool(fieldsOf(one))).find((name) => name !== null) ?? null;
}

const finders: Readonly<Record<ModelProtocol, (tool: Fields) => string | null>> = {
  'anthropic-messages': (tool) => {
    const own = tool.type === undefined || tool.type === null;
    return own || (typeof tool.type === 'string' && anthropicOwn.test(tool.type))
      ? null
      : nameOf(tool);
  },
  'openai-responses': openaiTool,
  'openai-chat': openaiTool,
  gemini: (tool) =>
    Object.keys(tool)
      .find((key) => !geminiOwn.has(key))
      ?.slice(0, 60) ?? null,
};

/** Any tool at all: a request beside the conversation (a title) has none. */
export const offersTools = (lists: readonly unknown[]): boolean =>
  lists.some((tools) => Array.isArray(tools) && tools.length > 0);

/** The name of the first tool that is not the agent's own; null: there is none. `tools` is as it stood in the request. */
export function hostedTool(protocol: ModelProtocol, tools: unknown): string | null {
  if (tools === undefined || tools === null) return null;
  if (!Array.isArray(tools)) return 'of an unknown kind';
  const find = finders[protocol];
  for (const tool of tools) {
    const name = isFields(tool) ? find(tool) : 'of an unknown kind';
    if (name !== null) return name;
  }
  return null;
}
