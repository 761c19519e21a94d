/** The judge's rooms in one piece: versions and measures, the built-in author, exams, looking on live and the watch. */

import path from 'node:path';
import { openAuthorRoom } from '../../environment/author/openAuthorRoom.ts';
import { createKnownCameras } from '../../environment/judge/knownCameras.ts';
import { openJudgeRoom } from '../../environment/judge/openJudgeRoom.ts';
import { createMakersReports } from '../../environment/task/makersReports.ts';
import { openExamRoom } from '../judging/openExamRoom.ts';
import { openLiveRoom } from '../judging/openLiveRoom.ts';
import type { openTaughtRooms } from './openTaughtRooms.ts';
import type { PhaseOneFacts, PhaseOneParts, PhaseOnePorts } from './phaseOneParts.ts';

export function openJudgeRooms(
  ports: PhaseOnePorts,
  { dataDir, templatesDir, version }: PhaseOneFacts,
  { locked, station, alerts, recorder, onTrouble }: PhaseOneParts,
  { clips, demos, tasks }: ReturnType<typeof openTaughtRooms>,
) {
  const places = { dataDir, templatesDir, version };
  const { book, split } = clips;
  const known = createKnownCameras({
    file: path.join(dataDir, 'cache', 'cameras.json'),
    bench: () => `${ports.benches.current.id} ${ports.benches.calibrationHash()}`,
    open: () => station.link?.cameras ?? [],
  });
  let seen: typeof station.link = null;
  const looking = station.view.watch(() => {
    if (station.link === seen) return;
    seen = station.link;
    known.now();
  });
  const judges = openJudgeRoom({
    ...{ ...ports, ...places, clips: book, split, locked, onTrouble },
    ...{ changes: tasks.changes, cameras: known.now },
    makers: createMakersReports({ ...ports, dataDir, templatesDir }),
  });
  const author = openAuthorRoom({
    ...{ ...ports, ...places, judges, demos, clips: book },
    cameras: known.now,
  });
  const exam = openExamRoom({ ...ports, ...places, findJudge: judges.find });
  const live = openLiveRoom({
    ...{ ...ports, ...places, station, alerts, judges, demos, recorder, locked },
    ...{ clips: book, openTask: () => tasks.book.current },
  });
  judges.show(tasks.book.current);
  const shown = new DisposableStack();
  const show = (): void => judges.show(tasks.book.current);
  shown.use(tasks.book.onChange(show));
  // The makers' figures count on the simulated bench alone.
  shown.use(ports.benches.onChange(show));
  return {
    judges,
    /** Of the bench as it is set now, also while none is open. */
    cameras: known.now,
    topics: { judge: judges.topic, author: author.topic, judgeLive: live.topic },
    answers: { ...judges.answers, ...author.answers, ...exam.answers, ...live.answers },
    async [Symbol.asyncDispose]() {
      shown[Symbol.dispose]();
      looking[Symbol.dispose]();
      await live[Symbol.asyncDispose]();
      await exam[Symbol.asyncDispose]();
      await author[Symbol.asyncDispose]();
      judges[Symbol.dispose]();
    },
  };
}
