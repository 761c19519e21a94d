/**
 * `bench judge author`: the built-in author writes a judge. The core does the work and goes on when this command is
 * interrupted by its five minutes; Ctrl-C stops it, and what it found is kept for going on.
 */
import type { AuthorReport, AuthorView } from '../../base/model/judgeWork.ts';
import { taskOf } from './clipVerbs.ts';
import { runJob } from './runJob.ts';
import {
  numberFlag,
  signalExitCode,
  switchFlag,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

/** Says what it does whenever that changes, and what each family reached. */
function tellProgress(call: VerbCall): (view: AuthorView) => void {
  const told = new Set<string>();
  const note = (line: string): void => {
    if (told.has(line)) return;
    told.add(line);
    call.terminal.note(`bench: ${line}`);
  };
  let doing = '';
  return (view) => {
    if (view.state !== 'running') return;
    if (view.doing !== '' && view.doing !== doing) {
      doing = view.doing;
      const left = view.secondsLeft === null ? '' : `, about ${view.secondsLeft} s left`;
      call.terminal.note(`bench: ${Math.round(100 * view.share)} %, ${doing}${left}`);
    }
    for (const { family, fp, negatives, recall, positives } of view.tried)
      note(
        `${family}: ${fp} of ${negatives} failures wrong, recall ${percent(recall)} of ${positives}`,
      );
  };
}

function printReport({ terminal }: VerbCall, report: AuthorReport): void {
  const { judge, family, words, doubted, caveats, seconds, locked, gate } = report;
  terminal.out(`${judge}: ${family}, in ${Math.round(seconds)} s. ${words}`);
  for (const { clipId, label, score } of doubted)
    terminal.out(
      `Look again: ${clipId} is labelled ${label}, and looks like ${percent(score)} success`,
    );
  for (const caveat of caveats) terminal.out(`Not shown by the clips: ${caveat}`);
  if (locked === null) terminal.out('Not measured on locked clips.');
  else {
    const { fp, negatives, recall, fprUpper95 } = locked.scores;
    const bound = `rate below ${percent(fprUpper95)}`;
    terminal.out(
      `Locked: ${fp} of ${negatives} failures wrong (${bound}), recall ${recall.k} of ${recall.n}; gate: ${gate}`,
    );
  }
}

const judgeAuthor: VerbSpec = {
  name: 'judge author',
  summary: 'Let the built-in author write a judge from the labelled clips',
  detail: [
    'No language model, no network, no simulator: it tries families of judges on the clips that are not',
    'locked, cross-validates them by episode, doubts labels, and has the best one measured once on the',
    'locked clips. Ctrl-C stops it; started again, it goes on where it stood.',
  ].join('\n'),
  args: [],
  flags: [
    { name: 'task', kind: 'text', value: 'TASK', help: 'Which task; see bench task list' },
    { name: 'seed', kind: 'int', value: 'N', min: 0, help: 'Seed of everything; 1 by default' },
    {
      name: 'seconds',
      kind: 'number',
      value: 'N',
      min: 10,
      max: 7200,
      help: 'How long it may take; 180 by default',
    },
    { name: 'no-measure', kind: 'switch', help: 'Do not use up a look at the locked clips' },
    { name: 'anew', kind: 'switch', help: 'Forget what a stopped run found' },
    { name: 'by', kind: 'text', value: 'NAME', help: 'Who asks for it; operator by default' },
    {
      name: 'lockstep',
      kind: 'switch',
      help: 'Means that no bench in real time is needed; none is',
    },
  ],
  examples: [
    {
      line: 'npx bench judge author --task push-t --lockstep --json',
      says: '{"judge","family","tried":[…],"doubted":[…],"curve":[…],"locked","gate"}',
    },
  ],
  async run(call) {
    const by = textFlag(call, 'by');
    const report = await runJob<'author', AuthorReport>(call, {
      topic: 'author',
      start: async (client) =>
        await client.call('judge.author', {
          task: await taskOf(call, client),
          seed: numberFlag(call, 'seed') ?? 1,
          seconds: numberFlag(call, 'seconds') ?? 180,
          resume: !switchFlag(call, 'anew'),
          measure: !switchFlag(call, 'no-measure'),
          ...(by === undefined ? {} : { by }),
        }),
      cancel: (client) => client.call('judge.stopAuthor', {}),
      tell: tellProgress(call),
    });
    if (typeof report === 'string') return signalExitCode[report];
    if (call.json) call.terminal.out(JSON.stringify(report));
    else printReport(call, report);
    return 0;
  },
};

export const judgeAuthorVerbs: readonly VerbSpec[] = [judgeAuthor];
