/**
 * The rail of phase one from facts: what state each step is in and what it lacks, in words a person can act on. Pure.
 * A step that was done once and lacks something now needs somebody; one that was never done is only not done yet.
 */
import type { ClipSummary, DemoView } from '../../base/model/episode.ts';
import type { JudgeVersion, JudgeView } from '../../base/model/judge.ts';
import { elsewhereWords, type MakersNote, makersWords } from '../../base/model/makers.ts';
import type { CheckView, StepId, StepView } from '../../base/model/phaseOne.ts';
import { type ResetView, resetGate } from '../../base/model/reset.ts';
import type { SealView } from '../../base/model/seal.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { whyNotReset } from '../reset/planResetGate.ts';

/** The task that the window works on. */
export interface TaskFacts {
  readonly id: string;
  readonly name: string;
  /** Null where it cannot be read; `problems` says why. */
  readonly manifest: Pick<TaskManifest, 'nearMisses' | 'quotas'> | null;
  /** What is wrong with its form on this bench. */
  readonly problems: readonly string[];
}

export interface StepFacts {
  readonly check: CheckView;
  readonly task: TaskFacts | null;
  readonly demos: readonly DemoView[];
  /** Of this task; null where there is none yet. */
  readonly clips: ClipSummary | null;
  /** Of this task; null where it is not known yet. */
  readonly judge: JudgeView | null;
  /** Of this task; null where it is not known yet. */
  readonly reset: ResetView | null;
  /** Of this task; null where it is not known yet. */
  readonly seal: SealView | null;
  /** Was it done before? */
  readonly wasDone: (step: StepId) => boolean;
  readonly seconds: (step: StepId) => number;
}

interface Plan {
  readonly missing: readonly string[];
  /** Something of it is there. */
  readonly begun: boolean;
  /** Something stands in the way that only a person can mend. */
  readonly blocked?: boolean;
  /** How it came to be done, where nobody did it here. */
  readonly note?: string;
}

const chooseFirst: Plan = { missing: ['Choose a task first.'], begun: false };
const many = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;
/** "A", "A and B", "A, B and C". */
const joined = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const closed = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

function planBench({ check }: StepFacts): Plan {
  const { lines } = check;
  if (lines.length === 0) return { missing: ['Run the bench check.'], begun: false };
  const bad = lines.filter(({ state }) => state === 'fail');
  const asks = lines.filter(({ state }) => state === 'needs-you');
  const open = lines.filter(({ state }) => state === 'not-yet' || state === 'running');
  return {
    missing: [
      ...bad.map(({ name, detail, remedy }) => closed(`${name}: ${remedy || detail || 'failed'}`)),
      ...asks.map(({ name, detail, remedy }) =>
        closed(`${name}: ${remedy || detail || 'needs you'}`),
      ),
      ...(open.length === 0 ? [] : [`Not measured yet: ${joined(open.map(({ name }) => name))}.`]),
    ],
    begun: lines.some(({ state }) => state !== 'not-yet'),
    blocked: bad.length > 0,
  };
}

function planTask({ task }: StepFacts): Plan {
  if (task === null)
    return { missing: ['Choose a ready-made task, or make a new one.'], begun: false };
  const { manifest, problems } = task;
  const unnamed = manifest !== null && manifest.nearMisses.length === 0;
  return {
    missing: [...problems, ...(unnamed ? ['Name the ways it nearly works.'] : [])],
    begun: true,
    blocked: problems.length > 0,
  };
}

function planDemos({ task, demos, clips }: StepFacts): Plan {
  if (task === null) return chooseFirst;
  if (task.manifest === null) return { missing: ['The task cannot be read.'], begun: false };
  const { quotas, nearMisses } = task.manifest;
  const labelled = clips?.quotas;
  const nearMissOf = (name: string): number => {
    const seen = labelled?.nearMisses.find((quota) => quota.name === name)?.have ?? 0;
    return Math.max(seen, demos.filter((demo) => demo.nearMiss === name).length);
  };
  // What was said while recording counts; so does what was only said later, of the clips.
  const of = (kind: 'success' | 'failure'): number =>
    Math.max(labelled?.[kind].have ?? 0, demos.filter(({ result }) => result === kind).length);
  const counts = [
    { name: 'successes', have: of('success'), want: quotas.success },
    { name: 'failures', have: of('failure'), want: quotas.failure },
    ...nearMisses.map(({ name, want }) => ({
      name: `times “${name}”`,
      have: nearMissOf(name),
      want,
    })),
  ];
  return {
    missing: counts
      .filter(({ have, want }) => have < want)
      .map(({ name, have, want }) => `${have} of ${want} ${name}.`),
    begun: demos.length > 0,
  };
}

function planLabels({ task, clips }: StepFacts): Plan {
  if (task === null) return chooseFirst;
  if (clips === null || clips.clips === 0)
    return { missing: ['There are no clips yet: record or import demos.'], begun: false };
  const { labelled, looks, locked } = clips;
  const unlabelled = clips.clips - labelled;
  return {
    missing: [
      ...(unlabelled === 0 ? [] : [`${many(unlabelled, 'clip has', 'clips have')} no label yet.`]),
      ...(looks.disagree === 0
        ? []
        : [`Two looks disagree on ${many(looks.disagree, 'clip')}: settle them.`]),
      ...(locked === null ? ['Lock the clips that the judge will be measured with.'] : []),
    ],
    begun: labelled > 0,
  };
}

