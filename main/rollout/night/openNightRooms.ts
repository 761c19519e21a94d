/** The rooms of the way into the night in one piece: resets, contracts, the night. No rule of its own. */
import { openSealRoom } from '../../environment/seal/openSealRoom.ts';
import { openResetRoom } from '../resetting/openResetRoom.ts';
import type { NightFacts, NightParts, NightPorts } from './nightParts.ts';
import { openNightRoom } from './openNightRoom.ts';

export function openNightRooms(ports: NightPorts, facts: NightFacts, parts: NightParts) {
  const resets = openResetRoom(ports, facts, parts);
  const { dataDir, appDir, templatesDir, version } = facts;
  const { station, locked, judges, tasks } = parts;
  const seals = openSealRoom({
    ...{ ledger: ports.ledger, benches: ports.benches, wallTime: ports.clock.wallTime },
    ...{ dataDir, appDir, templatesDir, version, station, locked, judges, tasks },
    resetOf: resets.show,
  });
  const night = openNightRoom(ports, facts, { ...parts, seals, resets });
  return {
    topics: { reset: resets.topic, seal: seals.topic, night: night.topic },
    answers: { ...resets.answers, ...seals.answers, ...night.answers },
    async [Symbol.asyncDispose]() {
      await night[Symbol.asyncDispose]();
      seals[Symbol.dispose]();
      await resets[Symbol.asyncDispose]();
    },
  };
}
