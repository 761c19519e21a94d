/**
 * `bench demos import`, `export` and `synth`: demos in, out, and made by the scripted operator. The core does the work and
 * goes on when this command is interrupted by its five minutes; Ctrl-C cancels it, and what came in whole stays.
 */
import { resolve } from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { ExchangeReport, ExchangeView } from '../../base/model/exchange.ts';
import type { CoreClient } from './coreClient.ts';
import { runJob } from './runJob.ts';
import type { EndSignal, VerbCall, VerbSpec } from './verb.ts';
import { numberFlag, signalExitCode, switchFlag, textFlag } from './verb.ts';

const taskFlag = {
  name: 'task',
  kind: 'text',
  value: 'TASK',
  required: true,
  help: 'Which task; see bench task list',
} as const;

/** Says how far it is, each time a tenth more is done. */
function tellTenths(call: VerbCall): (view: ExchangeView) => void {
  let told = -1;
  return ({ done, total, secondsLeft, state }) => {
    if (state !== 'running' || total === null || total === 0) return;
    const tenth = Math.floor((10 * done) / total);
    if (tenth <= told) return;
    told = tenth;
    const left = secondsLeft === null ? '' : `, about ${secondsLeft} s left`;
    call.terminal.note(`bench: ${done} of ${total}${left}`);
  };
}

const runExchange = <T extends ExchangeReport>(
  call: VerbCall,
  start: (client: CoreClient) => Promise<T>,
): Promise<T | EndSignal> =>
  runJob<'exchange', T>(call, {
    ...{ topic: 'exchange', start, tell: tellTenths(call) },
    cancel: (client) => client.call('demo.cancelExchange', {}),
  });

function rolesFlag(call: VerbCall): Record<string, string> | undefined {
  const text = textFlag(call, 'roles');
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [camera = '', role = ''] = pair.split('=').map((word) => word.trim());
      if (camera === '' || role === '')
        throw new BenchError(
          'bad-input',
          `--roles has no camera and role in ${JSON.stringify(pair)}`,
          {
            hint: 'Like --roles top=overhead,wrist=front',
          },
        );
      return [camera, role];
    }),
  );
}

function folderArg(call: VerbCall): string {
  return resolve(call.terminal.cwd, call.args[0] ?? '');
}

function tellLeftOut(
  { terminal }: VerbCall,
  leftOut: readonly { readonly what: string; readonly why: string }[],
): void {
  for (const { what, why } of leftOut) terminal.out(`  ${what}: ${why}`);
}

export const demosImport: VerbSpec = {
  name: 'demos import',
  summary: 'Bring demos in: LeRobot v3, ENPIRE episode folders, films per camera',
  detail: [
    'What lies in the folder says which it is: meta/info.json, <camera>-images-rgb.mp4 with .npy files, or one MP4',
    'per camera in the folder or in folders within it (labels.json or labels.csv beside them). An episode that',
    'cannot be read is listed with its reason and leaves nothing behind. Exit code 1 when none came in.',
  ].join('\n'),
  args: [{ name: 'FOLDER', required: true, help: 'What to import' }],
  flags: [
    taskFlag,
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      choices: ['lerobot', 'enpire', 'mp4'],
      help: 'When it is not to be found out',
    },
    {
      name: 'roles',
      kind: 'text',
      value: 'CAMERA=ROLE,…',
      help: 'Which camera of the import plays which role of the task, where the names differ',
    },
  ],
  examples: [
    {
      line: 'npx bench demos import ./my-dataset --task push-t --roles top=overhead,side=front',
      says: 'A LeRobot dataset with other camera names',
    },
    {
      line: 'npx bench demos import ./clips --task push-t --json',
      says: '{"demos":["demo-000007",…],"refused":[{"what","why"}],"notes":[…]}',
    },
  ],
  async run(call) {
    const roles = rolesFlag(call);
    const format = textFlag(call, 'format') as 'lerobot' | 'enpire' | 'mp4' | undefined;
    const report = await runExchange(call, (client) =>
      client.call('demo.import', {
        task: textFlag(call, 'task') ?? '',
        path: folderArg(call),
        ...(format === undefined ? {} : { format }),
        ...(roles === undefined ? {} : { roles }),
      }),
    );
    if (typeof report === 'string') return signalExitCode[report];
    const { terminal, json } = call;
    if (json) terminal.out(JSON.stringify(report));
    else {
      const { demos, refused, notes } = report;
      terminal.out(`${demos.length} demos came in, ${refused.length} were refused.`);
      tellLeftOut(call, refused);
      for (const note of notes) terminal.out(`Note: ${note}`);
    }
    return report.demos.length > 0 ? 0 : 1;
  },
};

