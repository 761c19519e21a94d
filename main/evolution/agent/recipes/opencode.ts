/**
 * opencode. Speaks to any Chat Completions server and has no model of its own, so one must be named. Believes PWD over
 * its real folder. Keeps its tokens in a SQLite database that the agent can write, which the app does not open: whoever
 * maps a hostile database maps its traps; and it forgets the requests for titles anyway.
 */
import { BenchError } from '../../../base/model/errors.ts';
import { benchCallMs, benchServer, jsonText, lastWords, launch } from './asSeed.ts';
import type { AgentInside, Recipe, SeedFile } from './recipe.ts';

const configPath = '.config/opencode/opencode.json';

function modelOf(inside: AgentInside): string {
  if (inside.model !== null) return inside.model;
  throw new BenchError('bad-input', 'opencode has no model of its own', {
    hint: 'Name the model that your Chat Completions server knows.',
  });
}

function seeds(inside: AgentInside): readonly SeedFile[] {
  const model = modelOf(inside);
  const server = benchServer(inside);
  const config = {
    $schema: 'https://opencode.ai/config.json',
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    model: `nightbench/${model}`,
    small_model: `nightbench/${model}`,
    enabled_providers: ['nightbench'],
    provider: {
      nightbench: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Nightbench',
        options: { baseURL: `${inside.modelUrl}/v1`, apiKey: inside.token },
        models: { [model]: { name: model } },
      },
    },
    permission: {
      '*': 'allow',
      question: 'deny',
      webfetch: 'deny',
      websearch: 'deny',
    },
    mcp: {
      bench: {
        type: 'local',
        command: [server.command, ...server.args],
        enabled: true,
        timeout: benchCallMs,
      },
    },
  };
  return [{ at: 'home', path: configPath, text: jsonText(config) }];
}

const env = (inside: AgentInside): Readonly<Record<string, string>> => ({
  OPENCODE_CONFIG: `${inside.home}/${configPath}`,
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_MODELS_FETCH: '1',
  OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  PWD: inside.clone,
});

const terminal = (inside: AgentInside): readonly string[] =>
  inside.prompt === '' ? [] : [`--prompt=${inside.prompt}`];

export const opencode: Recipe = {
  id: 'opencode',
  name: 'opencode',
  program: {
    names: ['opencode'],
    npm: { package: 'opencode-ai', version: '1.18.33' },
    binaries: ['opencode-linux-<arch>/bin/opencode', 'opencode-linux-<arch>-baseline/bin/opencode'],
    versionArgs: ['--version'],
    versionPattern: /^(\d+\.\d+\.\d+\S*)$/m,
    tested: ['1.18.33'],
  },
  protocol: 'openai-chat',
  passThrough: null,
  seeds,
  terminal: (inside) => launch(terminal(inside), env(inside)),
  headless: (inside) =>
    launch(['run', '--format', 'json', ...lastWords(inside.prompt)], env(inside)),
  // Beside --continue it drops the words of --prompt, and shows no sign of when it would take typed ones.
  resume: (inside) => launch(['--continue'], env(inside)),
  resumeHeadless: (inside) =>
    launch(['run', '--continue', '--format', 'json', ...lastWords(inside.prompt)], env(inside)),
  briefFile: 'AGENTS.md',
  readTranscripts: null,
  advice:
    'Needs the name of a model. A command of its shell ends after two minutes. It asks again for ever when the gateway ' +
    'refuses it: the app ends it. Each session makes one more request, for a title. ' +
    'Taken up again in a terminal, it waits for a person.',
};
