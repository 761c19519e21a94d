#!/usr/bin/env node
/**
 * Stands in for `bench mcp` where recipes are tried without a desk: an MCP server on stdio with two tools, which writes
 * down in the agent's home how it was called.
 */
import { appendFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const calls = join(homedir(), 'bench-calls.jsonl');

const tool = (name, properties, readOnlyHint) => ({
  name,
  description: `${name} of the bench`,
  inputSchema: { type: 'object', properties, additionalProperties: false },
  annotations: { readOnlyHint },
});
const tools = [tool('status', {}, true), tool('trial_start', { note: { type: 'string' } }, false)];

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'bench', version: '1' },
  }),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: args }) => {
    appendFileSync(calls, `${JSON.stringify({ name, args })}\n`);
    return { content: [{ type: 'text', text: `${name} answers req-0007` }] };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const result = answers[method]?.(params) ?? {};
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
}
