/** One judge of a task as whoever runs it gets it: a folder whose hash was checked, and what its judge.json says. */
import type { JudgeFile } from '../../base/model/judgeFile.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { DwellRule } from '../../base/model/trial.ts';

export interface FoundJudge {
  /** A version's id, or `shipped` for the one that came with the task. */
  readonly id: string;
  readonly dir: string;
  readonly hash: string;
  /** File of the program in `dir`. */
  readonly main: string;
  /** Its own where judge.json says one, else the task's. */
  readonly dwell: DwellRule;
  /** Null where there is no judge.json (written by hand). */
  readonly file: JudgeFile | null;
  readonly manifest: TaskManifest;
}

/**
 * `judge` is a version's id, `newest` (the one that came with the task where there is no version), `accepted` or
 * `shipped`. @throws BenchError `not-found`, `refused` when its folder is not what was hashed.
 */
export type FindJudge = (task: string, judge: string) => Promise<FoundJudge>;
