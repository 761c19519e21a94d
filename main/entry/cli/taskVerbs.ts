/** `bench task list`, `show`, `new`, `edit` and `open`: tasks and their forms, which are the window's, as JSON. */
import { taskFormSchema } from '../../base/api/phaseOneCommands.ts';
import { textTable } from '../../base/lib/textTable.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskForm } from '../../base/model/phaseOne.ts';
import type { TaskView } from '../../base/model/view.ts';
import { complaints } from '../door/answerCall.ts';
import type { CoreClient } from './coreClient.ts';
import { didYouMean } from './nearest.ts';
import { reachAny } from './reachCore.ts';
import { readJsonInput } from './readJsonInput.ts';
import { switchFlag, textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const taskArg = { name: 'TASK', required: true, help: 'See bench task list' } as const;

/** @throws BenchError `bad-input`. */
export function taskIdArg(call: VerbCall, at = 0): string {
  const id = call.args[at] ?? '';
  if (/^[a-z][a-z0-9-]{0,39}$/.test(id)) return id;
  throw new BenchError('bad-input', `${JSON.stringify(id.slice(0, 50))} is no name of a task`, {
    hint: 'Lower-case letters, digits and dashes, beginning with a letter, at most 40.',
  });
}

export const taskList: VerbSpec = {
  name: 'task list',
  summary: 'List the tasks that are installed, and those made here',
  args: [],
  flags: [{ name: 'archived', kind: 'switch', help: 'The archived ones instead' }],
  examples: [{ line: 'npx bench task list', says: 'What --task may name' }],
  async run(call) {
    await using core = await reachAny(call);
    const wanted = switchFlag(call, 'archived');
    const all = await core.client.call('task.list', {});
    const tasks = all.filter(({ archived }) => (archived ?? false) === wanted);
    if (call.json) {
      call.terminal.out(JSON.stringify(tasks));
      return 0;
    }
    const rows = tasks.map((task) => [
      task.id,
      task.version,
      task.origin === 'own' ? `here, on ${task.basedOn ?? '–'}` : 'the app',
      String(task.attempts),
      task.problem ?? task.instruction,
    ]);
    for (const line of textTable(['Task', 'Version', 'Made by', 'Attempts', 'Instruction'], rows))
      call.terminal.out(line);
    return 0;
  },
};

const mm = (metres: number): string => String(Math.round(metres * 1000));

function formLines(form: TaskForm): readonly (readonly [string, string])[] {
  const { envelopeM, quotas, nearMisses } = form;
  const box = (['x', 'y', 'z'] as const).map(
    (axis) => `${axis} ${mm(envelopeM[axis].min)}…${mm(envelopeM[axis].max)}`,
  );
  const wanted = [
    `${quotas.success} successes`,
    `${quotas.failure} failures`,
    ...nearMisses.map(({ name, want }) => `${want} × ${name}`),
  ];
  return [
    ['Task', `${form.id}: ${form.name}`],
    ['Instruction', form.instruction],
    ['Success', form.successWords],
    ['Cameras', form.cameras.map(({ role }) => role).join(', ')],
    ['Control', `${form.rateHz} Hz, ${form.attempts} × ${form.attemptLimitS} s`],
    ['Envelope', `${box.join(', ')} mm`],
    ['Target', `${form.target.inARow} in a row`],
    ['Hardest', form.hardestPhase],
    ['Demos', wanted.join(', ')],
  ];
}

export const taskShow: VerbSpec = {
  name: 'task show',
  summary: 'Show what a person sets of a task',
  args: [taskArg],
  flags: [],
  examples: [
    { line: 'npx bench task show push-t --json > form.json', says: 'A form to change and save' },
  ],
  async run(call) {
    const task = taskIdArg(call);
    await using core = await reachAny(call);
    const form = await core.client.call('task.form', { task });
    if (call.json) call.terminal.out(JSON.stringify(form));
    else
      for (const [name, value] of formLines(form)) call.terminal.out(`${name.padEnd(13)}${value}`);
    return 0;
  },
};

type GivenForm = Partial<Readonly<Record<keyof TaskForm, unknown>>>;

/** The fields of `--file`, looked at before any core is asked; unknown ones are errors. */
async function givenForm(call: VerbCall): Promise<GivenForm> {
  const file = textFlag(call, 'file');
  const given = file === undefined ? {} : await readJsonInput(call, file);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new BenchError('bad-input', 'a form is a JSON object', {
      hint: 'bench task show TASK --json prints one',
    });
  const known = Object.keys(taskFormSchema.shape);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new BenchError(
      'bad-input',
      `a form has no field ${JSON.stringify(unknown.slice(0, 60))}`,
      {
        ...didYouMean(unknown, known),
      },
    );
  const name = textFlag(call, 'name');
  const all: GivenForm = { ...given, ...(name === undefined ? {} : { name }) };
  const parsed = taskFormSchema.partial().safeParse(all);
  if (parsed.success) return all;
  throw new BenchError('bad-input', `this form does not fit: ${complaints(parsed.error)}`);
}

/** Over the fields of a form that is there. */
function formOver(over: TaskForm, given: GivenForm): TaskForm {
  const parsed = taskFormSchema.safeParse({ ...over, ...given });
  if (parsed.success) return parsed.data;
  throw new BenchError('refused', `this form does not fit: ${complaints(parsed.error)}`);
}

function told(call: VerbCall, form: TaskForm): number {
  call.terminal.out(call.json ? JSON.stringify(form) : `Saved ${form.id}.`);
  return 0;
}

const fileFlag = {
  name: 'file',
  kind: 'text',
  value: 'F',
  help: 'Fields of the form as JSON, all or some; - reads standard input',
} as const;

export const taskNew: VerbSpec = {
  name: 'task new',
  summary: 'Make a task of your own from a ready-made one',
  args: [{ name: 'TASK', required: true, help: 'Its new name: lower-case letters and dashes' }],
  flags: [
    {
      name: 'based-on',
      kind: 'text',
      value: 'TASK',
      required: true,
      help: 'Whose scene and programs it starts from',
    },
    { name: 'name', kind: 'text', value: 'NAME', help: 'How people call it' },
    fileFlag,
  ],
  examples: [
    {
      line: 'npx bench task new slow-push --based-on push-t --name "Slow push" --file form.json',
      says: 'What form.json does not say is as in push-t',
    },
  ],
  async run(call) {
    const id = taskIdArg(call);
    const basedOn = textFlag(call, 'based-on') ?? '';
    const given = await givenForm(call);
    await using core = await reachAny(call);
    const { hash: _, ...table } = await core.client.call('task.form', { task: basedOn });
    const { hash: __, ...form } = formOver({ ...table, id, name: id }, given);
    return told(call, await core.client.call('task.save', { form: { ...form, id }, basedOn }));
  },
};

export const taskEdit: VerbSpec = {
  name: 'task edit',
  summary: 'Change what a person sets of a task',
  detail: [
    'A form that holds a hash is refused when the task was changed since it was read. Of a task of the app the',
    'working copy is changed, which does not follow the app’s any more then.',
  ].join('\n'),
  args: [taskArg],
  flags: [
    { ...fileFlag, required: true },
    { name: 'name', kind: 'text', value: 'NAME', help: 'How people call it' },
  ],
  examples: [
    {
      line: 'echo \'{"attempts":2}\' | npx bench task edit slow-push --file -',
      says: 'Two attempts from now on',
    },
  ],
  async run(call) {
    const task = taskIdArg(call);
    const given = await givenForm(call);
    if (given.id !== undefined && given.id !== task)
      throw new BenchError('bad-input', `the form is of ${given.id}, not of ${task}`);
    await using core = await reachAny(call);
    const present = await core.client.call('task.form', { task });
    const form = formOver(present, given);
    return told(call, await core.client.call('task.save', { form }));
  },
};

async function nameOf(client: CoreClient, id: string): Promise<string> {
  const tasks: readonly TaskView[] = await client.call('task.list', {});
  return tasks.find((task) => task.id === id)?.name ?? id;
}

export const taskOpen: VerbSpec = {
  name: 'task open',
  summary: 'Choose the task that the window works on',
  args: [taskArg],
  flags: [],
  examples: [{ line: 'npx bench task open push-t', says: 'Kept over restarts' }],
  async run(call) {
    const task = taskIdArg(call);
    await using core = await reachAny(call);
    await core.client.call('task.open', { task });
    call.terminal.out(
      call.json ? JSON.stringify({ task }) : `${await nameOf(core.client, task)} is open.`,
    );
    return 0;
  },
};
