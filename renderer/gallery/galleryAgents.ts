/** Plain made-up agents for the gallery: two at work, their trials and ideas, what is installed. Figures mean nothing. */
import type {
  AgentMeter,
  AgentProbe,
  AgentTrialView,
  AgentView,
  IdeaView,
} from '../../main/base/model/agent.ts';
import type { ProbeState } from '../store/windowStore.ts';

const noon = (time: string): string => `2026-01-14T${time}.000Z`;

const idea: IdeaView = {
  id: 'idea-0017',
  agentId: 'agent-0003',
  task: 'push-t',
  hypothesis: 'turn by the stem end when the T is far off',
  expect: 'fewer trials that end with the T turned the wrong way',
  parent: 'idea-0016',
  state: 'open',
  conclusion: null,
  notes: 3,
  trials: { success: 7, failure: 2, invalid: 0 },
  tokens: 214_300,
  openedWallTime: noon('13:12:40'),
};

export const galleryIdeas: readonly IdeaView[] = [
  idea,
  {
    ...idea,
    id: 'idea-0016',
    hypothesis: 'come back to the clear view only after two pushes',
    expect: 'more pushes within the time of an attempt',
    parent: 'idea-0013',
    state: 'finished',
    conclusion: 'Kept. The judge saw less and the arm pushed more; seven of eight.',
    trials: { success: 7, failure: 1, invalid: 0 },
  },
  {
    ...idea,
    id: 'idea-0013',
    hypothesis: 'press the tip 2 mm lower while it pushes',
    expect: 'less slipping off the bar',
    parent: null,
    state: 'finished',
    conclusion: 'Dropped. The load went up and nothing else did.',
    trials: { success: 3, failure: 4, invalid: 1 },
  },
];

const meter: AgentMeter = {
  tokens: {
    inFresh: 412_300,
    inCacheRead: 8_914_200,
    inCacheWrite: 318_750,
    out: 96_410,
    outReasoning: 41_900,
  },
  requests: 214,
  usd: 7.934,
  ttftMsP50: 940,
  source: 'gateway',
  waiting: null,
  spent: null,
};

export const claude: AgentView = {
  id: 'agent-0003',
  root: 'agent-0003',
  recipe: 'claude',
  name: 'Claude Code',
  version: '2.1.328',
  tested: true,
  task: 'push-t',
  mode: 'terminal',
  jail: 'bubblewrap',
  acceptedBy: null,
  state: 'running',
  startedWallTime: noon('12:21:05'),
  endedWallTime: null,
  endedBy: null,
  endedWhy: '',
  budget: { tokens: 5_000_000, usd: 20, trials: 50, wallMinutes: 480 },
  meter,
  idea,
  waitsFor: 'trial req-0024',
  trials: { asked: 24, queued: 1, success: 14, failure: 8, invalid: 1 },
  resumable: false,
};

const noTrials = { asked: 0, queued: 0, success: 0, failure: 0, invalid: 0 };

export const codex: AgentView = {
  ...claude,
  id: 'agent-0004',
  root: 'agent-0004',
  recipe: 'codex',
  name: 'Codex CLI',
  version: '0.171.2',
  tested: false,
  startedWallTime: noon('13:40:11'),
  meter: {
    ...meter,
    tokens: {
      inFresh: 61_200,
      inCacheRead: 402_000,
      inCacheWrite: 0,
      out: 9_800,
      outReasoning: 6_100,
    },
    requests: 19,
    usd: null,
    ttftMsP50: 1_310,
  },
  budget: { tokens: 5_000_000, usd: null, trials: 50, wallMinutes: null },
  idea: null,
  waitsFor: null,
  trials: noTrials,
};

export const limited: AgentView = {
  ...claude,
  waitsFor: null,
  meter: { ...meter, waiting: { why: 'rate-limit', sinceWallTime: noon('13:31:20') } },
};

export const spent: AgentView = {
  ...claude,
  waitsFor: null,
  budget: { ...claude.budget, tokens: 827_460 },
  meter: { ...meter, spent: 'tokens' },
};

export const ended: AgentView = {
  ...claude,
  state: 'ended',
  endedWallTime: noon('13:44:50'),
  endedBy: 'itself',
  endedWhy: 'it finished by itself',
  waitsFor: null,
  idea: null,
  trials: { ...claude.trials, queued: 0 },
  resumable: true,
};

