/**
 * Google's Gemini CLI. Speaks the Gemini protocol to whatever address it is given; asks for trust in the folder, for a
 * way to log in and for every command unless told beforehand.
 */
import { benchCallMs, benchServer, jsonText, launch } from './asSeed.ts';
import { readGeminiTranscripts } from './readGeminiTranscripts.ts';
import type { AgentInside, Recipe, SeedFile } from './recipe.ts';

/** They wait for a person, or leave by the model provider's own servers. */
const policy = `[[rule]]
toolName = ["google_web_search", "web_fetch", "ask_user"]
decision = "deny"
priority = 999
`;

function seeds(inside: AgentInside): readonly SeedFile[] {
  const settings = {
    security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    context: { fileName: ['AGENTS.md', 'GEMINI.md'] },
    mcpServers: { bench: { ...benchServer(inside), timeout: benchCallMs, trust: true } },
  };
  return [
    { at: 'home', path: '.gemini/settings.json', text: jsonText(settings) },
    { at: 'home', path: '.gemini/policies/nightbench.toml', text: policy },
  ];
}

const env = (inside: AgentInside): Readonly<Record<string, string>> => ({
  GEMINI_API_KEY: inside.token,
  GOOGLE_GEMINI_BASE_URL: inside.modelUrl,
  GEMINI_CLI_TRUST_WORKSPACE: 'true',
  // It would start itself once more with other memory limits, and again in a sandbox of its own.
  GEMINI_CLI_NO_RELAUNCH: 'true',
  GEMINI_SANDBOX: 'false',
});

const args = (inside: AgentInside): readonly string[] => [
  ...['--approval-mode', 'yolo'],
  ...(inside.model === null ? [] : ['--model', inside.model]),
];

const headless = (inside: AgentInside): readonly string[] => [
  ...args(inside),
  ...['--output-format', 'stream-json', `--prompt=${inside.prompt}`],
];

const terminal = (inside: AgentInside): readonly string[] => [
  ...args(inside),
  ...(inside.prompt === '' ? [] : [`--prompt-interactive=${inside.prompt}`]),
];

export const gemini: Recipe = {
  id: 'gemini',
  name: 'Gemini CLI',
  program: {
    names: ['gemini'],
    npm: { package: '@google/gemini-cli', version: '0.61.0' },
    binaries: [],
    versionArgs: ['--version'],
    versionPattern: /^(\d+\.\d+\.\d+\S*)$/m,
    tested: ['0.61.0'],
  },
  protocol: 'gemini',
  passThrough: null,
  seeds,
  terminal: (inside) => launch(terminal(inside), env(inside)),
  headless: (inside) => launch(headless(inside), env(inside)),
  resume: (inside) => launch(['--resume=latest', ...terminal(inside)], env(inside)),
  resumeHeadless: (inside) => launch(['--resume=latest', ...headless(inside)], env(inside)),
  briefFile: 'GEMINI.md',
  readTranscripts: readGeminiTranscripts,
  advice:
    'Needs Node 20 or newer. Tool results reach its model marked as untrusted; that is as it should be.',
};
