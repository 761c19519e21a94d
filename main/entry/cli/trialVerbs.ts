/** `bench trial list`, `show` and `cancel`: what was recorded, and ending what runs. */
import type { CommandArgs } from '../../base/api/contract.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { RunView } from '../../base/model/view.ts';
import type { CoreClient } from './coreClient.ts';
import { needRunning, reachAny } from './reachCore.ts';
import { textTable } from './textTable.ts';
import type { VerbSpec } from './verb.ts';
import { numberFlag, textFlag } from './verb.ts';

const outcomes = ['success', 'failure', 'invalid'] as const;

export const trialList: VerbSpec = {
  name: 'trial list',
  summary: 'List recorded trials, the newest first',
  args: [],
  flags: [
    { name: 'limit', kind: 'int', min: 1, max: 1000, help: 'At most so many; 20 by default' },
    { name: 'offset', kind: 'int', min: 0, help: 'Leave so many out first' },
    { name: 'outcome', kind: 'text', value: 'OUTCOME', choices: outcomes, help: 'Only these' },
    { name: 'task', kind: 'text', value: 'TASK', help: 'Only of this task' },
    { name: 'batch', kind: 'text', value: 'ID', help: 'Only of this batch' },
  ],
  examples: [
    { line: 'npx bench trial list --outcome invalid', says: 'What went wrong lately' },
    {
      line: 'npx bench trial list --limit 1000 --json',
      says: 'For a script: {"rows":[…],"total":n}',
    },
  ],
  async run(call) {
    const outcome = outcomes.find((one) => one === textFlag(call, 'outcome'));
    const task = textFlag(call, 'task');
    const batchId = textFlag(call, 'batch');
    const args: CommandArgs<'trial.list'> = {
      limit: numberFlag(call, 'limit') ?? 20,
      offset: numberFlag(call, 'offset') ?? 0,
      ...(outcome === undefined ? {} : { outcome }),
      ...(task === undefined ? {} : { task }),
      ...(batchId === undefined ? {} : { batchId }),
    };
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
  args: [{ name: 'ID', required: true, help: 'The id of the trial; see bench trial list' }],
  flags: [],
  examples: [
    { line: 'npx bench trial show ID --json', says: 'The whole record without its frames' },
  ],
  async run(call) {
    const [id = ''] = call.args;
    if (!/^[a-z0-9-]{1,64}$/.test(id))
      throw new BenchError('bad-input', `${JSON.stringify(id.slice(0, 70))} is no trial id`);
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
