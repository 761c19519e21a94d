/** `bench night export`, and `bench verify --export`: a night as a folder, and such a folder looked through anywhere. */
import { resolve } from 'node:path';
import { realClock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { nightIdPattern } from '../../base/model/night.ts';
import {
  type ExportedFrames,
  exportedFrames,
  type NightExportCheck,
  withheldWords,
} from '../../base/model/nightExport.ts';
import { createBundleReader } from '../../evolution/hub/hubBundle.ts';
import { checkExport } from '../../rollout/exporting/checkExport.ts';
import { print } from './printAnswer.ts';
import { runJob } from './runJob.ts';
import { signalExitCode, textFlag, type VerbCall, type VerbSpec } from './verb.ts';

export const nightExport: VerbSpec = {
  name: 'night export',
  summary: 'Write a night into a folder that verifies on another machine',
  detail: [
    'Contract, chain, records, policy and git. Entries of the ledger that are not of the night go out as links',
    'that say nothing of their content, and what is locked stays here. bench verify --export DIR proves it.',
  ].join('\n'),
  args: [
    { name: 'NIGHT', required: true, help: 'See bench night list' },
    { name: 'DIR', required: true, help: 'A folder that is not there yet' },
  ],
  flags: [
    {
      ...{ name: 'frames', kind: 'text', value: 'WHICH', choices: exportedFrames },
      help: 'Pictures: those judged (by default), films too, or none',
    },
  ],
  examples: [
    {
      line: 'npx bench night export night-0001 ./night-0001 --json',
      says: '{"dir","files","bytes","records","withheld","head"}',
    },
  ],
  async run(call) {
    const [nightId = '', given = ''] = call.args;
    if (!nightIdPattern.test(nightId))
      throw new BenchError('bad-input', `${JSON.stringify(nightId.slice(0, 40))} is no night`);
    const frames = (textFlag(call, 'frames') ?? 'judged') as ExportedFrames;
    const dir = resolve(call.terminal.cwd, given);
    const report = await runJob(call, {
      topic: 'nightExport',
      start: (client) => client.call('night.export', { nightId, dir, frames }),
      cancel: (client) => client.call('night.stopExport', {}),
      tell: ({ done, total }) => {
        if (total !== null && done % 25 === 0)
          call.terminal.note(`${done} of ${total} records are written`);
      },
    });
    if (typeof report === 'string') return signalExitCode[report];
    const { files, bytes, records, withheld, head } = report;
    const mib = (bytes / 2 ** 20).toFixed(1);
    print(call, report, [
      `${files} files, ${mib} MiB, are in ${report.dir}: ${records} records.`,
      ...(withheld.length === 0 ? [] : [withheldWords(report)]),
      `Head ${head.hash}, entry ${head.seq}: note it where whoever checks the folder trusts it.`,
    ]);
    return 0;
  },
};

function checkLines(check: NightExportCheck): readonly string[] {
  const { nightId, task, counts, entries, records, withheld, heads, head } = check;
  if (!check.ok) return [`Not whole: ${check.firstProblem}`];
  const { trials, success, failure, invalid } = counts;
  const taken = entries.taken === 0 ? '' : `, ${entries.taken} older ones not proved`;
  return [
    `Whole: ${nightId} on ${task}, ${trials} trials: ${success} success, ${failure} failure, ${invalid} invalid.`,
    `${records} records${withheld === 0 ? '' : `, ${withheld} stayed at the bench`}.`,
    `Ledger: ${entries.whole} entries whole, ${entries.links} as links${taken}.`,
    heads === null ? 'No git came along.' : `${heads} heads anchored in git are in the chain.`,
    `Head ${head.hash}, entry ${head.seq}.`,
  ];
}

/** Needs no data folder and no core. @throws BenchError as `checkExport`. */
export async function verifyExport(call: VerbCall, given: string): Promise<number> {
  const head = textFlag(call, 'head');
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
    throw new BenchError('bad-input', '--head is a hash of 64 hex digits');
  const dir = resolve(call.terminal.cwd, given);
  const ended = new AbortController();
  let code: number | null = null;
  using _end = call.terminal.onEnd((why) => {
    code = signalExitCode[why];
    ended.abort(new BenchError('cancelled', 'it was stopped'));
  });
  const ports = { git: createBundleReader(realClock), pause: () => realClock.sleep(0) };
  try {
    const check = await checkExport(ports, { dir, head }, ended.signal);
    print(call, check, checkLines(check));
    return check.ok ? 0 : 1;
  } catch (thrown) {
    if (code !== null) return code;
    throw thrown;
  }
}
