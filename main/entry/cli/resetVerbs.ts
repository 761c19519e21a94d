/**
 * `bench reset run`, `list`, `show`, `add`, `accept`: clients of the core like the window. A measuring is longer than a
 * call may take: it is followed and waited for however long it takes, and a signal ends it with the arm held. Nothing is
 * decided here.
 */
import { resolve } from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import {
  type ResetMeasure,
  type ResetVersion,
  type ResetView,
  resetIdPattern,
  resetRefPattern,
} from '../../base/model/reset.ts';
import type { CoreClient } from './coreClient.ts';
import { neededTask, neededTaskFlag } from './judgeFlags.ts';
import { pickVersion } from './pickVersion.ts';
import { print } from './printAnswer.ts';
import { reachAny } from './reachCore.ts';
import { measureJson, measureLines, tryLine, versionLines, viewLines } from './resetWords.ts';
import { raceJob } from './runJob.ts';
import {
  type FlagSpec,
  numberFlag,
  signalExitCode,
  switchFlag,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

const byFlag: FlagSpec = {
  ...{ name: 'by', kind: 'text', value: 'NAME' },
  help: 'Who does it; operator by default',
};
const resetFlag: FlagSpec = {
  ...{ name: 'reset', kind: 'text', value: 'RESET' },
  help: 'reset-0001, newest, accepted, shipped, or working: what the working copy has (by default)',
};
const lookEveryMs = 1000;

function resetOf(call: VerbCall, standard: string): string {
  const name = textFlag(call, 'reset') ?? standard;
  if (resetRefPattern.test(name)) return name;
  throw new BenchError('bad-input', `${JSON.stringify(name.slice(0, 40))} is no reset`, {
    hint: 'Like reset-0001, newest, accepted, shipped or working; see bench reset list.',
  });
}

/** `newest`, `accepted` or an id. @throws BenchError `not-found`. */
function versionOf({ task, versions }: ResetView, name: string): ResetVersion {
  const version = pickVersion(versions, name);
  if (version !== undefined) return version;
  throw new BenchError('not-found', `${task} has no version ${name}`, {
    hint: 'See bench reset list.',
  });
}

/** Tells each reset as it is done; gives the numbers of a measuring that ended. Rejects when `signal` says so. */
async function follow(
  { terminal }: VerbCall,
  client: CoreClient,
  task: string,
  signal: AbortSignal,
): Promise<ResetMeasure> {
  let told = -1;
  let begun = false;
  for (;;) {
    await terminal.clock.sleep(lookEveryMs, signal);
    const { running } = await client.call('reset.show', { task });
    // What stands there before it begins is an older one's.
    begun ||= running?.state === 'running';
    if (running === null || !begun) continue;
    for (const tried of running.tries) {
      if (tried.index <= told) continue;
      told = tried.index;
      terminal.note(tryLine(tried));
    }
    const { state, measure = null, why } = running;
    if (state === 'done' && measure !== null) return measure;
    if (state === 'stopped') throw new BenchError('cancelled', why);
    if (state === 'failed') throw new BenchError('unavailable', why);
  }
}

async function run(call: VerbCall): Promise<number> {
  const args = {
    ...{ task: neededTask(call), reset: resetOf(call, 'working') },
    times: numberFlag(call, 'times') ?? 20,
    seed: numberFlag(call, 'seed') ?? 1,
    lockstep: switchFlag(call, 'lockstep'),
    between: textFlag(call, 'between') === 'policy' ? ('policy' as const) : ('nothing' as const),
    by: textFlag(call, 'by') ?? 'operator',
  };
  const { task } = args;
  const result = await raceJob<ResetMeasure>(call, {
    async start(client) {
      const { running } = await client.call('reset.show', { task });
      if (running?.state === 'running')
        throw new BenchError('busy', 'a reset is being measured already');
      return await client.call('reset.run', args);
    },
    cancel: (client) => client.call('reset.stopRun', {}),
    follow: (client, signal) => follow(call, client, task, signal),
  });
  if (typeof result === 'string') return signalExitCode[result];
  print(call, measureJson(result), measureLines(result));
  return result.verified.k === result.times ? 0 : 1;
}

const resetRun: VerbSpec = {
  name: 'reset run',
  summary: 'Measure a reset on the bench: so many in a row, each checked',
  detail: [
    'Each goes to a start drawn from the seed, by fresh programs, with the task’s own check and retries.',
    'Only a whole measuring counts. Ctrl-C ends it, and the arm holds. With --lockstep the same seed',
    'gives the same figures. Exit code 0 when all were verified within their retries, else 1.',
  ].join('\n'),
  args: [],
  flags: [
    neededTaskFlag,
    resetFlag,
    {
      ...{ name: 'times', kind: 'int', min: 1, max: 2000, value: 'N' },
      help: 'How many; 20 by default, which is what a seal asks for. 200 tell how starts are spread',
    },
    {
      ...{ name: 'seed', kind: 'int', min: 0, value: 'N' },
      help: 'Of the starts; 1 by default',
    },
    {
      ...{ name: 'lockstep', kind: 'switch' },
      help: 'In bench time, as fast as it goes (simulated bench)',
    },
    {
      ...{ name: 'between', kind: 'text', value: 'WHAT', choices: ['nothing', 'policy'] },
      help: 'policy: the task’s own plays an attempt between two; nothing by default',
    },
    byFlag,
  ],
  examples: [
    {
      line: 'npx bench reset run --task push-t --times 20 --lockstep --json',
      says: '{"times","verifiedFirst","verified","secondsP50","attemptsMean","spread":{…},…}',
    },
    {
      line: 'npx bench reset run --task push-t --reset newest --times 200',
      says: 'A version, on the real clock',
    },
  ],
  run,
};

const resetList: VerbSpec = {
  name: 'reset list',
  summary: 'List the versions of a task’s reset and what was measured of the one in force',
  args: [],
  flags: [neededTaskFlag],
  examples: [{ line: 'npx bench reset list --task push-t', says: 'Versions, what is in force' }],
  async run(call) {
    await using core = await reachAny(call);
    const view = await core.client.call('reset.show', { task: neededTask(call) });
    print(call, view, viewLines(view));
    return 0;
  },
};

const resetShow: VerbSpec = {
  name: 'reset show',
  summary: 'Show a version with its newest measuring, and how the one in force fares',
  args: [],
  flags: [neededTaskFlag, { ...resetFlag, help: 'reset-0001, newest (by default) or accepted' }],
  examples: [
    { line: 'npx bench reset show --task push-t --reset reset-0002', says: 'One of them' },
  ],
  async run(call) {
    const name = textFlag(call, 'reset');
    await using core = await reachAny(call);
    const view = await core.client.call('reset.show', { task: neededTask(call) });
    const { versions, inForce, drift } = view;
    // Without a version there still is one in force.
    if (name === undefined && versions.length === 0) print(call, view, viewLines(view));
    else {
      const version = versionOf(view, resetOf(call, 'newest'));
      const mine = version.id === inForce ? drift : undefined;
      const told = mine === undefined ? version : { ...version, drift: mine };
      print(call, told, versionLines(version, mine));
    }
    return 0;
  },
};

const resetAdd: VerbSpec = {
  name: 'reset add',
  summary: 'Make a folder with a reset program a version of the task’s reset',
  detail:
    'It is copied whole, after its program started in its jail. docs/RESET.md says what it holds.',
  args: [
    { name: 'FOLDER', required: true, help: 'With reset.ts, or what the task’s reset is called' },
  ],
  flags: [neededTaskFlag, byFlag],
  examples: [
    { line: 'npx bench reset add ./my-reset --task push-t --by Ada', says: 'A new version' },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const version = await core.client.call('reset.add', {
      task: neededTask(call),
      dir: resolve(call.terminal.cwd, call.args[0] ?? ''),
      by: textFlag(call, 'by') ?? 'operator',
    });
    print(call, version, [`${version.id}: ${version.words}`]);
    return 0;
  },
};

const resetAccept: VerbSpec = {
  name: 'reset accept',
  summary: 'Put a version in force: the task’s trials run it from now on',
  detail:
    'Where it was not measured, or its gate is not met, it takes a reason, which is kept with the name.\n' +
    'Exit code 3: it is not met.',
  args: [],
  flags: [
    neededTaskFlag,
    { ...resetFlag, help: 'Which version; the newest by default' },
    { ...byFlag, required: true, help: 'Who takes the responsibility' },
    { name: 'override', kind: 'text', value: 'WHY', help: 'Why, although the gate is not met' },
  ],
  examples: [
    { line: 'npx bench reset accept --task push-t --by Ada', says: 'The newest, its gate is met' },
  ],
  async run(call) {
    const name = resetOf(call, 'newest');
    await using core = await reachAny(call);
    const { client } = core;
    const task = neededTask(call);
    const reset = resetIdPattern.test(name)
      ? name
      : versionOf(await client.call('reset.show', { task }), name).id;
    const version = await client.call('reset.accept', {
      ...{ task, reset, by: textFlag(call, 'by') ?? '' },
      override: textFlag(call, 'override') ?? null,
    });
    print(call, version, [`${version.id} is in force.`]);
    return 0;
  },
};

export const resetVerbs: readonly VerbSpec[] = [
  ...[resetRun, resetList, resetShow, resetAdd, resetAccept],
];
