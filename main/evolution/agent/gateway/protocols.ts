/** The protocols that the gateway speaks, by their ids. */
import type { ModelProtocol } from '../../../base/model/agent.ts';
import { anthropicProtocol } from './anthropicProtocol.ts';
import { chatProtocol } from './chatProtocol.ts';
import { geminiProtocol } from './geminiProtocol.ts';
import type { Protocol } from './protocol.ts';
import { responsesProtocol } from './responsesProtocol.ts';

export const protocols: Readonly<Record<ModelProtocol, Protocol>> = {
  'anthropic-messages': anthropicProtocol,
  'openai-responses': responsesProtocol,
  'openai-chat': chatProtocol,
  gemini: geminiProtocol,
};
