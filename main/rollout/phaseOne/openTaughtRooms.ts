/** What is taught, as books: demos, tasks and clips, each with what it asks of the others. */
import { existsSync } from 'node:fs';
import { openClipRoom } from '../../environment/clips/openClipRoom.ts';
import { openDemoBook } from '../../environment/demos/demoBook.ts';
import { openTaskRoom } from '../../environment/steps/openTaskRoom.ts';
import { demoDir } from '../../store/dataLayout.ts';
import type { PhaseOneFacts, PhaseOneParts, PhaseOnePorts } from './phaseOneParts.ts';

export function openTaughtRooms(
  { clock, log, ledger, benches }: PhaseOnePorts,
  { dataDir, templatesDir }: PhaseOneFacts,
  { locked, station, seedHub, onTrouble }: PhaseOneParts,
) {
  // The clips' book reads the demos while it opens: until it stands, none was counted.
  let clipsOf = (_demoId: string): number => 0;
  const demos = openDemoBook({
    ledger,
    isLocked: locked.isLocked,
    clipsOf: (demoId) => clipsOf(demoId),
    isTaken: (recordingId) => existsSync(demoDir(dataDir, recordingId)),
  });
  const tasks = openTaskRoom({
    ...{ clock, log, ledger, benches, templatesDir, dataDir, seedHub },
    roles: () => station.view.value.cameras.map(({ role }) => role),
  });
  const clips = openClipRoom({
    ...{ ledger, demos, locked, dataDir, onTrouble },
    wallTime: clock.wallTime,
    pause: () => clock.sleep(0),
    quotasOf: tasks.quotasOf,
  });
  clipsOf = clips.book.ofDemo;
  clips.show(tasks.book.current);
  const shown = tasks.book.onChange(() => clips.show(tasks.book.current));
  return {
    demos,
    tasks,
    clips,
    [Symbol.dispose]() {
      shown[Symbol.dispose]();
      tasks[Symbol.dispose]();
      clips[Symbol.dispose]();
    },
  };
}
