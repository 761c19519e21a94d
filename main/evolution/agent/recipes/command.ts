/**
 * Any command that a person names: their own agent, a shell, a script. It gets what every recipe gets, under the names
 * that most model libraries read, and its words in BENCH_PROMPT; how it uses them is its own affair.
 */
import { benchServer, jsonText, launch } from './asSeed.ts';
import type { AgentInside, Launch, Recipe } from './recipe.ts';

const mcpPath = '.nightbench/mcp.json';

function run(inside: AgentInside): Launch {
  return launch(inside.command.slice(1), {
    ANTHROPIC_BASE_URL: inside.modelUrl,
    ANTHROPIC_API_KEY: inside.token,
    OPENAI_BASE_URL: `${inside.modelUrl}/v1`,
    OPENAI_API_KEY: inside.token,
    GOOGLE_GEMINI_BASE_URL: inside.modelUrl,
    GEMINI_API_KEY: inside.token,
    BENCH_PROMPT: inside.prompt,
    BENCH_MODEL: inside.model ?? '',
    BENCH_MCP_CONFIG: `${inside.home}/${mcpPath}`,
  });
}

export const command: Recipe = {
  id: 'command',
  name: 'Any command',
  program: null,
  protocol: 'openai-chat',
  passThrough: null,
  seeds: (inside) => [
    {
      at: 'home',
      path: mcpPath,
      text: jsonText({ mcpServers: { bench: benchServer(inside) } }),
    },
  ],
  terminal: run,
  headless: run,
  resume: run,
  resumeHeadless: run,
  briefFile: 'AGENTS.md',
  readTranscripts: null,
  advice:
    'Starts the command as it is. Address and key of the model are in its environment, the way to the bench is `bench`; ' +
    'going on means starting it again in the same home and clone.',
};
