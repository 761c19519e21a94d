/** `bench reset onset` and `practise`: where trials fail, and in which starts they begin. Clients of the core. */
import type { Range } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type StartBox, startWords } from '../../base/model/starts.ts';
import { neededTask, neededTaskFlag } from './judgeFlags.ts';
import { onsetLines } from './onsetWords.ts';
import { print } from './printAnswer.ts';
import { reachAny } from './reachCore.ts';
import { switchFlag, textFlag, type VerbCall, type VerbSpec } from './verb.ts';

/** `175:205` in the unit that `one` is of; undefined where the flag is not given. */
function rangeOf(call: VerbCall, flag: string, one: number): Range | undefined {
  const text = textFlag(call, flag);
  if (text === undefined) return undefined;
  const [, from, to] = /^([+-]?\d+(?:\.\d+)?):([+-]?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw new BenchError('bad-input', `--${flag} is like 175:205, not ${text.slice(0, 40)}`);
  return { min: Number(from) * one, max: Number(to) * one };
}

function boxOf(call: VerbCall): StartBox | null {
  const x = rangeOf(call, 'x', 1e-3);
  const y = rangeOf(call, 'y', 1e-3);
  const yawRad = rangeOf(call, 'turn', Math.PI / 180);
  const all = switchFlag(call, 'all');
  if (all && (x ?? y ?? yawRad) === undefined) return null;
  if (all || x === undefined || y === undefined)
    throw new BenchError('bad-input', 'it takes --x and --y, or --all', {
      hint: 'For example: bench reset practise --task push-t --x 175:205 --y -60:0 --by Ada',
    });
  return { x, y, ...(yawRad === undefined ? {} : { yawRad }) };
}

const resetOnset: VerbSpec = {
  name: 'reset onset',
  summary: 'Show when and where trials fail, and which starts are worth practising',
  detail: [
    'Of the newest thousand counted trials and of labelled demos; what is locked is not read. The moment',
    'of a failed trial is when what its judge believed came no closer any more (docs/SCIENCE.md §1).',
  ].join('\n'),
  args: [],
  flags: [neededTaskFlag],
  examples: [
    {
      line: 'npx bench reset onset --task push-t',
      says: 'Histogram, map, at most three proposals',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const view = await core.client.call('reset.onset', { task: neededTask(call) });
    print(call, view, onsetLines(view));
    return 0;
  },
};

const resetPractise: VerbSpec = {
  name: 'reset practise',
  summary: 'Choose in which part of the stated starts trials begin',
  detail: [
    'It is a change of task.json: trials, measurings and resets of demos draw from there, a contract',
    'names it, and a reset counts for a seal by a measuring of these starts. Millimetres and degrees.',
  ].join('\n'),
  args: [],
  flags: [
    neededTaskFlag,
    { name: 'x', kind: 'text', value: 'MIN:MAX', help: 'Forward, millimetres' },
    { name: 'y', kind: 'text', value: 'MIN:MAX', help: 'To the left, millimetres' },
    { name: 'turn', kind: 'text', value: 'MIN:MAX', help: 'Degrees; any where it is not given' },
    { name: 'all', kind: 'switch', help: 'All of the stated starts again' },
    { name: 'by', kind: 'text', value: 'NAME', required: true, help: 'Who chooses it' },
  ],
  examples: [
    {
      line: 'npx bench reset practise --task push-t --x 175:205 --y -60:0 --by Ada',
      says: 'Near the robot, to its right',
    },
    { line: 'npx bench reset practise --task push-t --all --by Ada', says: 'Everywhere again' },
  ],
  async run(call) {
    const starts = boxOf(call);
    await using core = await reachAny(call);
    const args = { task: neededTask(call), starts, by: textFlag(call, 'by') ?? '' };
    const view = await core.client.call('reset.practise', args);
    const unmeasured = view.measure === null ? ['The reset was not measured for them yet.'] : [];
    print(call, view, [`Trials begin in: ${startWords(view.starts)}`, ...unmeasured]);
    return 0;
  },
};

export const onsetVerbs: readonly VerbSpec[] = [resetOnset, resetPractise];
