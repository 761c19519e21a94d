/** `bench trial list`, `show`, `verify`, `reveal` and `cancel`: what was recorded, and ending what runs. */

import { textTable } from '../../base/lib/textTable.ts';
import { BenchError } from '../../base/model/errors.ts';
import { failureReasons, invalidReasons } from '../../base/model/trial.ts';
import { momentPattern, type TrialFilter } from '../../base/model/trialFilter.ts';
import type { RecordCheck, RunView } from '../../base/model/view.ts';
import type { CoreClient } from './coreClient.ts';
import { didYouMean } from './nearest.ts';
import { needRunning, reachAny } from './reachCore.ts';
import type { VerbCall, VerbSpec } from './verb.ts';
import { numberFlag, switchFlag, textFlag } from './verb.ts';

const outcomes = ['success', 'failure', 'invalid'] as const;

const clocks = ['real', 'lockstep'] as const;
const reasons = [...failureReasons, ...invalidReasons] as const;

function momentFlag(call: VerbCall, name: string): string | undefined {
  const text = textFlag(call, name);
  if (text !== undefined && !momentPattern.test(text))
    throw new BenchError('bad-input', `--${name} is no date and no time`, {
      hint: 'Like 2026-01-31 or 2026-01-31T12:30Z, in UTC',
    });
  return text;
}

function reasonFlag(call: VerbCall): TrialFilter['reason'] {
  const text = textFlag(call, 'reason');
  const reason = reasons.find((one) => one === text);
  if (text !== undefined && reason === undefined)
    throw new BenchError('bad-input', `--reason is one of ${reasons.join(', ')}`, {
      ...didYouMean(text, reasons),
    });
  return reason;
}

function filterOf(call: VerbCall): TrialFilter {
  return {
    outcome: outcomes.find((one) => one === textFlag(call, 'outcome')),
    reason: reasonFlag(call),
    task: textFlag(call, 'task'),
    batchId: textFlag(call, 'batch'),
    clock: clocks.find((one) => one === textFlag(call, 'clock')),
    seed: numberFlag(call, 'seed'),
    text: textFlag(call, 'id'),
    since: momentFlag(call, 'since'),
    until: momentFlag(call, 'until'),
  };
}

async function printCounts(call: VerbCall, filter: TrialFilter): Promise<number> {
  await using core = await reachAny(call);
  const facets = await core.client.call('trial.facets', filter);
  if (call.json) {
    call.terminal.out(JSON.stringify(facets));
    return 0;
  }
  const { total, all, ...kinds } = facets;
  const rows = Object.entries(kinds).flatMap(([kind, values]) =>
    values.slice(0, 20).map(({ value, n }) => [kind, String(value), String(n)]),
  );
  for (const line of textTable(['Kind', 'Value', 'Trials'], rows)) call.terminal.out(line);
  call.terminal.note(`${total} of ${all}`);
  return 0;
}

const idSpec = {
  name: 'ID',
  required: true,
  help: 'The id of the trial; see bench trial list',
} as const;

/** @throws BenchError `bad-input`. */
function idArg(call: VerbCall): string {
  const [id = ''] = call.args;
  if (!/^[a-z0-9-]{1,64}$/.test(id))
    throw new BenchError('bad-input', `${JSON.stringify(id.slice(0, 70))} is no trial id`);
  return id;
}

export const trialList: VerbSpec = {
  name: 'trial list',
  summary: 'List recorded trials, the newest first',
  args: [],
  flags: [
    { name: 'limit', kind: 'int', min: 1, max: 1000, help: 'At most so many; 20 by default' },
    { name: 'offset', kind: 'int', min: 0, help: 'Leave so many out first' },
    { name: 'outcome', kind: 'text', value: 'OUTCOME', choices: outcomes, help: 'Only these' },
    { name: 'reason', kind: 'text', value: 'REASON', help: 'Only these; --counts says which' },
    { name: 'task', kind: 'text', value: 'TASK', help: 'Only of this task' },
    { name: 'batch', kind: 'text', value: 'ID', help: 'Only of this batch' },
    { name: 'clock', kind: 'text', value: 'CLOCK', choices: clocks, help: 'Only on this clock' },
    { name: 'seed', kind: 'int', min: 0, help: 'Only of this seed' },
    { name: 'id', kind: 'text', value: 'TEXT', help: 'Only with this in their id' },
    { name: 'since', kind: 'text', value: 'WHEN', help: 'Ended then or later: 2026-01-31, UTC' },
    { name: 'until', kind: 'text', value: 'WHEN', help: 'Ended before: 2026-01-31T12:30Z' },
    { name: 'counts', kind: 'switch', help: 'How many there are of each kind, instead of a list' },
  ],
  examples: [
    { line: 'npx bench trial list --outcome invalid', says: 'What went wrong lately' },
    {
      line: 'npx bench trial list --task touch --since 2026-01-01 --counts',
      says: 'What this year is made of',
    },
    {
      line: 'npx bench trial list --limit 1000 --json',
      says: 'For a script: {"rows":[…],"total":n}',
    },
  ],
  async run(call) {
    const filter = filterOf(call);
    if (switchFlag(call, 'counts')) return await printCounts(call, filter);
    const limit = numberFlag(call, 'limit') ?? 20;
    const args = { ...filter, limit, offset: numberFlag(call, 'offset') ?? 0 };
    await using core = await reachAny(call);
    const answer = await core.client.call('trial.list', args);
    if (call.json) {
      call.terminal.out(JSON.stringify(answer));
      return 0;
    }
    const rows = answer.rows.map((row) => [
      row.id,
      row.task,
      row.outcome,
      row.reason ?? '',
      String(row.attempts),
      `${row.benchSeconds.toFixed(1)} s`,
      row.wallTime.slice(0, 19).replace('T', ' '),
    ]);
    const heads = [
      'Trial',
      'Task',
      'Outcome',
      'Reason',
      'Attempts',
      'Bench time',
      'Finished (UTC)',
    ];
    for (const line of textTable(heads, rows)) call.terminal.out(line);
    call.terminal.note(`${answer.rows.length} of ${answer.total}`);
    return 0;
  },
};

