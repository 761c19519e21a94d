/** `bench task duplicate`, `archive`, `export` and `import`: tasks as wholes. */
import { resolve } from 'node:path';
import { reachAny } from './reachCore.ts';
import { taskIdArg } from './taskVerbs.ts';
import { switchFlag, textFlag, type VerbSpec } from './verb.ts';

const taskArg = { name: 'TASK', required: true, help: 'See bench task list' } as const;

export const taskDuplicate: VerbSpec = {
  name: 'task duplicate',
  summary: 'Copy a task, without its demos',
  args: [taskArg, { name: 'NEW', required: true, help: 'The name of the copy' }],
  flags: [{ name: 'name', kind: 'text', value: 'NAME', help: 'How people call it' }],
  examples: [
    { line: 'npx bench task duplicate push-t push-t-2 --name "Push-T, again"', says: 'A copy' },
  ],
  async run(call) {
    const task = taskIdArg(call);
    const id = taskIdArg(call, 1);
    await using core = await reachAny(call);
    const name = textFlag(call, 'name') ?? id;
    await core.client.call('task.duplicate', { task, id, name });
    call.terminal.out(call.json ? JSON.stringify({ task: id }) : `${id} is a copy of ${task}.`);
    return 0;
  },
};

export const taskArchive: VerbSpec = {
  name: 'task archive',
  summary: 'Put a task away, or bring it back; nothing of it is deleted',
  args: [taskArg],
  flags: [{ name: 'back', kind: 'switch', help: 'Bring it back' }],
  examples: [
    { line: 'npx bench task archive slow-push', says: 'bench task list --archived has it then' },
  ],
  async run(call) {
    const task = taskIdArg(call);
    const archived = !switchFlag(call, 'back');
    await using core = await reachAny(call);
    await core.client.call('task.archive', { task, archived });
    const words = archived ? `${task} is archived.` : `${task} is back.`;
    call.terminal.out(call.json ? JSON.stringify({ task, archived }) : words);
    return 0;
  },
};

export const taskExport: VerbSpec = {
  name: 'task export',
  summary: 'Write a task with its demos and labels into a folder',
  detail:
    'What is locked is never in it: not the clips, not their recordings, not that they exist.',
  args: [taskArg, { name: 'DIR', required: true, help: 'A folder that is not there yet' }],
  flags: [],
  examples: [{ line: 'npx bench task export slow-push ./slow-push', says: 'For another bench' }],
  async run(call) {
    const task = taskIdArg(call);
    const dir = resolve(call.terminal.cwd, call.args[1] ?? '');
    await using core = await reachAny(call);
    const answer = await core.client.call('task.export', { task, dir });
    call.terminal.out(
      call.json ? JSON.stringify(answer) : `${answer.files} files are in ${answer.dir}.`,
    );
    return 0;
  },
};

export const taskImport: VerbSpec = {
  name: 'task import',
  summary: 'Take a task with its demos and labels from a folder, whole or not at all',
  args: [{ name: 'DIR', required: true, help: 'A folder that bench task export wrote' }],
  flags: [{ name: 'id', kind: 'text', value: 'TASK', help: 'Another name than it had' }],
  examples: [
    { line: 'npx bench task import ./slow-push --id slow-push-2', says: 'Beside the one here' },
  ],
  async run(call) {
    const dir = resolve(call.terminal.cwd, call.args[0] ?? '');
    const id = textFlag(call, 'id');
    await using core = await reachAny(call);
    const wanted = id === undefined ? { dir } : { dir, id };
    const { task } = await core.client.call('task.import', wanted);
    call.terminal.out(call.json ? JSON.stringify({ task }) : `${task} is here.`);
    return 0;
  },
};
