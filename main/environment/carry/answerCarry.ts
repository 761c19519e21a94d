/** The contract's commands that carry a task to a folder and in from one; one at a time, and after what a crash left. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { CarryPorts } from './carryPorts.ts';
import { exportTask } from './exportTask.ts';
import { resumeImports } from './finishImport.ts';
import { importTask } from './importTask.ts';

export function answerCarry(ports: CarryPorts): Answers<'task.export' | 'task.import'> {
  const resumed = resumeImports(ports);
  let busy = '';
  const alone = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    if (busy !== '')
      throw new BenchError('busy', `${busy} is under way`, { hint: 'Wait for its end.' });
    busy = what;
    try {
      await resumed;
      return await run();
    } finally {
      busy = '';
    }
  };
  return {
    'task.export': (args, signal) =>
      alone(`an export of ${args.task}`, () => exportTask(ports, args, signal)),
    'task.import': (args, signal) =>
      alone(`an import of ${args.dir}`, () => importTask(ports, args, signal)),
  };
}
