/** `bench clips list`, `label`, `undo` and `split`: labels and the locked split, from a script as from the window. */
import type { ClipListing } from '../../base/api/clipListing.ts';
import { textTable } from '../../base/lib/textTable.ts';
import {
  type ClipView,
  clipIdPattern,
  labelLooks,
  labelValues,
  lockedBounds,
  type SplitPlan,
} from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { PhaseOneView } from '../../base/model/phaseOne.ts';
import type { CoreClient } from './coreClient.ts';
import { reachAny } from './reachCore.ts';
import { numberFlag, switchFlag, textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const taskFlag = {
  name: 'task',
  kind: 'text',
  value: 'TASK',
  help: 'Which task; by default the one the window works on, or the only one with clips',
} as const;
const byFlag = {
  name: 'by',
  kind: 'text',
  value: 'NAME',
  help: 'Who answers; operator by default',
} as const;

const values = [...labelValues, 'left-out'] as const;

/** @throws BenchError `unavailable` when none is named, none is open, and not just one has clips. */
export async function taskOf(call: VerbCall, client: CoreClient): Promise<string> {
  const named = textFlag(call, 'task');
  if (named !== undefined) return named;
  const view = await Promise.race([
    new Promise<PhaseOneView>((resolve) => client.onState('phaseOne', resolve)),
    client.lost,
  ]);
  if (view.task !== null) return view.task.id;
  const withClips: string[] = [];
  for (const { id } of await client.call('task.list', {}))
    if ((await client.call('clip.summary', { task: id })).clips > 0) withClips.push(id);
  const [only, ...others] = withClips;
  if (only !== undefined && others.length === 0) return only;
  throw new BenchError('unavailable', 'no task is open: which one?', {
    hint: 'Give --task TASK; `bench task list` says which there are.',
  });
}

/** All of them, page by page. */
async function allClips(client: CoreClient, task: string): Promise<readonly ClipView[]> {
  const clips: ClipView[] = [];
  let page: ClipListing;
  let since = 0;
  do {
    page = await client.call('clip.list', { task, since });
    clips.push(...page.clips);
    since = page.revision;
  } while (page.more);
  return clips.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function stateOf({ label, looks, disagrees, locked }: ClipView): string {
  if (locked) return 'locked';
  if (disagrees) return 'disagree';
  if (label !== null) return label.value;
  return looks.first === undefined ? '-' : looks.first.value;
}

export const clipsList: VerbSpec = {
  name: 'clips list',
  summary: 'List the clips of a task with what counts of their labels',
  args: [],
  flags: [
    taskFlag,
    { name: 'value', kind: 'text', value: 'LABEL', choices: values, help: 'Only with this label' },
    { name: 'unlabelled', kind: 'switch', help: 'Only those that nobody labelled yet' },
  ],
  examples: [
    { line: 'npx bench clips list --task push-t --unlabelled', says: 'What is left to label' },
    {
      line: 'npx bench clips list --task push-t --json',
      says: 'For a script: {"clips":[…],"summary":{…}}',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const { client } = core;
    const task = await taskOf(call, client);
    const value = textFlag(call, 'value');
    const clips = (await allClips(client, task)).filter(
      (clip) =>
        (value === undefined || clip.label?.value === value) &&
        (!switchFlag(call, 'unlabelled') || (clip.looks.first === undefined && !clip.locked)),
    );
    const summary = await client.call('clip.summary', { task });
    if (call.json) {
      call.terminal.out(JSON.stringify({ clips, summary }));
      return 0;
    }
    const rows = clips.map((clip) => [
      clip.id,
      clip.source,
      clip.recordingId,
      `${((clip.toMs - clip.fromMs) / 1000).toFixed(1)} s`,
      clip.nearMiss ?? '',
      stateOf(clip),
    ]);
    const heads = ['Clip', 'From', 'Recording', 'Length', 'Near miss', 'Label'];
    for (const line of textTable(heads, rows)) call.terminal.out(line);
    const { labelled, looks, locked } = summary;
    const kappa = looks.kappa === null ? '' : `, kappa ${looks.kappa.toFixed(3)}`;
    const set =
      locked === null ? 'nothing locked' : `${locked.setId}: ${locked.negatives} negatives`;
    call.terminal.note(
      `${clips.length} of ${summary.clips}; ${labelled} labelled, ${looks.both} twice${kappa}; ${set}`,
    );
    return 0;
  },
};

export const clipsLabel: VerbSpec = {
  name: 'clips label',
  summary: 'Answer for a clip, or the same for many',
  args: [{ name: 'ID', required: true, help: 'A clip; see bench clips list' }],
  rest: { name: 'ID', required: false, help: 'More clips with the same answer' },
  flags: [
    {
      ...{ name: 'value', kind: 'text', value: 'LABEL', choices: values, required: true },
      help: 'What it shows',
    },
    {
      ...{ name: 'look', kind: 'text', value: 'LOOK', choices: labelLooks },
      help: 'Which look; the first by default',
    },
    { name: 'at', kind: 'number', value: 'MS', min: 0, help: 'Bench time at which it is decided' },
    { name: 'why', kind: 'text', value: 'WORDS', help: 'Why it is left out' },
    byFlag,
  ],
  examples: [
    {
      line: 'npx bench clips label clip-000012 --value failure --at 4200',
      says: 'It fails, decided at 4.2 s',
    },
  ],
  async run(call) {
    const wrong = call.args.find((id) => !clipIdPattern.test(id));
    if (wrong !== undefined)
      throw new BenchError('bad-input', `${JSON.stringify(wrong.slice(0, 40))} is no clip`, {
        hint: 'Like clip-000012; see bench clips list.',
      });
    await using core = await reachAny(call);
    const clips = await core.client.call('clip.label', {
      ids: [...call.args],
      value: values.find((one) => one === textFlag(call, 'value')) ?? 'unclear',
      look: labelLooks.find((one) => one === textFlag(call, 'look')) ?? 'first',
      decidedMs: numberFlag(call, 'at') ?? null,
      by: textFlag(call, 'by') ?? 'operator',
      why: textFlag(call, 'why') ?? '',
    });
    if (call.json) call.terminal.out(JSON.stringify(clips));
    else for (const clip of clips) call.terminal.out(`${clip.id}  ${stateOf(clip)}`);
    return 0;
  },
};

export const clipsCut: VerbSpec = {
  name: 'clips cut',
  summary: 'Cut clips from the trials of a task: the end of each judged attempt',
  detail:
    'Demos and imports have their clips already. What the judge said is no hint: a clip is\n' +
    'looked at afresh.',
  args: [],
  flags: [taskFlag],
  examples: [{ line: 'npx bench clips cut --task push-t', says: 'Trials to label' }],
  async run(call) {
    await using core = await reachAny(call);
    const task = await taskOf(call, core.client);
    const cut = await core.client.call('clip.cutTrials', { task });
    call.terminal.out(call.json ? JSON.stringify(cut) : `${cut.clips} clips were cut.`);
    return 0;
  },
};

export const clipsSaid: VerbSpec = {
  name: 'clips said',
  summary: 'Take what was said while recording, or stood beside an import, as first looks',
  detail: 'Only clips that nobody has looked at. Second looks are never taken from it.',
  args: [],
  flags: [
    taskFlag,
    {
      ...{ name: 'by', kind: 'text', value: 'NAME', required: true },
      help: 'Whose first look it is',
    },
  ],
  examples: [
    {
      line: 'npx bench clips said --task push-t --by Ada',
      says: 'labels.json of an import becomes her labels',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const task = await taskOf(call, core.client);
    const by = textFlag(call, 'by') ?? '';
    const taken = await core.client.call('clip.takeSaid', { task, by });
    call.terminal.out(call.json ? JSON.stringify(taken) : `${taken.clips} first looks by ${by}.`);
    return 0;
  },
};

export const clipsUndo: VerbSpec = {
  name: 'clips undo',
  summary: 'Take back the newest answer of a task that still counts',
  args: [],
  flags: [taskFlag],
  examples: [{ line: 'npx bench clips undo --task push-t', says: 'The last one was a slip' }],
  async run(call) {
    await using core = await reachAny(call);
    const task = await taskOf(call, core.client);
    const undone = await core.client.call('clip.undo', { task });
    call.terminal.out(call.json ? JSON.stringify(undone) : `Taken back: ${undone.words}.`);
    return 0;
  },
};

function printPlan({ terminal }: VerbCall, plan: SplitPlan, locked: boolean): void {
  const { negatives, positives, recordings, fprBelow } = plan;
  terminal.out(
    `${locked ? 'Locked' : 'Would lock'} ${negatives} negatives and ${positives} positives in ` +
      `${recordings.length} recordings.`,
  );
  terminal.out(`No mistake in them proves false positives below ${(100 * fprBelow).toFixed(1)} %.`);
  const rows = Object.entries(plan.byKind).map(([kind, { locked: own, learning }]) => [
    kind,
    String(own),
    String(learning),
  ]);
  for (const line of textTable(['Negatives', 'Locked', 'Learning'], rows)) terminal.out(line);
  for (const words of plan.short) terminal.note(`Short: ${words}`);
  for (const words of plan.thin) terminal.note(`Thin: ${words}`);
  if (plan.needSecond.length > 0)
    terminal.note(`Second looks wanted: ${plan.needSecond.join(' ')}`);
  if (plan.needSettling.length > 0) terminal.note(`To settle: ${plan.needSettling.join(' ')}`);
}

const bounds = lockedBounds
  .map(({ negatives, fprBelow }) => `${negatives} for ${100 * fprBelow} %`)
  .join(', ');

export const clipsSplit: VerbSpec = {
  name: 'clips split',
  summary: 'Say which clips would be locked for measuring a judge, or lock them',
  detail:
    'Whole recordings go together, each kind of failure in its share. What is locked is moved where no agent and no\n' +
    'window looks and is never unlocked. Exit code 1: it cannot be locked yet, and what is short is said.',
  args: [],
  flags: [
    taskFlag,
    {
      ...{ name: 'negatives', kind: 'int', min: 1, max: 2000, required: true, value: 'N' },
      help: `How many failures to lock: ${bounds}`,
    },
    { name: 'seed', kind: 'int', min: 0, help: 'Draws the recordings; 1 by default' },
    { name: 'lock', kind: 'switch', help: 'Do it' },
    byFlag,
  ],
  examples: [
    {
      line: 'npx bench clips split --task push-t --negatives 59 --json',
      says: 'The plan: what would be locked, what is short',
    },
    {
      line: 'npx bench clips split --task push-t --negatives 59 --lock --by Ada',
      says: 'Lock it, for good',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const task = await taskOf(call, core.client);
    const lock = switchFlag(call, 'lock');
    const plan = await core.client.call('clip.split', {
      task,
      negatives: numberFlag(call, 'negatives') ?? 0,
      seed: numberFlag(call, 'seed') ?? 1,
      by: textFlag(call, 'by') ?? 'operator',
      lock,
    });
    if (call.json) call.terminal.out(JSON.stringify(plan));
    else printPlan(call, plan, lock);
    const { short, needSecond, needSettling } = plan;
    return lock || short.length + needSecond.length + needSettling.length === 0 ? 0 : 1;
  },
};
