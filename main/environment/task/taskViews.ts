/** The installed tasks and a person's own, as they are listed; a broken one with what is wrong. */
import { toBenchError } from '../../base/model/errors.ts';
import type { TaskView } from '../../base/model/view.ts';
import { findTask, listTasks } from './installTask.ts';
import { readManifest } from './readManifest.ts';
import type { TaskBook } from './taskBook.ts';
import type { TaskPlaces } from './writeTask.ts';

async function taskView({ templatesDir, dataDir }: TaskPlaces, id: string): Promise<TaskView> {
  const { manifestDir, own } = await findTask(templatesDir, dataDir, id);
  const { name, version, instruction, success, attempts, shape, cameras, nearMisses, basedOn } =
    await readManifest(manifestDir);
  return {
    ...{ id, name, version, instruction },
    successWords: success.words,
    attempts,
    goal: success.goal,
    shape,
    origin: own ? 'own' : 'shipped',
    basedOn,
    cameras,
    nearMisses,
  };
}

export async function taskViews(
  places: TaskPlaces,
  book: Pick<TaskBook, 'isArchived'>,
): Promise<readonly TaskView[]> {
  const views: TaskView[] = [];
  for (const id of await listTasks(places.templatesDir, places.dataDir)) {
    const view = await taskView(places, id).catch((thrown: unknown) => ({
      ...{ id, name: id, version: '', instruction: '', successWords: '', attempts: 0 },
      problem: toBenchError(thrown).message,
    }));
    views.push({ ...view, archived: book.isArchived(id) });
  }
  return views;
}
