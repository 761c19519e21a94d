/** The installed tasks as window and command line list them. */
import path from 'node:path';
import type { TaskView } from '../../base/model/view.ts';
import { listTasks, readManifest } from './installTask.ts';

export async function taskViews(templatesDir: string): Promise<readonly TaskView[]> {
  const views: TaskView[] = [];
  for (const id of await listTasks(templatesDir)) {
    const { name, version, instruction, success, attempts, shape } = await readManifest(
      path.join(templatesDir, id),
    );
    views.push({
      id,
      name,
      version,
      instruction,
      successWords: success.words,
      attempts,
      goal: success.goal,
      shape,
    });
  }
  return views;
}