export const unconfined: AgentView = {
  ...claude,
  id: 'agent-0005',
  root: 'agent-0005',
  recipe: 'command',
  name: 'my-agent',
  version: null,
  tested: false,
  jail: 'none',
  acceptedBy: 'R. Example',
  meter: {
    ...meter,
    tokens: { inFresh: 0, inCacheRead: 0, inCacheWrite: 0, out: 0, outReasoning: 0 },
    requests: 0,
    usd: 0,
    ttftMsP50: null,
    source: 'transcript',
  },
  idea: null,
  waitsFor: null,
  trials: noTrials,
};

/** A long row of agents of the nights before, newest first. */
export const earlierAgents: readonly AgentView[] = Array.from({ length: 9 }, (_, index) => ({
  ...ended,
  id: `agent-${String(9 - index).padStart(4, '0')}`,
  startedWallTime: noon(`${String(12 - index).padStart(2, '0')}:21:05`),
  endedWallTime: noon(`${String(13 - index).padStart(2, '0')}:44:50`),
  resumable: index < 2,
}));

export const galleryAsked: readonly AgentTrialView[] = Array.from({ length: 24 }, (_, index) => {
  const n = 24 - index;
  const base = {
    requestId: `req-${String(n).padStart(4, '0')}`,
    agentId: claude.id,
    ideaId: n > 15 ? 'idea-0017' : n > 8 ? 'idea-0016' : 'idea-0013',
    trialId: `b-0007-${String(n + 16).padStart(4, '0')}`,
    why: '',
  } as const;
  if (index === 0) return { ...base, state: 'running', outcome: null };
  if (n === 12)
    return {
      ...base,
      state: 'refused',
      trialId: null,
      outcome: null,
      why: 'the commit is not on its branch',
    };
  if (n === 7)
    return { ...base, state: 'finished', outcome: { kind: 'invalid', reason: 'camera-stale' } };
  return n % 3 === 0
    ? { ...base, state: 'finished', outcome: { kind: 'failure', reason: 'timeout' } }
    : { ...base, state: 'finished', outcome: { kind: 'success' } };
});

export const galleryProbe: AgentProbe = {
  agents: [
    {
      recipe: 'claude',
      name: 'Claude Code',
      version: '2.1.328',
      tested: true,
      where: 'node_modules/.bin/claude',
      advice: 'It reads its brief from CLAUDE.md and asks nothing while it works.',
    },
    {
      recipe: 'codex',
      name: 'Codex CLI',
      version: '0.171.2',
      tested: false,
      where: 'node_modules/.bin/codex',
      advice: 'Tried with 0.169.0.',
    },
    {
      recipe: 'kimi',
      name: 'Kimi Code',
      version: null,
      tested: false,
      where: 'npm i -g @moonshot-ai/kimi-code@2.1.0',
      advice: '',
    },
    {
      recipe: 'opencode',
      name: 'opencode',
      version: null,
      tested: false,
      where: 'npm i -g opencode-ai@1.18.33',
      advice: '',
    },
    {
      recipe: 'gemini',
      name: 'Gemini CLI',
      version: null,
      tested: false,
      where: 'npm i -g @google/gemini-cli@0.61.0',
      advice: '',
    },
    {
      recipe: 'resident',
      name: 'Researcher',
      version: '0.1.0',
      tested: true,
      where: 'main/improvement/researcher/main.ts',
      advice: 'Comes with the app; needs no model, no key and no network.',
      purposes: ['policy'],
    },
    {
      recipe: 'command',
      name: 'Any command',
      version: null,
      tested: false,
      where: '',
      advice: 'It is told the gateway’s address and its key by environment variables.',
    },
  ],
  jail: 'bubblewrap',
  jailWhy: 'an escape was tried by really running one, and refused.',
  gateway: true,
};

export const known: ProbeState = { asking: false, known: galleryProbe, problem: null };

export const knownUnconfined: ProbeState = {
  ...known,
  known: {
    ...galleryProbe,
    jail: 'none',
    jailWhy: 'bubblewrap is not installed, and this kernel has no Landlock.',
  },
};
