/** A smallest request to a model in each protocol, as an agent program would send it, with a tool or without. */
import type { ModelProtocol } from '../../../main/base/model/agent.ts';

export interface ModelRequest {
  readonly path: string;
  readonly body: object;
}

const schema = { type: 'object', properties: { command: { type: 'string' } } };
const named = { name: 'bash', description: 'runs a line' };

export function modelRequest(
  protocol: ModelProtocol,
  {
    stream,
    tools = true,
    model = 'scripted',
  }: { stream: boolean; tools?: boolean; model?: string },
): ModelRequest {
  const messages = [{ role: 'user', content: 'Say something.' }];
  switch (protocol) {
    case 'anthropic-messages': {
      const offered = tools ? [{ ...named, input_schema: schema }] : [];
      const body = { model, stream, max_tokens: 100, tools: offered, messages };
      return { path: '/v1/messages?beta=true', body };
    }
    case 'openai-responses': {
      const offered = tools ? [{ type: 'function', ...named, parameters: schema }] : [];
      return { path: '/v1/responses', body: { model, stream, tools: offered, input: messages } };
    }
    case 'openai-chat': {
      const offered = tools
        ? [{ type: 'function', function: { ...named, parameters: schema } }]
        : [];
      return { path: '/v1/chat/completions', body: { model, stream, tools: offered, messages } };
    }
    case 'gemini': {
      const offered = tools ? [{ functionDeclarations: [{ ...named, parameters: schema }] }] : [];
      const verb = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
      const contents = [{ role: 'user', parts: [{ text: 'Say something.' }] }];
      return { path: `/v1beta/models/${model}:${verb}`, body: { tools: offered, contents } };
    }
  }
}
