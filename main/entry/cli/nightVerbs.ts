/** `bench night run`, `status`, `list`, `preflight`, `pause`, `resume`, `end`: nights from a script as from the window. */
import { textTable } from '../../base/lib/textTable.ts';
import type { CampaignView } from '../../base/model/campaign.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type NightView, nightIdPattern, type PreflightLine } from '../../base/model/night.ts';
import { recipes } from '../../evolution/agent/recipes/recipes.ts';
import { neededTaskFlag } from './judgeFlags.ts';
import { agentOf, campaignOf, nameOf, runNight, sumLines } from './nightRun.ts';
import { print } from './printAnswer.ts';
import { needRunning, reachAny } from './reachCore.ts';
import {
  type FlagSpec,
  numberFlag,
  switchFlag,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

const byFlag: FlagSpec = {
  ...{ name: 'by', kind: 'text', value: 'NAME' },
  help: 'Who says so; operator by default',
};
const whyFlag: FlagSpec = {
  ...{ name: 'why', kind: 'text', value: 'WORDS' },
  help: 'Kept with it in the ledger',
};
const lockstepFlag: FlagSpec = {
  ...{ name: 'lockstep', kind: 'switch' },
  help: 'Bench time instead of real time (simulated bench only)',
};
const agentFlag: FlagSpec = {
  ...{ name: 'agent', kind: 'text', value: 'NAME' },
  choices: ['none', ...recipes.map(({ id }) => id)],
  help: 'Who improves the policy',
};
const trialsFlag: FlagSpec = {
  ...{ name: 'trials', kind: 'int', value: 'N', min: 1, max: 100_000 },
  help: 'At most so many; never more than were sealed',
};
const wellFlag: FlagSpec = {
  ...{ name: 'well', kind: 'switch' },
  help: 'You looked: all is well, although something moved',
};

const whyOf = (call: VerbCall): { readonly why?: string } => {
  const why = textFlag(call, 'why');
  return why === undefined ? {} : { why };
};

/** The newest where none is named. @throws BenchError `bad-input`. */
function namedNight({ args: [nightId] }: VerbCall): { readonly nightId?: string } {
  if (nightId !== undefined && !nightIdPattern.test(nightId))
    throw new BenchError('bad-input', `${JSON.stringify(nightId.slice(0, 40))} is no night`);
  return nightId === undefined ? {} : { nightId };
}

export const nightRun: VerbSpec = {
  name: 'night run',
  summary: "Run a night under the task's newest contract until target or budget",
  detail: [
    'Begins when every line of bench night preflight allows it. A line per trial as it ends, the sums',
    'last. Ctrl-C winds down: the trial that runs ends first. Exit code 0: it ended; 1: it stands still',
    'and needs a person; 3: refused, or what was sealed is not what it was.',
    'With an agent the sums are champion and start, what became of the ideas, and shares of robot time;',
    'its contract needs a decision rule (bench seal create --decision).',
  ].join('\n'),
  args: [],
  rest: {
    ...{ name: 'WORDS', required: false },
    help: 'Of the agent command: what to run, after --',
  },
  flags: [
    { ...neededTaskFlag, required: false },
    agentFlag,
    trialsFlag,
    {
      ...{ name: 'seed', kind: 'int', value: 'N', min: 0 },
      help: 'Seed of every start and every noise; 1 by default',
    },
    lockstepFlag,
    {
      ...{ name: 'think', kind: 'number', value: 'S', min: 0, max: 3600 },
      help: 'With --lockstep: bench seconds that thinking between two ideas takes; 60 by default',
    },
    {
      ...{ name: 'model', kind: 'text', value: 'NAME' },
      help: 'Of an agent with a language model; what its program takes by default',
    },
    byFlag,
    { name: 'resume', kind: 'switch', help: 'Let the open night go on where it stood' },
    wellFlag,
  ],
  examples: [
    {
      line: 'npx bench night run --task push-t --agent none --trials 100 --lockstep --json',
      says: 'A hundred trials under the seal, for a script',
    },
    {
      line: 'npx bench night run --task push-t --agent resident --lockstep',
      says: 'The resident researcher has ideas, the referee decides what is kept',
    },
    { line: 'npx bench night run --resume', says: 'After a crash, where nothing moved' },
  ],
  run(call) {
    const isResumed = switchFlag(call, 'resume');
    const starts = ['task', 'agent', 'trials', 'seed', 'lockstep', 'think', 'model'].filter(
      (name) => name in call.flags,
    );
    if (isResumed && starts.length > 0)
      throw new BenchError('bad-input', `--resume and --${starts[0]} exclude each other`, {
        hint: 'A night goes on as it was started.',
      });
    if (!isResumed && textFlag(call, 'task') === undefined)
      throw new BenchError('bad-input', '--task is needed', { hint: 'Or --resume.' });
    const isCommand = agentOf(call) === 'command';
    if (isCommand !== call.args.length > 0)
      throw new BenchError(
        'bad-input',
        'words after -- are for --agent command, which needs them',
        {
          hint: 'bench night run --task TASK --agent command -- PROGRAM WORDS…',
        },
      );
    return runNight(call);
  },
};

const marks = { pass: 'ok', warn: 'mind', fail: 'NO' } as const;

function preflightLines(lines: readonly PreflightLine[]): readonly string[] {
  const rows = lines.map(({ name, state, words, remedy, command = '' }) => {
    const todo = state === 'pass' ? [] : [remedy, command].filter((each) => each !== '');
    return [marks[state], name, [words, ...todo].join(' ')];
  });
  return textTable(['', 'What', 'How it is'], rows);
}

export const nightPreflight: VerbSpec = {
  name: 'night preflight',
  summary: 'Show what a night needs, line by line, with reasons',
  detail: 'Exit code 1: a line does not hold, so no night begins.',
  args: [],
  flags: [neededTaskFlag, agentFlag, trialsFlag, lockstepFlag],
  examples: [{ line: 'npx bench night preflight --task push-t', says: 'Before going home' }],
  async run(call) {
    const lockstep = switchFlag(call, 'lockstep');
    await using core = await reachAny(call, !lockstep);
    const lines = await core.client.call('night.preflight', {
      ...{ task: textFlag(call, 'task') ?? '', agent: agentOf(call), lockstep },
      trials: numberFlag(call, 'trials') ?? null,
    });
    print(call, lines, preflightLines(lines));
    return lines.some(({ state }) => state === 'fail') ? 1 : 0;
  },
};

function statusLines(view: NightView, campaign: CampaignView | null): readonly string[] {
  return [
    ...sumLines(view, campaign),
    `Contract ${view.sealHash.slice(0, 12)}, ${view.clock} clock, seed ${view.seed}, by ${view.startedBy}`,
    ...(view.strip === '' ? [] : [view.strip]),
    ...view.moved.map((words) => `Moved: ${words}`),
    ...(view.sealBroken === undefined ? [] : [`Seal: ${view.sealBroken}`]),
  ];
}

export const nightStatus: VerbSpec = {
  name: 'night status',
  summary: 'Show the night that runs or stands still, or the last one',
  args: [{ name: 'NIGHT', required: false, help: 'Another one; see bench night list' }],
  flags: [],
  examples: [
    { line: 'npx bench night status --json', says: 'Counts from the ledger, for a script' },
  ],
  async run(call) {
    const night = namedNight(call);
    await using core = await reachAny(call);
    const view = await core.client.call('night.show', night);
    const campaign = call.json ? null : await campaignOf(core.client, view);
    print(call, view, statusLines(view, campaign));
    return 0;
  },
};

export const nightList: VerbSpec = {
  name: 'night list',
  summary: "List a task's nights, the oldest first",
  args: [],
  flags: [neededTaskFlag],
  examples: [{ line: 'npx bench night list --task push-t', says: 'What each of them came to' }],
  async run(call) {
    await using core = await reachAny(call);
    const views = await core.client.call('night.list', { task: textFlag(call, 'task') ?? '' });
    const rows = views.map(({ nightId, state, counts, sealHash, why }) => [
      ...[nightId, state, String(counts.trials), String(counts.success), String(counts.invalid)],
      ...[String(counts.longestStreak), sealHash.slice(0, 12), why],
    ]);
    const heads = ['Night', 'State', 'Trials', 'Success', 'Invalid', 'In a row', 'Contract', 'Why'];
    print(call, views, textTable(heads, rows));
    return 0;
  },
};

export const nightPause: VerbSpec = {
  name: 'night pause',
  summary: 'Let the night stand still after the trial that runs',
  args: [],
  flags: [byFlag, whyFlag],
  examples: [{ line: 'npx bench night pause --by Ada', says: 'To do something at the bench' }],
  async run(call) {
    await using core = await needRunning(call);
    await core.client.call('night.pause', { by: nameOf(call), ...whyOf(call) });
    print(call, { asked: 'pause' }, ['It stands still after the trial that runs.']);
    return 0;
  },
};

export const nightResume: VerbSpec = {
  name: 'night resume',
  summary: 'Let the night go on in the core that runs',
  args: [],
  flags: [byFlag, wellFlag],
  examples: [{ line: 'npx bench night resume --by Ada --well', says: 'After a look at the bench' }],
  async run(call) {
    await using core = await needRunning(call);
    await core.client.call('night.resume', { by: nameOf(call), well: switchFlag(call, 'well') });
    print(call, { asked: 'resume' }, ['It goes on.']);
    return 0;
  },
};

export const nightEnd: VerbSpec = {
  name: 'night end',
  summary: 'Wind the night down: the trial that runs ends, then it is over',
  args: [],
  flags: [byFlag, whyFlag],
  examples: [{ line: 'npx bench night end --by Ada', says: 'For good: a new one starts anew' }],
  async run(call) {
    await using core = await reachAny(call);
    await core.client.call('night.end', { by: nameOf(call), ...whyOf(call) });
    print(call, { asked: 'end' }, ['It ends with the trial that runs.']);
    return 0;
  },
};

const nightAdopt: VerbSpec = {
  name: 'night adopt',
  summary: "Make the champion of a night the task's working policy",
  detail: [
    'Trials by day run it from then on, and the next contract begins with it. Who says so is kept. Exit code',
    '3: the night is not over, or kept no idea, or the working copy has a policy that is none of the night.',
  ].join('\n'),
  args: [{ name: 'NIGHT', required: false, help: 'Which; the newest by default' }],
  flags: [
    { ...byFlag, required: true, help: 'Who takes the responsibility' },
    {
      ...{ name: 'override', kind: 'text', value: 'WHY' },
      help: 'Why another policy in the working copy may go',
    },
  ],
  examples: [{ line: 'npx bench night adopt --by Ada', says: 'In the morning' }],
  async run(call) {
    const night = namedNight(call);
    await using core = await reachAny(call);
    const adopted = await core.client.call('campaign.adopt', {
      ...{ ...night, by: nameOf(call), override: textFlag(call, 'override') ?? null },
    });
    const { task, commit, policyHash } = adopted;
    const name = (commit ?? policyHash).slice(0, 12);
    print(call, adopted, [`${name} is the policy of ${task} from now on.`]);
    return 0;
  },
};

export const nightVerbs: readonly VerbSpec[] = [
  nightRun,
  nightPreflight,
  nightStatus,
  nightList,
  nightPause,
  nightResume,
  nightEnd,
  nightAdopt,
];
