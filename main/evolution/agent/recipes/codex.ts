/**
 * OpenAI's Codex. Its terminal would start a shared background server that outlives it and copies 400 MB into its home;
 * it is told not to. Its own sandbox is off, because the jail around it is stricter and its sandbox forbids commits.
 */
import { benchCallMs, benchServer, lastWords, launch, tomlText } from './asSeed.ts';
import { readCodexTranscripts } from './readCodexTranscripts.ts';
import type { AgentInside, Recipe, SeedFile } from './recipe.ts';

const keyName = 'NIGHTBENCH_MODEL_KEY';

function seeds(inside: AgentInside): readonly SeedFile[] {
  const server = benchServer(inside);
  const lines = [
    'model_provider = "nightbench"',
    ...(inside.model === null ? [] : [`model = ${tomlText(inside.model)}`]),
    'check_for_update_on_startup = false',
    'web_search = "disabled"',
    '',
    '[analytics]',
    'enabled = false',
    '',
    '[otel]',
    'exporter = "none"',
    '',
    '[notice]',
    'hide_full_access_warning = true',
    '',
    '[model_providers.nightbench]',
    'name = "Nightbench"',
    `base_url = ${tomlText(`${inside.modelUrl}/v1`)}`,
    'wire_api = "responses"',
    `env_key = ${tomlText(keyName)}`,
    '',
    '[mcp_servers.bench]',
    `command = ${tomlText(server.command)}`,
    `args = [${server.args.map(tomlText).join(', ')}]`,
    `tool_timeout_sec = ${benchCallMs / 1000}`,
    'startup_timeout_sec = 30',
    '',
    `[projects.${tomlText(inside.clone)}]`,
    'trust_level = "trusted"',
    '',
  ];
  return [{ at: 'home', path: '.codex/config.toml', text: lines.join('\n') }];
}

const env = (inside: AgentInside): Readonly<Record<string, string>> => ({
  CODEX_HOME: `${inside.home}/.codex`,
  [keyName]: inside.token,
});

const free = '--dangerously-bypass-approvals-and-sandbox';
const exec = ['--json', '--skip-git-repo-check', free];
const resume = ['resume', '--last', '--include-non-interactive'];

export const codex: Recipe = {
  id: 'codex',
  name: 'Codex',
  program: {
    names: ['codex'],
    npm: { package: '@openai/codex', version: '0.169.0' },
    binaries: [
      '@openai/codex-linux-<arch>/vendor/x86_64-unknown-linux-musl/bin/codex',
      '@openai/codex-linux-<arch>/vendor/aarch64-unknown-linux-musl/bin/codex',
    ],
    versionArgs: ['--version'],
    versionPattern: /^codex-cli (\d+\.\d+\.\d+\S*)/m,
    tested: ['0.169.0'],
  },
  protocol: 'openai-responses',
  passThrough:
    'A ChatGPT login (`codex login` in its home) goes to a provider with requires_openai_auth = true and the gateway ' +
    'as base_url instead of env_key. Documented by OpenAI, not tried.',
  seeds,
  terminal: (inside) => launch(['--no-daemon', free, ...lastWords(inside.prompt)], env(inside)),
  headless: (inside) => launch(['exec', ...exec, ...lastWords(inside.prompt)], env(inside)),
  resume: (inside) =>
    launch([...resume, '--no-daemon', free, ...lastWords(inside.prompt)], env(inside)),
  resumeHeadless: (inside) =>
    launch(['exec', 'resume', '--last', ...exec, ...lastWords(inside.prompt)], env(inside)),
  briefFile: 'AGENTS.md',
  readTranscripts: readCodexTranscripts,
  advice:
    'Without a connection to its model it waits for ever and says so; the gateway does the waiting. ' +
    'Its home must not lie under /tmp.',
};