export const demosExport: VerbSpec = {
  name: 'demos export',
  summary: 'Write the demos of a task as a LeRobot v3 dataset or as films',
  detail:
    'Nothing of a locked set is ever in it. The folder is there when it is whole, or not at all.',
  args: [{ name: 'FOLDER', required: true, help: 'New or empty' }],
  flags: [
    taskFlag,
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      choices: ['lerobot', 'mp4'],
      help: 'lerobot by default; mp4: a folder per demo, and labels.json',
    },
  ],
  examples: [
    {
      line: 'npx bench demos export ./push-t-demos --task push-t --json',
      says: '{"dir","demos","files","bytes","leftOut":[{"what","why"}]}',
    },
  ],
  async run(call) {
    const format = textFlag(call, 'format') as 'lerobot' | 'mp4' | undefined;
    const report = await runExchange(call, (client) =>
      client.call('demo.export', {
        task: textFlag(call, 'task') ?? '',
        dir: folderArg(call),
        ...(format === undefined ? {} : { format }),
      }),
    );
    if (typeof report === 'string') return signalExitCode[report];
    const { terminal, json } = call;
    if (json) terminal.out(JSON.stringify(report));
    else {
      const { dir, demos, files, bytes, leftOut } = report;
      terminal.out(`${demos} demos in ${dir}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB`);
      tellLeftOut(call, leftOut);
    }
    return 0;
  },
};

const count = (name: string, help: string) =>
  ({ name, kind: 'int', value: 'N', min: 0, max: 2000, required: true, help }) as const;

export const demosSynth: VerbSpec = {
  name: 'demos synth',
  summary: 'Let the scripted operator make demos, labels and a locked set',
  detail: [
    'A tool for tests and benchmarks: it drives the simulated arm as a person would, and knows the',
    'simulator’s truth as a person sees the table. First looks are wrong in the given share; second',
    'looks and settling are right. The same seed gives the same bytes of steps and the same labels. A',
    'few more demos than asked for lie in the band between, labelled unclear. Exit code 1 when there',
    'are too few to lock.',
  ].join('\n'),
  args: [],
  flags: [
    taskFlag,
    count('success', 'Demos well inside the bounds'),
    count('failure', 'Demos that end far off'),
    count('near-miss', 'Demos outside a bound by at least the guard, by the task’s names in turn'),
    {
      name: 'label-errors',
      kind: 'number',
      value: 'SHARE',
      min: 0,
      max: 1,
      help: 'Share of first looks that are wrong; 0 by default',
    },
    { name: 'seed', kind: 'int', value: 'N', min: 0, help: 'Seed of everything; 1 by default' },
    {
      name: 'negatives',
      kind: 'int',
      value: 'N',
      min: 1,
      max: 2000,
      help: 'Negatives to lock; 59 by default',
    },
    { name: 'lockstep', kind: 'switch', help: 'In bench time; there is no other way yet' },
  ],
  examples: [
    {
      line: 'npx bench demos synth --task push-t --success 40 --failure 80 --near-miss 40 --seed 1 --lockstep',
      says: 'A labelled, split, locked set',
    },
  ],
  async run(call) {
    if (!switchFlag(call, 'lockstep'))
      throw new BenchError('bad-input', 'bench demos synth needs --lockstep', {
        hint: 'The scripted operator works in bench time alone.',
      });
    const report = await runExchange(call, (client) =>
      client.call('demo.synth', {
        task: textFlag(call, 'task') ?? '',
        success: numberFlag(call, 'success') ?? 0,
        failure: numberFlag(call, 'failure') ?? 0,
        nearMiss: numberFlag(call, 'near-miss') ?? 0,
        labelErrors: numberFlag(call, 'label-errors') ?? 0,
        seed: numberFlag(call, 'seed') ?? 1,
        negatives: numberFlag(call, 'negatives') ?? 59,
      }),
    );
    if (typeof report === 'string') return signalExitCode[report];
    const { terminal, json } = call;
    if (json) terminal.out(JSON.stringify(report));
    else {
      const { demos, pushed, unclear, labelErrors, lockedPositives, lockedNegatives } = report;
      terminal.out(`${demos} demos: ${pushed} pushed, the others by hand; ${unclear} unclear`);
      terminal.out(`${labelErrors} first looks were wrong on purpose`);
      terminal.out(`Locked: ${lockedPositives} positives and ${lockedNegatives} negatives`);
      for (const short of report.short) terminal.out(`Not locked: ${short}`);
      const { benchSeconds, wallSeconds } = report;
      terminal.out(`${benchSeconds.toFixed(0)} bench seconds in ${wallSeconds.toFixed(0)} s`);
    }
    return report.lockedNegatives > 0 ? 0 : 1;
  },
};
