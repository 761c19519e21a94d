/**
 * MCP over a connection of the desk, one JSON message a line: the table of verbs as tools, read-only ones annotated. The
 * protocol is the official SDK's; the messages it gets are bounded by the connection below. Loaded when the first agent
 * speaks MCP, because the SDK is large.
 */
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { z } from 'zod';
import { type AgentVerb, agentVerbs } from '../../../base/api/agentVerbs.ts';
import { type AgentPurpose, agentPurposes } from '../../../base/model/agent.ts';
import { toBenchError } from '../../../base/model/errors.ts';
import { answerVerb, type DeskVerbs, errorText } from './answerVerb.ts';

export interface McpLine {
  readonly verbs: DeskVerbs;
  /** Which verbs are listed. */
  readonly purpose: AgentPurpose;
  readonly version: string;
  readonly instructions: string;
  /** One line out. */
  readonly send: (text: string) => void;
  readonly close: () => void;
  /** Runs a call within the desk's bounds; rejects with `busy` beyond them. */
  readonly admit: <T>(run: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

export interface McpSession extends Disposable {
  /** One line in. */
  receive(line: string): void;
}

const mcpTool = ({ name, title, says, readOnly, args }: AgentVerb) => ({
  name,
  title,
  description: says,
  inputSchema: z.toJSONSchema(args, { io: 'input' }) as { type: 'object' },
  annotations: { title, readOnlyHint: readOnly, destructiveHint: false, openWorldHint: false },
});
const all: readonly AgentVerb[] = Object.values(agentVerbs);
/** Tools as MCP lists them: made once, asked for as often as anybody likes. */
const mcpTools = new Map(
  agentPurposes.map((purpose) => [
    purpose,
    all.filter(({ purposes }) => purposes.includes(purpose)).map(mcpTool),
  ]),
);

async function callTool(line: McpLine, name: string, args: unknown) {
  try {
    const { text, jpeg } = await line.admit((signal) => answerVerb(line.verbs, name, args, signal));
    const picture =
      jpeg === undefined
        ? []
        : [
            {
              type: 'image' as const,
              data: Buffer.from(jpeg).toString('base64'),
              mimeType: 'image/jpeg',
            },
          ];
    return { content: [{ type: 'text' as const, text }, ...picture] };
  } catch (thrown) {
    const text = errorText(toBenchError(thrown));
    return { content: [{ type: 'text' as const, text }], isError: true };
  }
}

async function openServer(line: McpLine): Promise<Server> {
  const [{ Server: SdkServer }, types] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/index.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ]);
  const server = new SdkServer(
    { name: 'bench', version: line.version },
    { capabilities: { tools: {} }, instructions: line.instructions },
  );
  server.setRequestHandler(types.ListToolsRequestSchema, () => ({
    tools: mcpTools.get(line.purpose) ?? [],
  }));
  server.setRequestHandler(types.CallToolRequestSchema, ({ params }) =>
    callTool(line, params.name, params.arguments),
  );
  return server;
}

/** Ready to receive when it resolves. */
export async function serveMcp(line: McpLine): Promise<McpSession> {
  const server = await openServer(line);
  const { JSONRPCMessageSchema } = await import('@modelcontextprotocol/sdk/types.js');
  const transport: Transport = {
    start: async () => undefined,
    send: async (message) => line.send(JSON.stringify(message)),
    close: async () => line.close(),
  };
  await server.connect(transport);
  const complain = (id: unknown, code: number, message: string): void =>
    line.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
  return {
    receive(text) {
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        complain(null, -32_700, 'this line is not JSON');
        return;
      }
      const parsed = JSONRPCMessageSchema.safeParse(json);
      if (parsed.success) transport.onmessage?.(parsed.data);
      else complain(null, -32_600, 'this is not a JSON-RPC message');
    },
    [Symbol.dispose]: () => {
      transport.onclose?.();
      void server.close().catch(() => undefined);
    },
  };
}
