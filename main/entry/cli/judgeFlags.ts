/** Flags that several verbs of `bench judge` share. */
import { type FlagSpec, textFlag, type VerbCall } from './verb.ts';

export const neededTaskFlag: FlagSpec = {
  ...{ name: 'task', kind: 'text', value: 'TASK', required: true },
  help: 'Which task; see bench task list',
};
/** Of a verb that has the flag above. */
export const neededTask = (call: VerbCall): string => textFlag(call, 'task') ?? '';

export const judgeFlag: FlagSpec = {
  ...{ name: 'judge', kind: 'text', value: 'JUDGE' },
  help: 'judge-0001, newest (by default), accepted, or shipped: the one that came with the task',
};
