/**
 * `bench judge exam`, `attack` and `scenes`: clients of the core like the window. Long exams go in short calls, so that
 * each stays within the time of a call and Ctrl-C ends at the next one; counts of the calls are added up, nothing is
 * decided here.
 */
import { BenchError } from '../../base/model/errors.ts';
import {
  type AttackKind,
  type AttackReport,
  attackKinds,
  type ExamAnswer,
  type ExamCounts,
  type ExamScene,
} from '../../base/model/examScene.ts';
import type { CoreClient } from './coreClient.ts';
import { judgeFlag, neededTaskFlag } from './judgeFlags.ts';
import { reachAny } from './reachCore.ts';
import { readScenes } from './readScenes.ts';
import {
  type EndSignal,
  type FlagSpec,
  numberFlag,
  signalExitCode,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

const seedFlag: FlagSpec = {
  ...{ name: 'seed', kind: 'int', value: 'N', min: 0 },
  help: 'Seed of everything that is drawn; 1 by default',
};

const scenesPerCall = 25;

/** Runs `work` on a core; a signal ends it between two calls. */
async function withCore(
  call: VerbCall,
  work: (client: CoreClient, ended: () => EndSignal | null) => Promise<number>,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<EndSignal>();
  let why: EndSignal | null = null;
  using _end = call.terminal.onEnd((signal) => {
    why = signal;
    resolve(signal);
  });
  const reached = await Promise.race([reachAny(call), promise]);
  if (typeof reached === 'string') return signalExitCode[reached];
  await using core = reached;
  const done = await Promise.race([work(core.client, () => why), promise, core.client.lost]);
  return typeof done === 'string' ? signalExitCode[done] : done;
}

const common = (call: VerbCall) => ({
  task: textFlag(call, 'task') ?? '',
  judge: textFlag(call, 'judge') ?? 'newest',
  seed: numberFlag(call, 'seed') ?? 1,
});

const noCounts: ExamCounts = {
  ...{ scenes: 0, inside: 0, outside: 0, edge: 0, tp: 0, fp: 0, fn: 0, tn: 0, undecided: 0 },
  faults: 0,
};

function addCounts(a: ExamCounts, b: ExamCounts): ExamCounts {
  const keys = Object.keys(noCounts) as (keyof ExamCounts)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as ExamCounts;
}

function tellAnswer({ terminal, json }: VerbCall, answer: ExamAnswer): void {
  const { id, verdict, score, flags } = answer;
  if (json) terminal.out(JSON.stringify({ id, verdict, score, flags }));
  else terminal.out(`${id}  ${verdict}  ${score.toFixed(3)}  ${flags.join(' ')}`.trimEnd());
}

function tellCounts({ terminal, json }: VerbCall, counts: ExamCounts): void {
  if (json) {
    terminal.out(JSON.stringify(counts));
    return;
  }
  const { scenes, inside, outside, edge, tp, fp, undecided } = counts;
  terminal.out(
    `${scenes} scenes: ${inside} solved, ${outside} not, ${edge} on the edge (uncounted)`,
  );
  terminal.out(`${tp} of ${inside} found, ${fp} of ${outside} wrongly called success`);
  terminal.out(`${undecided} undecided with a flag`);
}

/** Scenes that were never judged show nothing, good or bad. */
function tellFaults({ terminal }: VerbCall, lost: Pick<ExamCounts, 'faults' | 'scenes'>): void {
  const { faults, scenes } = lost;
  if (faults === 0) return;
  terminal.note(`bench: the judge crashed or hung in ${faults} of ${scenes} scenes; see the log`);
}

const judgeExam: VerbSpec = {
  name: 'judge exam',
  summary: 'Examine a judge on scenes drawn on the simulated bench',
  detail: [
    'Each scene is rendered and judged for the full dwell. One scene a line:',
    '{"id","objects":{"t":{"xM","yM","yawRad"}},"arm":"clear|over","light":{"gain","castRgb"},',
    '"cameraShiftM":{"overhead":[x,y,z]},"distractors":[{"shape","color","xM","yM","yawRad","sizeM"}]}',
    'All but id and objects may be left out. Shapes: box, disc, cylinder, ball, tee (a flat print of the',
    'object). The last line counts against the truth. Exit code 1 when a failure was called a success,',
    'or the judge answered nothing.',
  ].join('\n'),
  args: [],
  flags: [
    neededTaskFlag,
    judgeFlag,
    seedFlag,
    {
      ...{ name: 'scenes', kind: 'text', value: 'FILE', required: true },
      help: 'Scenes, one JSON value a line; - is standard input',
    },
  ],
  examples: [
    {
      line: 'npx bench judge exam --task push-t --scenes scenes.jsonl --json',
      says: '{"id","verdict","score","flags"} a line, then {"scenes","tp","fp",…}',
    },
  ],
  async run(call) {
    const lines = await readScenes(call, textFlag(call, 'scenes') ?? '-');
    return await withCore(call, async (client, ended) => {
      let counts = noCounts;
      for (let at = 0; at < lines.length && ended() === null; at += scenesPerCall) {
        const some = lines.slice(at, at + scenesPerCall);
        const scenes = some.map(({ scene }) => scene);
        const report = await client
          .call('judge.exam', { ...common(call), scenes })
          .catch((thrown: unknown) => {
            throw atLine(thrown, some);
          });
        if (ended() !== null) break;
        for (const answer of report.answers) tellAnswer(call, answer);
        counts = addCounts(counts, report.counts);
      }
      tellCounts(call, counts);
      tellFaults(call, counts);
      return counts.fp > 0 || counts.faults === counts.scenes ? 1 : 0;
    });
  },
};

/** The core names a scene by its id; people look for a line. */
function atLine(
  thrown: unknown,
  lines: readonly { readonly number: number; readonly scene: ExamScene }[],
): unknown {
  if (!(thrown instanceof BenchError) || thrown.code !== 'bad-input') return thrown;
  const line = lines.find(({ scene }) =>
    thrown.message.startsWith(`scene ${JSON.stringify(scene.id)}: `),
  );
  if (line === undefined) return thrown;
  const { hint } = thrown;
  return new BenchError('bad-input', `line ${line.number}: ${thrown.message}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: thrown,
  });
}

function tellKind({ terminal }: VerbCall, row: AttackKind): void {
  const { kind, words, scenes, fp, negatives, undecided, recall, positives } = row;
  const found = recall === null ? '' : `, ${Math.round(100 * recall)} % of ${positives} found`;
  terminal.out(`${kind}: ${words}`);
  terminal.out(
    `  ${scenes} scenes: ${fp} of ${negatives} fooled it, ${undecided} undecided${found}`,
  );
}

const judgeAttack: VerbSpec = {
  name: 'judge attack',
  summary: 'Try to fool a judge on the simulated bench, in twelve kinds',
  detail: [
    'Scenes come from a seed; what each kind does and how much is in the report. Undecided is no',
    'success: where seeing is impossible it is the right answer. Exit code 1 when anything fooled it,',
    'or it answered nothing.',
  ].join('\n'),
  args: [],
  flags: [
    neededTaskFlag,
    judgeFlag,
    seedFlag,
    {
      ...{ name: 'each', kind: 'int', value: 'N', min: 1, max: 200 },
      help: 'Scenes of each kind; 20 by default',
    },
  ],
  examples: [
    {
      line: 'npx bench judge attack --task push-t --seed 7 --json',
      says: '{"task","judge","seed","kinds":[…],"falsePositives":{"near-miss":0,…},"total":0}',
    },
  ],
  run: async (call) =>
    await withCore(call, async (client, ended) => {
      const each = numberFlag(call, 'each') ?? 20;
      const kinds: AttackKind[] = [];
      let report: AttackReport | null = null;
      for (const kind of attackKinds) {
        if (ended() !== null) return 1;
        report = await client.call('judge.attack', { ...common(call), each, kinds: [kind] });
        for (const row of report.kinds) {
          kinds.push(row);
          if (!call.json) tellKind(call, row);
        }
      }
      const total = kinds.reduce((sum, { fp }) => sum + fp, 0);
      const falsePositives = Object.fromEntries(kinds.map(({ kind, fp }) => [kind, fp]));
      if (call.json) call.terminal.out(JSON.stringify({ ...report, kinds, falsePositives, total }));
      else call.terminal.out(`${total} false positives in all`);
      const sum = (of: 'faults' | 'scenes') => kinds.reduce((all, row) => all + row[of], 0);
      const lost = { faults: sum('faults'), scenes: sum('scenes') };
      tellFaults(call, lost);
      return total > 0 || lost.faults === lost.scenes ? 1 : 0;
    }),
};

const judgeScenes: VerbSpec = {
  name: 'judge scenes',
  summary: 'Write scenes for bench judge exam, from a seed',
  detail: [
    'Every second one is solved, none lies within the guard of a bound. Light and things that lie about',
    'change in all; among the unsolved are prints, an arm in view and moved cameras.',
  ].join('\n'),
  args: [],
  flags: [
    neededTaskFlag,
    seedFlag,
    {
      ...{ name: 'count', kind: 'int', value: 'N', min: 2, max: 2000 },
      help: 'How many; 400 by default',
    },
  ],
  examples: [
    {
      line: 'npx bench judge scenes --task push-t --count 400 --seed 1 > scenes.jsonl',
      says: 'One scene a line',
    },
  ],
  run: async (call) =>
    await withCore(call, async (client) => {
      const { task, seed } = common(call);
      const count = numberFlag(call, 'count') ?? 400;
      const { scenes } = await client.call('judge.scenes', { task, count, seed });
      for (const scene of scenes) call.terminal.out(JSON.stringify(scene));
      return 0;
    }),
};

export const judgeExamVerbs: readonly VerbSpec[] = [judgeExam, judgeAttack, judgeScenes];
