/**
 * A contract as a person reads it, in the window and on the command line alike: what is judged, by what, within which
 * limits, for which target and budget. Pure.
 */
import type { Box, Envelope, Range } from './arm.ts';
import { errorBudgetWords, metricWords, ruleWords } from './decisionRule.ts';
import type { CampaignBudget, SealContract, SealedTree } from './seal.ts';
import { signed, turnWords } from './signed.ts';
import { startWords } from './starts.ts';

export interface CardRow {
  readonly name: string;
  readonly words: string;
  /** What the words are about, byte for byte. */
  readonly hash?: string;
}

export interface CardSection {
  readonly id: 'judged' | 'by' | 'limits' | 'target' | 'where';
  readonly title: string;
  readonly rows: readonly CardRow[];
}

const many = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;

/** Enough of a hash to tell it from others at a glance. */
export const shortHash = (hash: string): string => hash.slice(0, 12);

const mm = (metres: number): string => signed(metres * 1000, 0);
const span = ({ min, max }: Range): string => `${mm(min)} to ${mm(max)}`;
const boxWords = ({ x, y, z }: Box): string => `x ${span(x)}, y ${span(y)}, z ${span(z)} mm`;

function lockWords({ gripperLockRad, maxTiltRad }: Envelope): string {
  const locks = [
    ...(gripperLockRad === null
      ? []
      : [`gripper ${turnWords(gripperLockRad.min)} to ${turnWords(gripperLockRad.max)}`]),
    ...(maxTiltRad === null ? [] : [`tool within ${turnWords(maxTiltRad)} of upright`]),
  ];
  return locks.length === 0 ? '' : `; ${locks.join(', ')}`;
}

const limitWords = (envelope: Envelope): string =>
  `${boxWords(envelope.workspaceM)}${lockWords(envelope)}`;

export function treeWords({ files }: SealedTree): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const size = bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${many(files.length, 'file')}, ${size}`;
}

const grouped = (value: number): string => value.toLocaleString('en-GB');

/** Every bound that is set; what is not set has none. */
export function budgetWords(budget: CampaignBudget): string {
  const { trials, robotHours, wallHours, tokens, usd } = budget;
  const bounds = [
    ...(trials === null ? [] : [many(trials, 'trial')]),
    ...(robotHours === null ? [] : [`${robotHours} h of robot time`]),
    ...(wallHours === null ? [] : [`${wallHours} h on the wall clock`]),
    ...(tokens === null ? [] : [`${grouped(tokens)} tokens`]),
    ...(usd === null ? [] : [`${grouped(usd)} $`]),
  ];
  return bounds.length === 0 ? 'no bound' : bounds.join(', ');
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function cameraWords({ cameras }: SealContract): string {
  return cameras
    .map(({ role, crop }) => {
      if (crop === null) return role;
      const { x, y, w, h } = crop;
      return `${role} (${percent(w)} × ${percent(h)} from ${percent(x)}, ${percent(y)})`;
    })
    .join(', ');
}

function judgedRows({ task, attempts, attemptLimitS, rateHz }: SealContract): readonly CardRow[] {
  const { bounds, guard } = task.success;
  const clear = `${mm(guard.positionM)} mm and ${turnWords(guard.yawRad)}`;
  return [
    { name: 'Task', words: `${task.name} (${task.id}) ${task.version}`, hash: task.tree.hash },
    { name: 'Instruction', words: task.instruction },
    { name: 'Success', words: task.success.words },
    {
      name: 'Bounds',
      words: `${mm(bounds.positionM)} mm and ${turnWords(bounds.yawRad)}; within ${clear} of a bound is unclear`,
    },
    {
      name: 'Trial',
      words: `up to ${many(attempts, 'attempt')} of ${attemptLimitS} s, at ${rateHz} Hz`,
    },
  ];
}

function byRows(contract: SealContract): readonly CardRow[] {
  const { judge, reset, scene, starts, lockedSetId } = contract;
  const retries = many(reset.retries, 'retry', 'retries');
  const again = judge.recheck === undefined ? '' : `, and again ${judge.recheck.afterMs} ms later`;
  return [
    { name: 'Judge', words: treeWords(judge), hash: judge.hash },
    {
      name: 'Verdict',
      words: `${judge.dwell.need} of the last ${judge.dwell.of} judged frames${again}`,
    },
    { name: 'Cameras', words: cameraWords(contract) },
    {
      name: 'Locked clips',
      words: lockedSetId ?? 'none: the judge came with the task, no clip of this bench measured it',
    },
    {
      name: 'Reset',
      words: `${treeWords(reset)}; up to ${retries}, ${reset.limitS} s each`,
      hash: reset.hash,
    },
    {
      name: 'Starts',
      words: `${startWords(starts)}; drawn by the referee, ${treeWords(scene)}`,
      hash: scene.hash,
    },
  ];
}

const limitRows = ({ envelopes }: SealContract): readonly CardRow[] => [
  { name: 'Episode', words: limitWords(envelopes.episode) },
  { name: 'Reset', words: limitWords(envelopes.reset) },
  { name: 'Bench', words: limitWords(envelopes.bench) },
];

function decisionRows({ decision, attempts }: SealContract): readonly CardRow[] {
  const champion = { name: 'Champion', words: ruleWords(decision) };
  if (decision.rule === 'none') return [champion];
  return [
    champion,
    { name: 'Counted', words: metricWords(decision.metric, attempts) },
    { name: 'Error budget', words: errorBudgetWords },
  ];
}

const targetRows = (contract: SealContract): readonly CardRow[] => [
  { name: 'Target', words: `${contract.target.inARow} successes in a row` },
  { name: 'Budget', words: budgetWords(contract.budget) },
  {
    name: 'Invalid trials',
    words: `at ${contract.caps.inARow} in a row, or ${contract.caps.of50} of the last fifty, it pauses and calls a person`,
  },
  ...decisionRows(contract),
  { name: 'Agents change', words: contract.editable.join(', ') },
  { name: 'Agents see', words: contract.agentsSee.join(', ') },
];

function whereRows({ bench, software }: SealContract): readonly CardRow[] {
  const { benchId, calibrationHash, cameraCalibrationHash } = bench;
  return [
    { name: 'Bench', words: `${benchId}, its calibration`, hash: calibrationHash },
    cameraCalibrationHash === null
      ? { name: 'Cameras', words: 'not calibrated' }
      : { name: 'Cameras', words: 'their calibration', hash: cameraCalibrationHash },
    { name: 'Software', words: `Nightbench ${software.version}`, hash: software.tree },
  ];
}

export const cardSections = (contract: SealContract): readonly CardSection[] => [
  { id: 'judged', title: 'What is judged', rows: judgedRows(contract) },
  { id: 'by', title: 'By what', rows: byRows(contract) },
  { id: 'limits', title: 'Within which limits', rows: limitRows(contract) },
  { id: 'target', title: 'For which target and budget', rows: targetRows(contract) },
  { id: 'where', title: 'On what', rows: whereRows(contract) },
];
