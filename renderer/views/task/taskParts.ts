/** What every part of the task's form is handed. */
import type { DraftProblems, TaskDraft } from '../../store/taskDraft.ts';

export interface TaskPart {
  readonly draft: TaskDraft;
  readonly problems: DraftProblems;
  change(change: Partial<TaskDraft>): void;
}