/** What the newest version lacks on its way into force. */
function wayOf({ id, locked, gate }: JudgeVersion, lockedSet: JudgeView['lockedSet']): string[] {
  const spent = lockedSet !== null && lockedSet.uses >= lockedSet.mostUses;
  if (locked === null && spent)
    return [`${lockedSet.setId} is spent: label new clips and lock another set.`];
  if (locked === null) return [`Measure ${id} on the locked clips.`];
  const open = gate.filter(({ ok }) => !ok);
  if (open.length === 0) return [`Accept ${id}: its gate is met.`];
  return open.map(({ words }) => closed(`${id}: ${words}`));
}

const cameWith = (note: MakersNote): string => `Came with the task, ${makersWords(note)}.`;
const elsewhere = (note: MakersNote | undefined): readonly string[] =>
  note?.counts === false ? [elsewhereWords(note)] : [];

/** The one that came with the task serves as it is. */
function planShipped({ shipped, inForce }: JudgeView): Plan | null {
  if (inForce !== 'shipped' || shipped === undefined || shipped.locked === null) return null;
  if (shipped.gate.some(({ ok }) => !ok)) return null;
  const { makers } = shipped;
  return { missing: [], begun: true, ...(makers === undefined ? {} : { note: cameWith(makers) }) };
}

function planJudge({ task, clips, judge }: StepFacts): Plan {
  if (task === null) return chooseFirst;
  const came = judge === null ? null : planShipped(judge);
  if (came !== null) return came;
  if (clips === null || clips.locked === null)
    return {
      missing: [...elsewhere(judge?.shipped?.makers), 'Label clips and lock some of them first.'],
      begun: false,
    };
  const newest = judge?.versions.at(-1);
  if (judge === null || newest === undefined)
    return { missing: ['Let the author or an agent write a judge.'], begun: false };
  const { doubted, inForce, versions, lockedSet, drift } = judge;
  const running = versions.find(({ id }) => id === inForce);
  const isAccepted = running !== undefined && running.accepted !== null;
  const wasAccepted = versions.findLast(({ accepted }) => accepted !== null);
  const changed = !isAccepted && inForce === null && wasAccepted !== undefined;
  const moved = (isAccepted ? (drift?.cameras ?? []) : []).filter(
    ({ state }) => state === 'moved' || state === 'light',
  );
  return {
    missing: [
      ...(isAccepted
        ? []
        : changed
          ? [`Somebody changed the judge by hand: accept ${wasAccepted.id} again, or add it.`]
          : wayOf(newest, lockedSet)),
      ...moved.map(({ role, words }) => closed(`Camera ${role}: ${words}`)),
      ...(doubted.length === 0
        ? []
        : [`Look again at ${many(doubted.length, 'label')} that the author doubts.`]),
    ],
    begun: true,
    blocked: changed || moved.length > 0,
  };
}

function planReset({ task, reset }: StepFacts): Plan {
  if (task === null) return chooseFirst;
  const measureIt = `Measure it: ${resetGate.row} in a row are needed.`;
  if (reset === null) return { missing: [measureIt], begun: false };
  const { measure, inForce, versions, running, makers } = reset;
  const accepted = versions.findLast((version) => version.accepted !== null);
  const changed = inForce === null && accepted !== undefined;
  const byHand = changed
    ? [`Somebody changed the reset by hand: accept ${accepted.id} again, or add it.`]
    : [];
  return {
    missing: [
      ...byHand,
      ...(measure === null ? [...elsewhere(makers), measureIt] : whyNotReset(measure)),
    ],
    ...(measure === null || makers === undefined ? {} : { note: cameWith(makers) }),
    begun: measure !== null || versions.length > 0 || running !== null,
    blocked: changed,
  };
}

function planSeal({ task, seal }: StepFacts): Plan {
  if (task === null) return chooseFirst;
  if (seal === null) return { missing: ['Nobody has signed.'], begun: false };
  // Where not even the contract is what was sealed, there is no card, and what changed says why.
  const problem = seal.seal === null ? seal.changed[0] : seal.seal.problem;
  if (problem === undefined) return { missing: ['Nobody has signed.'], begun: false };
  if (problem !== null)
    return { missing: [closed(`The seal is broken: ${problem}`)], begun: true, blocked: true };
  return {
    missing: seal.changed.map((words) => closed(`Sign anew: ${words}`)),
    begun: true,
  };
}

const plans: Readonly<Record<StepId, (facts: StepFacts) => Plan>> = {
  bench: planBench,
  task: planTask,
  demos: planDemos,
  labels: planLabels,
  judge: planJudge,
  reset: planReset,
  seal: planSeal,
};

function stateOf({ missing, begun, blocked }: Plan, wasDone: boolean): StepView['state'] {
  if (missing.length === 0) return 'done';
  if (wasDone || blocked === true) return 'needs-you';
  return begun ? 'doing' : 'todo';
}

/** In tenths of a minute: what a person reads, and no more changes than that. */
export const minutesOf = (seconds: number): number => Math.floor(seconds / 6) / 10;

export function planStep(id: StepId, facts: StepFacts): StepView {
  const plan = plans[id](facts);
  return {
    id,
    state: stateOf(plan, facts.wasDone(id)),
    missing: plan.missing,
    ...(plan.note === undefined || plan.missing.length > 0 ? {} : { note: plan.note }),
    humanMinutes: minutesOf(facts.seconds(id)),
  };
}
