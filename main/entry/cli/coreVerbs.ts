/** `bench status`, `alerts`, `ps`, `stop`, `resume`, `verify`: the core and the bench as a whole. */
import { existsSync } from 'node:fs';
import { localTime } from '../../base/lib/clock.ts';
import { textTable } from '../../base/lib/textTable.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BenchView, RunView, VerifyReport } from '../../base/model/view.ts';
import { auditHubs } from '../../evolution/hub/headAnchors.ts';
import { verifyStore } from '../../store/verify.ts';
import type { CoreClient } from './coreClient.ts';
import { verifyExport } from './nightExportVerbs.ts';
import { needRunning, reachAny, reachRunning } from './reachCore.ts';
import type { VerbCall, VerbSpec } from './verb.ts';
import { numberFlag, textFlag } from './verb.ts';

function first<T>(client: CoreClient, subscribe: (on: (value: T) => void) => void): Promise<T> {
  return Promise.race([new Promise<T>(subscribe), client.lost]);
}

function statusLines(bench: BenchView, run: RunView | null): readonly string[] {
  const { stopped, health } = bench;
  const { missedTicks } = health;
  const due = health.ticks + missedTicks;
  const arm = stopped === null ? bench.mode : `stopped: ${stopped.reason}`;
  const lines = [
    `Bench ${bench.benchId} (${bench.kind}, ${bench.clock} clock): ${arm}`,
    `Loop ${health.loopHz.toFixed(0)} of ${health.targetHz} Hz, ${missedTicks} of ${due} ticks missed`,
  ];
  for (const camera of bench.cameras)
    lines.push(
      `Camera ${camera.role}: ${camera.rateHz.toFixed(0)} Hz, ${camera.ageMs.toFixed(0)} ms old`,
    );
  if (run === null) lines.push('Nothing runs now.');
  else {
    const { success, failure, invalid } = run.counts;
    const of = run.trials === null ? '' : ` of ${run.trials}`;
    const phase = run.trial === null ? '' : `, now in ${run.trial.phase}`;
    lines.push(`Batch ${run.batchId} on ${run.task}: ${run.done}${of} done${phase}`);
    lines.push(`  ${success} success, ${failure} failure, ${invalid} invalid`);
  }
  return lines;
}

export const status: VerbSpec = {
  name: 'status',
  summary: 'Say what the core and its bench are doing',
  args: [],
  flags: [],
  examples: [
    {
      line: 'npx bench status --json',
      says: '{"running":true,"core":…,"bench":…,"run":…,"alerts":…}',
    },
  ],
  async run(call) {
    const { terminal, json, dataDir } = call;
    await using core = await reachRunning(call);
    if (core === null) {
      terminal.out(
        json ? JSON.stringify({ running: false, dataDir }) : `No core runs on ${dataDir}.`,
      );
      return 0;
    }
    const { client } = core;
    const [info, bench, run, alerts] = await Promise.all([
      client.call('core.info', {}),
      first<BenchView>(client, (on) => client.onState('bench', on)),
      first<RunView | null>(client, (on) => client.onState('run', on)),
      first<readonly { message: string; todo: string }[]>(client, (on) =>
        client.onState('alerts', on),
      ),
    ]);
    if (json) {
      terminal.out(JSON.stringify({ running: true, core: info, bench, run, alerts }));
      return 0;
    }
    terminal.out(`Core ${info.version}, process ${info.pid}, on ${info.dataDir} (${info.url})`);
    for (const line of statusLines(bench, run)) terminal.out(line);
    for (const alert of alerts) terminal.out(`Alert: ${alert.message} ${alert.todo}`);
    return 0;
  },
};

export const alerts: VerbSpec = {
  name: 'alerts',
  summary: 'List what was raised, newest first, also what is over',
  args: [],
  flags: [{ name: 'limit', kind: 'int', min: 1, max: 500, help: 'At most so many; 20 by default' }],
  examples: [
    { line: 'npx bench alerts --json', says: 'A line each: {"seq","wallTime","key","message"}' },
  ],
  async run(call) {
    await using core = await needRunning(call);
    const limit = numberFlag(call, 'limit') ?? 20;
    const past = await core.client.call('alert.list', { limit });
    const { terminal } = call;
    if (past.length === 0 && !call.json) terminal.out('Nothing was ever raised here.');
    for (const alert of past) {
      const { date, time } = localTime(alert.wallTime);
      terminal.out(call.json ? JSON.stringify(alert) : `${date} ${time}  ${alert.message}`);
    }
    return 0;
  },
};

