/** Contracts as lines for people: the card that is signed, what would be sealed, what was. No figure is counted here. */
import { textTable } from '../../base/lib/textTable.ts';
import type { Envelope, Range } from '../../base/model/arm.ts';
import type {
  CampaignBudget,
  SealCard,
  SealContract,
  SealedTree,
  SealPlan,
} from '../../base/model/seal.ts';

const mm = ({ min, max }: Range): string =>
  `${Math.round(1000 * min)}…${Math.round(1000 * max)} mm`;
const degrees = (rad: number): string => `${((180 * rad) / Math.PI).toFixed(1)}°`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;
const short = (hash: string): string => hash.slice(0, 12);
const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function limitWords({ workspaceM, gripperLockRad, maxTiltRad }: Envelope): string {
  const { x, y, z } = workspaceM;
  const gripper =
    gripperLockRad === null
      ? 'gripper free'
      : `gripper ${degrees(gripperLockRad.min)} to ${degrees(gripperLockRad.max)}`;
  const tilt = maxTiltRad === null ? 'any tilt' : `tilt up to ${degrees(maxTiltRad)}`;
  return `x ${mm(x)}, y ${mm(y)}, z ${mm(z)}; ${gripper}, ${tilt}`;
}

function budgetWords({ trials, robotHours, wallHours, tokens, usd }: CampaignBudget): string {
  const parts = [
    ...(trials === null ? [] : [many(trials, 'trial')]),
    ...(robotHours === null ? [] : [`${robotHours} robot hours`]),
    ...(wallHours === null ? [] : [`${wallHours} hours by the clock`]),
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    ...(usd === null ? [] : [`${usd} US dollars`]),
  ];
  return parts.length === 0 ? 'no bound' : parts.join(', ');
}

function cameraWords({ cameras }: SealContract): string {
  const words = cameras.map(({ role, crop }) => {
    if (crop === null) return `${role} (whole)`;
    const { x, y, w, h } = crop;
    return `${role} (${percent(x)}–${percent(x + w)} across, ${percent(y)}–${percent(y + h)} down)`;
  });
  return words.join(', ');
}

const treeWords = ({ hash, files }: SealedTree): string =>
  `${short(hash)}, ${many(files.length, 'file')}`;

function judgeWords({ judge, lockedSetId }: SealContract): string {
  const { need, of } = judge.dwell;
  const again = judge.recheck === undefined ? '' : `, again after ${judge.recheck.afterMs} ms`;
  const measured =
    lockedSetId === null ? 'no clip of this bench measured it' : `measured on ${lockedSetId}`;
  return `${treeWords(judge)}; ${need} of the last ${of} frames${again}; ${measured}`;
}

/** What is judged, by what, within which limits, for which target and budget. */
function contractLines(contract: SealContract): readonly string[] {
  const { task, reset, scene, envelopes, attempts, attemptLimitS, rateHz, bench } = contract;
  const { target, budget, caps, editable, agentsSee, software } = contract;
  const facts: readonly (readonly [string, string])[] = [
    ['Task', `${task.id} ${task.version}: ${task.name}`],
    ['Shall', task.instruction],
    ['Success', task.success.words],
    ['Judge', judgeWords(contract)],
    ['Cameras', cameraWords(contract)],
    ['Reset', `${treeWords(reset)}; up to ${reset.limitS} s, retries: ${reset.retries}`],
    ['Starts', `${treeWords(scene)}; drawn by the bench alone`],
    ['Trial', `${many(attempts, 'attempt')} of ${attemptLimitS} s at ${rateHz} Hz`],
    ['Episode', limitWords(envelopes.episode)],
    ['In resets', limitWords(envelopes.reset)],
    ['Target', `${target.inARow} in a row`],
    ['Budget', budgetWords(budget)],
    ['Pauses', `at ${caps.inARow} invalid trials in a row, or ${caps.of50} of fifty`],
    ['Champion', 'stays: no policy takes its place'],
    ['Editable', editable.join(', ')],
    ['Agents see', agentsSee.join('; ')],
    ['Bench', `${bench.benchId}, calibration ${short(bench.calibrationHash)}`],
    ['Software', `${software.version}, code ${short(software.tree)}`],
  ];
  return facts.map(([name, words]) => `${name.padEnd(12)}${words}`);
}

export function cardLines(card: SealCard): readonly string[] {
  const { hash, contract, signedBy, wallTime, overrode, dir, problem } = card;
  return [
    `Seal ${hash}`,
    `${'Signed'.padEnd(12)}${signedBy}, ${wallTime}`,
    ...(overrode === null ? [] : [`${'Although'.padEnd(12)}${overrode}`]),
    ...contractLines(contract),
    `${'Lies in'.padEnd(12)}${dir}`,
    problem === null ? 'Every file is what was sealed.' : `Not what was sealed: ${problem}`,
  ];
}

export function planLines({ contract, hash, lines }: SealPlan): readonly string[] {
  return [
    `Would be ${hash}`,
    ...contractLines(contract),
    '',
    ...lines.map(({ ok, words }) => `${ok ? 'ok   ' : 'lacks'} ${words}`),
  ];
}

export function listLines(cards: readonly Omit<SealCard, 'contract'>[]): readonly string[] {
  if (cards.length === 0) return ['Nothing was sealed yet.'];
  const rows = cards.map(({ hash, signedBy, wallTime, overrode }) => [
    ...[short(hash), signedBy, wallTime.slice(0, 19).replace('T', ' '), overrode ?? ''],
  ]);
  return textTable(['Seal', 'Signed by', 'At (UTC)', 'Although'], rows);
}
