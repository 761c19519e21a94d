/** What the desk says in text tables: sessions, tasks, trials, ideas, budgets. Pure. */
import { textTable } from '../../../base/lib/textTable.ts';
import { type AgentView, type IdeaView, tokensSpent } from '../../../base/model/agent.ts';
import type { TaskLimits, TaskManifest } from '../../../base/model/task.ts';
import type { Outcome } from '../../../base/model/trial.ts';
import { type AskedTrial, askedView } from '../agentBook.ts';
import type { DeskPlaces } from './deskPorts.ts';

export const outcomeWords = (outcome: Outcome): string =>
  outcome.kind === 'success' ? 'success' : `${outcome.kind} (${outcome.reason})`;

const degrees = (rad: number): string => ((rad * 180) / Math.PI).toFixed(1);
export const mm = (m: number): string => (m * 1000).toFixed(1);

export function requestWords(trial: AskedTrial, ahead: number): string {
  const { state, outcome, why } = askedView(trial);
  if (state === 'queued') return ahead === 0 ? 'next to run' : `waits, ${ahead} before it`;
  if (state === 'running') return 'runs now';
  return outcome === null ? `not run: ${why}` : outcomeWords(outcome);
}

export function trialsTable(trials: readonly AskedTrial[], ahead: (id: string) => number): string {
  if (trials.length === 0) return 'You have asked for no trial yet. Commit, then trial_start.';
  const rows = trials.map((trial) => [
    trial.asked.requestId,
    trial.asked.ideaId ?? '-',
    trial.asked.commit.slice(0, 10),
    requestWords(trial, ahead(trial.asked.requestId)),
  ]);
  return textTable(['request', 'idea', 'commit', 'outcome'], rows).join('\n');
}

const countWords = ({ success, failure, invalid }: IdeaView['trials']): string =>
  `${success} success, ${failure} failure, ${invalid} invalid`;

export function ideaLine(idea: IdeaView): string {
  const { id, agentId, state, hypothesis, trials, conclusion } = idea;
  const said = conclusion === null ? '' : ` · concluded: ${conclusion}`;
  return `${id} ${agentId} ${state}, ${countWords(trials)}: ${hypothesis}${said}`;
}

/** So many ideas are listed; who needs older ones knows their names. */
const shownIdeas = 120;
const deepest = 12;

/** Children under their parents, of the newest ideas; a parent that is not among them makes a root. */
export function treeText(ideas: readonly IdeaView[]): string {
  if (ideas.length === 0) return 'There is no idea yet. Begin with idea_start.';
  const shown = ideas.slice(-shownIdeas);
  const known = new Set(shown.map(({ id }) => id));
  const children = Map.groupBy(shown, ({ parent }) =>
    parent !== null && known.has(parent) ? parent : '',
  );
  const lines: string[] = [];
  const waiting = (children.get('') ?? []).map((idea) => ({ idea, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { idea, depth } = next;
    lines.push(`${'  '.repeat(Math.min(depth, deepest))}${ideaLine(idea)}`);
    const below = (children.get(idea.id) ?? []).map((each) => ({ idea: each, depth: depth + 1 }));
    waiting.push(...below.reverse());
  }
  const left = ideas.length - shown.length;
  return [...(left > 0 ? [`${left} older ideas are not listed`] : []), ...lines].join('\n');
}

const left = (bound: number | null, used: number, unit: string): string =>
  bound === null ? 'no bound' : `${Math.max(0, bound - used)} ${unit} left of ${bound}`;

export function budgetText(view: AgentView, minutes: number): string {
  const { meter, budget, trials } = view;
  const { tokens } = meter;
  const input = `${tokens.inFresh} fresh, ${tokens.inCacheRead} from cache, ${tokens.inCacheWrite} to cache`;
  const output = `${tokens.out} (${tokens.outReasoning} of it reasoning)`;
  const money =
    meter.usd === null ? 'no price is known for your model' : `${meter.usd.toFixed(4)} USD`;
  return [
    `tokens   input ${input}; output ${output}`,
    `         ${left(budget.tokens, tokensSpent(tokens), 'tokens')} (fresh and ` +
      'cache-written input and output count)',
    `money    ${money}; ${budget.usd === null ? 'no bound' : `bound ${budget.usd} USD`}`,
    `trials   ${trials.asked} asked, ${trials.queued} waiting or running; ` +
      `${left(budget.trials, trials.asked, 'trials')}`,
    `time     ${minutes.toFixed(0)} min; ${left(budget.wallMinutes, Math.floor(minutes), 'min')}`,
    `counted by ${meter.source === 'gateway' ? "the bench's own gateway" : "your program's own log, read by the bench"}`,
  ].join('\n');
}

export function limitsText(name: string, limits: TaskLimits): string {
  const range = ({ min, max }: { min: number; max: number }): string => `${mm(min)} to ${mm(max)}`;
  const gripper =
    limits.gripperRad === null
      ? 'free'
      : `${degrees(limits.gripperRad.min)}° to ${degrees(limits.gripperRad.max)}°`;
  const tilt = limits.maxTiltRad === null ? 'any' : `at most ${degrees(limits.maxTiltRad)}°`;
  const box = `x ${range(limits.x)}, y ${range(limits.y)}, z ${range(limits.z)} mm`;
  return `${name}: tip ${box}; gripper ${gripper}; tilt ${tilt}`;
}

/** `policy/, train/ and notes/`: whole folders without their stars. */
function surfaceText({ editable }: TaskManifest): string {
  const parts = editable.map((glob) => glob.replace(/\*\*$/, ''));
  return [parts.slice(0, -1).join(', '), ...parts.slice(-1)]
    .filter((part) => part !== '')
    .join(' and ');
}

export function taskText(task: TaskManifest, brief: string, places: DeskPlaces): string {
  const { goal, bounds, words } = task.success;
  return [
    `${task.name} (${task.id} ${task.version}): ${task.instruction}`,
    `success: ${words}`,
    `goal: x ${mm(goal.xM)} mm, y ${mm(goal.yM)} mm, yaw ${degrees(goal.yawRad)}°; within ` +
      `${mm(bounds.positionM)} mm and ${degrees(bounds.yawRad)}°`,
    `cameras: ${task.cameras.join(', ')}; rate ${task.rateHz} Hz; up to ${task.attempts} ` +
      `attempts of ${task.attemptLimitS} s`,
    limitsText('limits of an episode', task.episodeLimits),
    `policy: ${task.policy.main}, ${task.policy.memoryMb} MB, an answer within ` +
      `${task.policy.answerMs} ms`,
    `config, as programs get it (metres, radians): ${JSON.stringify(task.config)}`,
    `your clone: ${places.clone}; you may change ${surfaceText(task)} in it; what is ` +
      'committed is what runs',
    `the SDK that a policy may import as nightbench/sdk/*.ts: ${places.sdk}; guides: ` +
      `${places.guides}`,
    '',
    brief,
  ].join('\n');
}