export const ps: VerbSpec = {
  name: 'ps',
  summary: 'List the processes of the running core',
  args: [],
  flags: [],
  examples: [
    { line: 'npx bench ps --json', says: 'One line: [{"name","pid","cpuSeconds","rssMb"}, …]' },
  ],
  async run(call) {
    await using core = await needRunning(call);
    const processes = await core.client.call('core.processes', {});
    if (call.json) {
      call.terminal.out(JSON.stringify(processes));
      return 0;
    }
    const rows = processes.map(({ name, pid, cpuSeconds, rssMb }) => [
      name,
      String(pid),
      `${cpuSeconds.toFixed(1)} s`,
      rssMb.toFixed(0),
    ]);
    for (const line of textTable(['Process', 'Pid', 'CPU', 'MB'], rows)) call.terminal.out(line);
    return 0;
  },
};

export const stop: VerbSpec = {
  name: 'stop',
  summary: 'Stop the arm now; it holds until bench resume',
  detail: [
    'Latched and global: the running trial becomes invalid, and nothing moves until somebody resumes.',
    'This is a stop in software. It is not an emergency stop; a real bench needs one made of hardware.',
  ].join('\n'),
  args: [],
  flags: [{ name: 'reason', kind: 'text', value: 'TEXT', help: 'Why, for the ledger' }],
  examples: [{ line: 'npx bench stop --reason "cable loose"', says: 'Stop and say why' }],
  async run(call) {
    await using core = await needRunning(call);
    const reason = textFlag(call, 'reason')?.slice(0, 200);
    const answer = await core.client.call('bench.stop', reason === undefined ? {} : { reason });
    if (call.json) call.terminal.out(JSON.stringify(answer));
    else if (answer.wroteAfterMs === null)
      call.terminal.out('Stopped, but the servo bus did not confirm it. Use the hardware stop.');
    else
      call.terminal.out(
        `Stopped: the arm holds since ${answer.wroteAfterMs.toFixed(1)} ms after the order.`,
      );
    return 0;
  },
};

export const resume: VerbSpec = {
  name: 'resume',
  summary: 'Let the arm move again after a stop',
  args: [],
  flags: [],
  examples: [{ line: 'npx bench resume', says: 'After looking at the bench' }],
  async run(call) {
    await using core = await reachAny(call);
    await core.client.call('bench.resume', {});
    call.terminal.out(call.json ? JSON.stringify({ resumed: true }) : 'Resumed.');
    return 0;
  },
};

async function verifyReport(call: VerbCall): Promise<VerifyReport> {
  await using core = await reachRunning(call);
  if (core !== null) return await core.client.call('core.verify', {});
  if (!existsSync(call.dataDir))
    throw new BenchError('not-found', `there is no data folder ${call.dataDir}`);
  const { dataDir, terminal } = call;
  const auditGit = () => auditHubs(dataDir, terminal.clock);
  return verifyStore(dataDir, { auditGit });
}

export const verify: VerbSpec = {
  name: 'verify',
  summary: 'Prove that the ledger and every record are whole and unchanged',
  detail:
    'Reads only. Works with and without a running core. Exit code 1 when something does not fit.',
  args: [],
  flags: [
    {
      ...{ name: 'export', kind: 'text', value: 'DIR' },
      help: 'A folder that bench night export wrote, instead; no data folder is needed',
    },
    {
      ...{ name: 'head', kind: 'text', value: 'HASH' },
      help: 'With --export: a chain head noted elsewhere at or after the end of the night',
    },
  ],
  examples: [
    {
      line: 'npx bench verify --json',
      says: '{"ok":true,"trials":{"finished":20,"aborted":0},"chainHead":"…"}',
    },
  ],
  async run(call) {
    const exported = textFlag(call, 'export');
    if (exported !== undefined) return await verifyExport(call, exported);
    if (textFlag(call, 'head') !== undefined)
      throw new BenchError('bad-input', '--head needs --export');
    const report = await verifyReport(call);
    const { ok, trials, chainHead, firstProblem } = report;
    if (call.json) {
      call.terminal.out(JSON.stringify({ ok, trials, chainHead, firstProblem }));
    } else {
      const counts = `${trials.finished} finished and ${trials.aborted} aborted trials`;
      call.terminal.out(ok ? `Whole: ${counts}.` : `Not whole: ${firstProblem ?? 'see --json'}`);
      call.terminal.out(`Chain head ${chainHead}`);
    }
    return ok ? 0 : 1;
  },
};
