/**
 * Moonshot's Kimi Code. Needs Node 22.19 or newer. Reads no API key from the environment, so the token stands in its
 * settings; takes no first words in a terminal, so they are typed; remembers trust in a folder by a file whose name is
 * made of the folder's name and hash.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { benchCallMs, benchServer, jsonText, launch, pasted, tomlText } from './asSeed.ts';
import { readKimiTranscripts } from './readKimiTranscripts.ts';
import type { AgentInside, Recipe, SeedFile } from './recipe.ts';

const defaultModel = 'kimi-for-coding';

/** The name it gives to what it knows of a working folder: slug and hash of the whole path. */
function folderKey(folder: string): string {
  const trimmed = (text: string): string => text.replace(/^-+|-+$/g, '');
  const words = posix
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-');
  const slug = trimmed(trimmed(words).slice(0, 40));
  const named = slug === '' || slug === '.' || slug === '..' ? 'workspace' : slug;
  return `wd_${named}_${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

function seeds(inside: AgentInside): readonly SeedFile[] {
  const model = tomlText(inside.model ?? defaultModel);
  const config = [
    `default_model = ${model}`,
    'default_permission_mode = "auto"',
    'telemetry = false',
    '',
    '[providers.nightbench]',
    'type = "openai"',
    `base_url = ${tomlText(`${inside.modelUrl}/v1`)}`,
    `api_key = ${tomlText(inside.token)}`,
    '',
    `[models.${model}]`,
    'provider = "nightbench"',
    `model = ${model}`,
    'max_context_size = 262144',
    '',
  ];
  const trust = { root: inside.clone, trustedAt: 0 };
  const server = { ...benchServer(inside), toolTimeoutMs: benchCallMs };
  return [
    { at: 'home', path: '.kimi-code/config.toml', text: config.join('\n') },
    { at: 'home', path: '.kimi-code/tui.toml', text: '[upgrade]\nauto_install = false\n' },
    {
      at: 'home',
      path: '.kimi-code/mcp.json',
      text: jsonText({ mcpServers: { bench: server } }),
    },
    {
      at: 'home',
      path: `.kimi-code/workspace-trust/${folderKey(inside.clone)}`,
      text: jsonText(trust),
    },
  ];
}

const env = (inside: AgentInside): Readonly<Record<string, string>> => ({
  KIMI_CODE_HOME: `${inside.home}/.kimi-code`,
  KIMI_DISABLE_TELEMETRY: '1',
  KIMI_CODE_NO_AUTO_UPDATE: '1',
  KIMI_CODE_MODEL_CATALOG_REFRESH_ON_START: '0',
  KIMI_MCP_TOOL_TIMEOUT_MS: `${benchCallMs}`,
});

const headless = (inside: AgentInside): readonly string[] => [
  ...['--output-format', 'stream-json'],
  // In one piece, so that words with a dash in front are no option.
  `--prompt=${inside.prompt}`,
];

export const kimi: Recipe = {
  id: 'kimi',
  name: 'Kimi Code',
  program: {
    names: ['kimi'],
    npm: { package: '@moonshot-ai/kimi-code', version: '2.1.0' },
    binaries: [],
    versionArgs: ['--version'],
    versionPattern: /^(\d+\.\d+\.\d+\S*)$/m,
    tested: ['2.1.0'],
  },
  protocol: 'openai-chat',
  passThrough: null,
  seeds,
  terminal: (inside) => launch(['--auto'], env(inside), pasted(inside.prompt)),
  headless: (inside) => launch(headless(inside), env(inside)),
  resume: (inside) => launch(['--auto', '--continue'], env(inside), pasted(inside.prompt)),
  resumeHeadless: (inside) => launch(['--continue', ...headless(inside)], env(inside)),
  briefFile: 'AGENTS.md',
  readTranscripts: readKimiTranscripts,
  advice:
    'A command of its shell that runs for a minute moves to the background. The older Python program `kimi` of the ' +
    'package kimi-cli is another product and has no recipe.',
};
