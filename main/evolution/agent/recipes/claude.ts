/**
 * Claude Code. It refuses by default at four gates of its first start (onboarding, trust in the folder, an API key that
 * is not its own, what it may do); the seeds answer them beforehand. Tools that nobody can answer or that would reach
 * past the bench are denied as a courtesy; the walls are the jail's.
 */
import { benchServer, jsonText, lastWords, launch } from './asSeed.ts';
import { readClaudeTranscripts } from './readClaudeTranscripts.ts';
import type { AgentInside, Launch, Recipe, SeedFile } from './recipe.ts';

/** As many of the key's last characters as it remembers a key by. */
const keyTail = 20;

/** What is not named here is refused without asking. */
const allowed = [
  ...['Agent', 'Bash', 'Edit', 'Glob', 'Grep', 'Monitor', 'NotebookEdit', 'Read', 'Skill', 'Task'],
  ...['TaskStop', 'TodoWrite', 'Write', 'mcp__bench'],
];
/** They wait for a person, or leave by the model provider's own servers. */
const denied = ['AskUserQuestion', 'EnterPlanMode', 'ExitPlanMode', 'WebFetch', 'WebSearch'];

/**
 * The name of the one conversation of a home. `--continue` would not find in a terminal what was begun without one; this
 * does. After `/clear` the first conversation is still the one that is gone on with.
 */
const conversation = '6e696768-7462-4e63-a868-61676e740001';

const mcpPath = '.claude/bench-mcp.json';

function seeds(inside: AgentInside): readonly SeedFile[] {
  const state = {
    hasCompletedOnboarding: true,
    bypassPermissionsModeAccepted: true,
    customApiKeyResponses: { approved: [inside.token.slice(-keyTail)], rejected: [] },
    projects: { [inside.clone]: { hasTrustDialogAccepted: true, projectOnboardingSeenCount: 1 } },
  };
  const settings = {
    attribution: { commit: '', pr: '' },
    permissions: { allow: allowed, deny: denied },
    skipDangerousModePermissionPrompt: true,
    cleanupPeriodDays: 3650,
  };
  return [
    { at: 'home', path: '.claude.json', text: jsonText(state) },
    { at: 'home', path: '.claude/settings.json', text: jsonText(settings) },
    {
      at: 'home',
      path: mcpPath,
      text: jsonText({ mcpServers: { bench: { type: 'stdio', ...benchServer(inside) } } }),
    },
  ];
}

const env = (inside: AgentInside): Readonly<Record<string, string>> => ({
  ANTHROPIC_BASE_URL: inside.modelUrl,
  ANTHROPIC_API_KEY: inside.token,
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  // Else MCP tools are deferred behind a search tool and cannot be called in the first turn.
  ENABLE_TOOL_SEARCH: 'false',
});

const printed = ['--print', '--output-format', 'stream-json', '--verbose'];

const start = (inside: AgentInside, more: readonly string[]): Launch =>
  launch(
    [
      ...['--mcp-config', `${inside.home}/${mcpPath}`, '--strict-mcp-config'],
      ...['--setting-sources', 'user,project'],
      ...['--permission-mode', 'dontAsk'],
      ...(inside.model === null ? [] : ['--model', inside.model]),
      ...more,
      ...lastWords(inside.prompt),
    ],
    env(inside),
  );

export const claude: Recipe = {
  id: 'claude',
  name: 'Claude Code',
  program: {
    names: ['claude'],
    npm: { package: '@anthropic-ai/claude-code', version: '2.1.328' },
    binaries: ['@anthropic-ai/claude-code-linux-<arch>/claude'],
    versionArgs: ['--version'],
    versionPattern: /^(\d+\.\d+\.\d+\S*) \(Claude Code\)/m,
    tested: ['2.1.328'],
  },
  protocol: 'anthropic-messages',
  passThrough:
    'Without ANTHROPIC_API_KEY, and logged in with `claude setup-token` in its home, it shows its own OAuth ' +
    'token to ANTHROPIC_BASE_URL; the gateway passes that on. Documented by Anthropic, not tried.',
  seeds,
  terminal: (inside) => start(inside, ['--session-id', conversation]),
  headless: (inside) => start(inside, [...printed, '--session-id', conversation]),
  resume: (inside) => start(inside, ['--resume', conversation]),
  resumeHeadless: (inside) => start(inside, [...printed, '--resume', conversation]),
  briefFile: 'CLAUDE.md',
  readTranscripts: readClaudeTranscripts,
  advice:
    'A `sleep` of two minutes in its shell is refused; bench calls are short, so it needs none. ' +
    'Its transcripts hold the whole system prompt: about 230 KB a session.',
};
