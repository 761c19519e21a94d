/**
 * `bench reset author`: the built-in author writes a reset by trying on the bench. The core does the work and goes on when
 * this command is interrupted by its five minutes; a signal stops it, and the arm holds.
 */
import type {
  ResetAttempt,
  ResetAuthorReport,
  ResetAuthorView,
} from '../../base/model/resetAuthor.ts';
import { neededTask, neededTaskFlag } from './judgeFlags.ts';
import { reachAny } from './reachCore.ts';
import { measureJson, measureLines } from './resetWords.ts';
import { runJob } from './runJob.ts';
import {
  numberFlag,
  signalExitCode,
  switchFlag,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

function attemptLine(attempt: ResetAttempt): string {
  const { number, skill, differs, n, verifiedFirst, verified, secondsMean, offM, why, kept } =
    attempt;
  const off = offM === null ? '' : `, ${(1000 * offM).toFixed(1)} mm off`;
  const retried = verified === verifiedFirst ? '' : `, ${verified} within the retries`;
  return [
    `${String(number).padStart(3)}  ${skill.padEnd(5)}  ${verifiedFirst} of ${n} at the first check${retried}`,
    `, ${secondsMean.toFixed(1)} s${off}`,
    `${kept ? '  best so far' : ''}: ${differs.join(', ')}`,
    why === '' ? '' : `\n       ${why}`,
  ].join('');
}

/** Each try as it is done, each skill that is not tried or given up, and what is done now. */
function tellProgress({ terminal }: VerbCall): (view: ResetAuthorView) => void {
  let attempts = 0;
  let skipped = 0;
  let doing = '';
  return (view) => {
    for (const { skill, why } of view.skipped.slice(skipped))
      terminal.note(`     ${skill}: ${why}`);
    skipped = view.skipped.length;
    for (const attempt of view.attempts.slice(attempts)) terminal.note(attemptLine(attempt));
    attempts = view.attempts.length;
    // Without the count of resets, which is told by the row.
    const words = view.doing.replace(/ \(\d+ of \d+\)$/, '');
    if (words !== '' && words !== doing)
      terminal.note(`bench: ${view.resets} of at most ${view.most} resets; ${words}`);
    doing = words;
  };
}

function reportJson(report: ResetAuthorReport): Readonly<Record<string, unknown>> {
  const { reset, hash, skill, words, attempts, skipped, measure, gate, lacks, seconds } = report;
  return {
    ...{ reset, hash, skill, attempts, measure: measureJson(measure), gate, seconds },
    ...{ words, skipped, lacks },
  };
}

function printReport({ terminal }: VerbCall, report: ResetAuthorReport): void {
  const { reset, words, measure, gate, lacks, seconds, attempts } = report;
  terminal.out(`${reset}: ${words} ${attempts.length} tries, ${Math.round(seconds)} s.`);
  for (const line of measureLines(measure)) terminal.out(line);
  terminal.out(gate === 'pass' ? 'Its gate is met.' : `Its gate is not met: ${lacks.join(' ')}`);
}

/** @throws BenchError `refused` when its gate is not met. */
async function accept(call: VerbCall, { reset }: ResetAuthorReport, by: string): Promise<void> {
  await using core = await reachAny(call);
  const task = neededTask(call);
  await core.client.call('reset.accept', { task, reset, by, override: null });
  call.terminal.note(`bench: ${reset} is in force.`);
}

const resetAuthor: VerbSpec = {
  name: 'reset author',
  summary: 'Let the built-in author write a reset by trying skills on the bench',
  detail: [
    'No language model: it plans from the dimensions in task.json, tries the skills that fit the thing from the',
    'same starts, tunes one figure at a time, and has what held measured, 20 in a row. Each try is told. The',
    'version is not put in force unless --accept says by whom. A signal stops it, and the arm holds. Exit code 1:',
    'its gate is not met.',
  ].join('\n'),
  args: [],
  flags: [
    neededTaskFlag,
    { name: 'seed', kind: 'int', min: 0, value: 'N', help: 'Of its own starts; 1 by default' },
    {
      ...{ name: 'lockstep', kind: 'switch' },
      help: 'In bench time, as fast as it goes (simulated bench)',
    },
    {
      ...{ name: 'resets', kind: 'int', min: 3, max: 500, value: 'N' },
      help: 'At most so many before the measuring; 40 by default',
    },
    {
      ...{ name: 'seconds', kind: 'number', min: 10, max: 36_000, value: 'N' },
      help: 'At most so many seconds of bench time before the measuring; 3600 by default',
    },
    {
      ...{ name: 'accept', kind: 'text', value: 'NAME' },
      help: 'Put it in force in this name, when its gate is met',
    },
    { name: 'by', kind: 'text', value: 'NAME', help: 'Who asks for it; operator by default' },
  ],
  examples: [
    {
      line: 'npx bench reset author --task push-t --lockstep --json',
      says: '{"reset","hash","skill","attempts":[…],"measure":{…},"gate","seconds",…}',
    },
  ],
  async run(call) {
    const acceptBy = textFlag(call, 'accept');
    const report = await runJob<'resetAuthor', ResetAuthorReport>(call, {
      topic: 'resetAuthor',
      start: (client) =>
        client.call('reset.author', {
          task: neededTask(call),
          seed: numberFlag(call, 'seed') ?? 1,
          lockstep: switchFlag(call, 'lockstep'),
          resets: numberFlag(call, 'resets') ?? 40,
          seconds: numberFlag(call, 'seconds') ?? 3600,
          by: textFlag(call, 'by') ?? acceptBy ?? 'operator',
        }),
      cancel: (client) => client.call('reset.stopAuthor', {}),
      tell: tellProgress(call),
    });
    if (typeof report === 'string') return signalExitCode[report];
    const isMet = report.gate === 'pass';
    if (isMet && acceptBy !== undefined) await accept(call, report, acceptBy);
    if (call.json) call.terminal.out(JSON.stringify(reportJson(report)));
    else printReport(call, report);
    return isMet ? 0 : 1;
  },
};

export const resetAuthorVerbs: readonly VerbSpec[] = [resetAuthor];
