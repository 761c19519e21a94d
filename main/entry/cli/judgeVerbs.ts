/**
 * `bench judge list`, `show`, `add`, `try`, `measure`, `report`, `accept`, `compare`: clients of the core like the window.
 * A try or a measuring that is longer than a call may take is asked for again until it is there: the core goes on with it
 * meanwhile, and nothing is asked of the judge twice. Nothing is decided here.
 */
import { resolve } from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { judgeIdPattern, judgeRefPattern, type LockedMeasure } from '../../base/model/judge.ts';
import { taskOf } from './clipVerbs.ts';
import type { CoreClient } from './coreClient.ts';
import { judgeFlag } from './judgeFlags.ts';
import {
  compareLines,
  measureLines,
  mistakeLines,
  reportLines,
  scoreLines,
  versionLines,
} from './judgeWords.ts';
import { pickVersion } from './pickVersion.ts';
import { print } from './printAnswer.ts';
import { reachAny } from './reachCore.ts';
import { type FlagSpec, textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const taskFlag: FlagSpec = {
  ...{ name: 'task', kind: 'text', value: 'TASK' },
  help: 'Which task; by default the one the window works on, or the only one with clips',
};
const byFlag: FlagSpec = {
  ...{ name: 'by', kind: 'text', value: 'NAME' },
  help: 'Who does it; operator by default',
};

function checkRef(name: string): string {
  if (judgeRefPattern.test(name)) return name;
  throw new BenchError('bad-input', `${JSON.stringify(name.slice(0, 40))} is no judge`, {
    hint: 'Like judge-0001, newest, accepted or shipped; see bench judge list.',
  });
}

const judgeOf = (call: VerbCall): string => checkRef(textFlag(call, 'judge') ?? 'newest');

/** Runs it on a core; the shipped judge goes by the bench's cameras, so that one needs them. */
async function withTask(
  call: VerbCall,
  judges: readonly string[],
  run: (client: CoreClient, task: string) => Promise<number>,
): Promise<number> {
  for (const judge of judges) checkRef(judge);
  await using core = await reachAny(call, judges.includes('shipped'));
  return await run(core.client, await taskOf(call, core.client));
}

const mostAsks = 24;
const askEveryMs = 2000;

/** What a core goes on with after the time of a call: asked for again, it has the rest of it. */
async function longCall<T>(ask: () => Promise<T>): Promise<T> {
  for (let asked = 1; ; asked++) {
    try {
      return await ask();
    } catch (thrown) {
      const late = thrown instanceof BenchError && thrown.code === 'timeout';
      if (!late || asked >= mostAsks) throw thrown;
    }
  }
}

/** A measuring is never asked for twice, it costs a look: after the time of a call it is waited for. */
async function measure(
  call: VerbCall,
  client: CoreClient,
  task: string,
  judge: string,
): Promise<LockedMeasure> {
  const newest = async (): Promise<LockedMeasure | null> => {
    const { versions, shipped } = await client.call('judge.show', { task });
    const version = pickVersion(versions, judge);
    const isShipped = judge === 'shipped' || (judge === 'newest' && version === undefined);
    return (isShipped ? shipped?.locked : version?.locked) ?? null;
  };
  const before = await newest();
  try {
    return await client.call('judge.measure', {
      ...{ task, judge, by: textFlag(call, 'by') ?? 'operator' },
    });
  } catch (thrown) {
    if (!(thrown instanceof BenchError) || thrown.code !== 'timeout') throw thrown;
    call.terminal.note('bench: it takes longer than five minutes; waiting for its end');
    for (let waitedMs = 0; waitedMs < 3_600_000; waitedMs += askEveryMs) {
      await call.terminal.clock.sleep(askEveryMs);
      const now = await newest();
      if (now !== null && now.wallTime !== before?.wallTime) return now;
    }
    throw thrown;
  }
}

const judgeList: VerbSpec = {
  name: 'judge list',
  summary: 'List the versions of a task’s judge with what was measured of each',
  args: [],
  flags: [taskFlag],
  examples: [
    { line: 'npx bench judge list --task push-t', says: 'Versions, gates, what is in force' },
  ],
  run: (call) =>
    withTask(call, [], async (client, task) => {
      const view = await client.call('judge.show', { task });
      print(call, view, versionLines(view));
      return 0;
    }),
};

const judgeShow: VerbSpec = {
  name: 'judge show',
  summary: 'Show one version: what it goes by, its gate line by line, its measures, its training',
  args: [],
  flags: [taskFlag, judgeFlag],
  examples: [
    { line: 'npx bench judge show --task push-t --judge judge-0002', says: 'One of them' },
  ],
  run: (call) =>
    withTask(call, [judgeOf(call)], async (client, task) => {
      const judge = judgeOf(call);
      const { versions } = await client.call('judge.show', { task });
      const version = pickVersion(versions, judge);
      if (version === undefined)
        throw new BenchError('not-found', `${task} has no version ${judge}`, {
          hint: 'See bench judge list; bench judge report tells of the shipped one.',
        });
      const { id, words, dwell, locked, tried, gate, accepted, training } = version;
      print(call, version, [
        `${id}: ${words}`,
        `Dwell: ${dwell.need} of the last ${dwell.of} frames.`,
        ...(accepted === null ? [] : [`Accepted by ${accepted.by}, ${accepted.wallTime}.`]),
        ...(typeof accepted?.overrode === 'string' ? [`Although: ${accepted.overrode}`] : []),
        ...gate.map((line) => `${line.ok ? 'ok   ' : 'lacks'} ${line.words}`),
        ...(locked === null ? ['Not measured on locked clips yet.'] : measureLines(locked)),
        ...(tried === null
          ? []
          : ['', 'On clips that are not locked:', ...scoreLines(tried.scores)]),
        ...(training?.reasons.map((reason) => `Because: ${reason}`) ?? []),
        ...(training?.caveats.map((caveat) => `Mind: ${caveat}`) ?? []),
      ]);
      return 0;
    }),
};

const judgeAdd: VerbSpec = {
  name: 'judge add',
  summary: 'Make a folder with judge.ts and judge.json a version of the task’s judge',
  detail:
    'It is copied whole, checked against the task, and asked one question in its jail. docs/JUDGE.md says what\n' +
    'the folder holds.',
  args: [{ name: 'FOLDER', required: true, help: 'With judge.ts and judge.json' }],
  flags: [taskFlag, byFlag],
  examples: [
    { line: 'npx bench judge add ./my-judge --task push-t --by Ada', says: 'A new version' },
  ],
  run: (call) =>
    withTask(call, [], async (client, task) => {
      const dir = resolve(call.terminal.cwd, call.args[0] ?? '');
      const by = textFlag(call, 'by') ?? 'operator';
      const version = await client.call('judge.add', { task, dir, by });
      print(call, version, [`${version.id}: ${version.words}`]);
      return 0;
    }),
};

const judgeTry: VerbSpec = {
  name: 'judge try',
  summary: 'Judge every labelled clip that is not locked, and list the mistakes',
  detail:
    'An author learnt from these clips: what they say of its judge is not what the gate asks.',
  args: [],
  flags: [taskFlag, judgeFlag],
  examples: [{ line: 'npx bench judge try --task push-t', says: 'The newest, with its mistakes' }],
  run: (call) =>
    withTask(call, [judgeOf(call)], async (client, task) => {
      const judge = judgeOf(call);
      const report = await longCall(() => client.call('judge.try', { task, judge }));
      const lines = [...scoreLines(report.scores), '', ...mistakeLines(report.mistakes)];
      print(call, report, [`${report.judge} on ${report.clips.length} clips:`, ...lines]);
      return 0;
    }),
};

const judgeMeasure: VerbSpec = {
  name: 'judge measure',
  summary: 'Measure on the locked clips: numbers only, and one of the five uses of the set',
  detail: 'The use is counted before the first picture is read and stays counted, however it ends.',
  args: [],
  flags: [taskFlag, judgeFlag, byFlag],
  examples: [
    { line: 'npx bench judge measure --task push-t --by Ada', says: 'The newest version' },
  ],
  run: (call) =>
    withTask(call, [judgeOf(call)], async (client, task) => {
      const measured = await measure(call, client, task, judgeOf(call));
      print(call, measured, measureLines(measured));
      return 0;
    }),
};

const judgeReport: VerbSpec = {
  name: 'judge report',
  summary: 'Tell what was measured of a judge and whether its gate is met; looks at nothing',
  detail: 'Exit code 0 when the gate is met, 1 when it is not or nothing was measured.',
  args: [],
  flags: [taskFlag, judgeFlag],
  examples: [
    {
      line: 'npx bench judge report --task push-t --json',
      says: 'For a script: {"locked":{…},"perCamera":{…},"latencyMs":{…},"looks":1,"gate":"pass",…}',
    },
  ],
  run: (call) =>
    withTask(call, [judgeOf(call)], async (client, task) => {
      const report = await client.call('judge.report', { task, judge: judgeOf(call) });
      print(call, report, reportLines(report));
      return report.gate === 'pass' ? 0 : 1;
    }),
};

const judgeAccept: VerbSpec = {
  name: 'judge accept',
  summary: 'Put a version in force: the task’s trials run it from now on',
  detail:
    'Where the gate is not met it takes a reason, which is kept with the name. Exit code 3: it is not met.',
  args: [],
  flags: [
    taskFlag,
    { ...judgeFlag, help: 'Which version; the newest by default' },
    { ...byFlag, required: true, help: 'Who takes the responsibility' },
    { name: 'override', kind: 'text', value: 'WHY', help: 'Why, although the gate is not met' },
  ],
  examples: [
    { line: 'npx bench judge accept --task push-t --by Ada', says: 'The newest, its gate is met' },
  ],
  run: (call) =>
    withTask(call, [judgeOf(call)], async (client, task) => {
      const wanted = judgeOf(call);
      const { versions } = await client.call('judge.show', { task });
      const judge = wanted === 'newest' ? (versions.at(-1)?.id ?? '') : wanted;
      if (!judgeIdPattern.test(judge))
        throw new BenchError('bad-input', 'only a version can be accepted', {
          hint: 'Like judge-0001; see bench judge list.',
        });
      const version = await longCall(() =>
        client.call('judge.accept', {
          ...{ task, judge, by: textFlag(call, 'by') ?? '' },
          override: textFlag(call, 'override') ?? null,
        }),
      );
      print(call, version, [`${version.id} is in force.`]);
      return 0;
    }),
};

const judgeCompare: VerbSpec = {
  name: 'judge compare',
  summary: 'Try versions on the same clips: what each lost and won against the one before it',
  args: [{ name: 'JUDGE', required: true, help: 'A version; see bench judge list' }],
  rest: { name: 'JUDGE', required: true, help: 'More of them' },
  flags: [taskFlag],
  examples: [
    {
      line: 'npx bench judge compare shipped judge-0001 judge-0002 --task push-t',
      says: 'Three side by side',
    },
  ],
  run: (call) =>
    withTask(call, call.args, async (client, task) => {
      const judges = [...call.args];
      const report = await longCall(() => client.call('judge.compare', { task, judges }));
      print(call, report, compareLines(report));
      return 0;
    }),
};

export const judgeVerbs: readonly VerbSpec[] = [
  ...[judgeList, judgeShow, judgeAdd, judgeTry, judgeMeasure, judgeReport, judgeAccept],
  judgeCompare,
];
