/** The rooms of the way into the night in one piece: resets, contracts, the night, calling a person. No rule of its own. */
import type { NightView } from '../../base/model/night.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import { openSealRoom } from '../../environment/seal/openSealRoom.ts';
import { openCallRoom } from '../calling/openCallRoom.ts';
import { openExportRoom } from '../exporting/openExportRoom.ts';
import { openResetAuthorRoom } from '../resetAuthor/openResetAuthorRoom.ts';
import { openOnsetRoom } from '../resetting/openOnsetRoom.ts';
import { openResetRoom } from '../resetting/openResetRoom.ts';
import { isAnchorMoment } from './anchorNight.ts';
import type { NightFacts, NightParts, NightPorts } from './nightParts.ts';
import { openNightRoom } from './openNightRoom.ts';

export function openNightRooms(ports: NightPorts, facts: NightFacts, parts: NightParts) {
  const resets = openResetRoom(ports, facts, parts);
  const { references } = resets;
  const resetAuthor = openResetAuthorRoom({ clock: ports.clock, facts, resets, references });
  const onset = openOnsetRoom(ports, facts, { ...parts, resets });
  const { dataDir, appDir, templatesDir, version } = facts;
  const { station, locked, judges, tasks } = parts;
  const seals = openSealRoom({
    ...{ ledger: ports.ledger, benches: ports.benches, wallTime: ports.clock.wallTime },
    ...{ dataDir, appDir, templatesDir, version, station, locked, judges, tasks },
    resetOf: resets.show,
  });
  const night = openNightRoom(ports, facts, { ...parts, seals, resets });
  const { alerts, events } = parts;
  const calls = openCallRoom(
    { ...ports, dataDir, nights: facts.nights, exec: execGroup(ports.clock) },
    { alerts, events, station, night: night.topic },
  );
  let before: NightView | null = null;
  const anchoring = night.topic.watch((now) => {
    if (now !== null && isAnchorMoment(before, now)) parts.anchorHead(now.task);
    before = now;
  });
  const answers: typeof seals.answers = {
    ...seals.answers,
    'seal.create': async (args, signal) => {
      const card = await seals.answers['seal.create'](args, signal);
      parts.anchorHead(args.task);
      return card;
    },
  };
  const exporting = openExportRoom({
    ...{ dataDir, ledger: ports.ledger, git: parts.git, isLocked: locked.isLocked },
    ...{ wallTime: ports.clock.wallTime, pause: () => ports.clock.sleep(0) },
    showNight: async (nightId, signal) => night.answers['night.show']({ nightId }, signal),
  });
  return {
    resets,
    topics: {
      ...{ reset: resets.topic, seal: seals.topic, night: night.topic, call: calls.topic },
      ...{ nightExport: exporting.topic, resetAuthor: resetAuthor.topic },
    },
    answers: {
      ...resets.answers,
      ...resetAuthor.answers,
      ...onset.answers,
      ...answers,
      ...night.answers,
      ...exporting.answers,
      ...calls.answers,
    },
    async [Symbol.asyncDispose]() {
      await exporting[Symbol.asyncDispose]();
      await calls[Symbol.asyncDispose]();
      await night[Symbol.asyncDispose]();
      anchoring[Symbol.dispose]();
      seals[Symbol.dispose]();
      onset[Symbol.dispose]();
      await resetAuthor[Symbol.asyncDispose]();
      await resets[Symbol.asyncDispose]();
    },
  };
}
