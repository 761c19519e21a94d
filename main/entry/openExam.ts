/** Opens the process that draws exam scenes: the simulated bench's physics and rasteriser without its clock and bus. */
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { BenchError } from '../base/model/errors.ts';
import type { OpenExamScenes } from '../rollout/judging/examScenes.ts';

export interface ExamOpenerPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly program: { readonly file: string; readonly args: readonly string[] };
}

export function createExamOpener(_ports: ExamOpenerPorts): OpenExamScenes {
  return () => Promise.reject(new BenchError('unavailable', 'exams are not built yet'));
}