export const trialShow: VerbSpec = {
  name: 'trial show',
  summary: 'Show one trial as its record tells it',
  args: [idSpec],
  flags: [],
  examples: [
    { line: 'npx bench trial show ID --json', says: 'The whole record without its frames' },
  ],
  async run(call) {
    const id = idArg(call);
    await using core = await reachAny(call);
    const detail = await core.client.call('trial.show', { id });
    if (call.json) {
      call.terminal.out(JSON.stringify(detail));
      return 0;
    }
    const { row, verdict } = detail;
    const facts: readonly (readonly [string, string])[] = [
      ['Trial', row.id],
      ['Task', `${row.task}, trial ${row.index + 1} of seed ${row.seed}, ${row.clock} clock`],
      ['Outcome', row.reason === null ? row.outcome : `${row.outcome} (${row.reason})`],
      ...(verdict?.why === undefined ? [] : [['Why', verdict.why] as const]),
      ['Attempts', String(row.attempts)],
      ['Bench time', `${row.benchSeconds.toFixed(1)} s`],
      ['Finished', row.wallTime],
      ['Step hash', row.stepHash],
      ['Folder', detail.dir],
    ];
    for (const [name, value] of facts) call.terminal.out(`${name.padEnd(12)}${value}`);
    for (const attempt of verdict?.attempts ?? []) {
      const seconds = ((attempt.endMs - attempt.startMs) / 1000).toFixed(1);
      call.terminal.out(
        `  Attempt ${attempt.attempt}: ${attempt.verdict} after ${seconds} s (${attempt.ended})`,
      );
    }
    if (verdict === null) call.terminal.out('No verdict file: the trial was cut short.');
    return 0;
  },
};

const checkWords: Readonly<Record<RecordCheck['result'], string>> = {
  'as-recorded': 'It is what was recorded.',
  changed: 'It is not what was recorded.',
  'nothing-promised': 'Nothing was promised: the trial was aborted before its files had hashes.',
};

export const trialVerify: VerbSpec = {
  name: 'trial verify',
  summary: "Hash one trial's files again and compare them with what was promised",
  detail:
    'Exit code 0 means that every file is what was recorded. An aborted trial was promised nothing: that is 1 too.',
  args: [idSpec],
  flags: [],
  examples: [{ line: 'npx bench trial verify ID', says: 'Is it still what was recorded' }],
  async run(call) {
    const id = idArg(call);
    await using core = await reachAny(call);
    const check = await core.client.call('trial.verify', { id });
    if (call.json) call.terminal.out(JSON.stringify(check));
    else {
      const rows = check.files.map(({ name, bytes, state }) => [name, String(bytes), state]);
      for (const line of textTable(['File', 'Bytes', 'State'], rows)) call.terminal.out(line);
      call.terminal.note(check.problem ?? checkWords[check.result]);
    }
    return check.result === 'as-recorded' ? 0 : 1;
  },
};

export const trialReveal: VerbSpec = {
  name: 'trial reveal',
  summary: "Open one trial's folder in the file manager of the core's machine",
  args: [idSpec],
  flags: [],
  examples: [{ line: 'npx bench trial reveal ID', says: 'See its files' }],
  async run(call) {
    const id = idArg(call);
    await using core = await reachAny(call);
    const { dir } = await core.client.call('trial.reveal', { id });
    call.terminal.out(call.json ? JSON.stringify({ dir }) : dir);
    return 0;
  },
};

function currentRun(client: CoreClient): Promise<RunView | null> {
  const answer = new Promise<RunView | null>((resolve) => client.onState('run', resolve));
  return Promise.race([answer, client.lost]);
}

export const trialCancel: VerbSpec = {
  name: 'trial cancel',
  summary: 'End the running batch; its running trial becomes invalid (aborted)',
  args: [{ name: 'BATCH', required: false, help: 'Its id; the one that runs now by default' }],
  flags: [],
  examples: [{ line: 'npx bench trial cancel', says: 'End what runs now' }],
  async run(call) {
    await using core = await needRunning(call);
    const batchId = call.args[0] ?? (await currentRun(core.client))?.batchId;
    if (batchId === undefined) throw new BenchError('not-found', 'no batch runs');
    await core.client.call('trial.cancel', { batchId });
    call.terminal.out(call.json ? JSON.stringify({ cancelled: batchId }) : `Cancelled ${batchId}.`);
    return 0;
  },
};
