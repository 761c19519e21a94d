/** The agents of nights and their campaign, joined to the house: what rollout asks for, and what is shown. */
import type { Answers } from '../../base/api/answers.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import type { BenchError } from '../../base/model/errors.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { NightAgents } from '../../rollout/night/referee.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { AgentsOfNights } from '../agent/nightSeats.ts';
import { type CampaignRoom, type CampaignRoomPorts, openCampaignRoom } from './openCampaignRoom.ts';
import { createNightAgents } from './openNightAgents.ts';

export interface NightWingParts {
  readonly agents: AgentsOfNights;
  readonly alerts: Alerts;
  /** Of the rooms that are opened after it. */
  readonly adopt: CampaignRoomPorts['adopt'];
  readonly showSeal: () => Answers<'seal.show'>['seal.show'];
  readonly onTrouble: (error: BenchError) => void;
}

export interface NightWing extends Disposable {
  readonly nightAgents: NightAgents;
  readonly topics: { readonly campaign: CampaignRoom['topic'] };
  readonly answers: CampaignRoom['answers'];
}

export function openNightWing(
  ports: { readonly clock: Clock; readonly log: Log; readonly ledger: Ledger },
  { dataDir }: { readonly dataDir: string },
  { agents, alerts, adopt, showSeal, onTrouble }: NightWingParts,
): NightWing {
  const { clock, log, ledger } = ports;
  const room = openCampaignRoom({
    ...{ clock, ledger, onTrouble, adopt, hub: agents.hub },
    ...{ ideas: agents.book.ideas, notes: agents.book.notes },
    decisionOf: async (task, hash) =>
      (await showSeal()({ task, hash }, new AbortController().signal)).contract.decision,
  });
  return {
    nightAgents: createNightAgents({
      ...{ clock, log, ledger, alerts, dataDir, agents, onTrouble },
      onRunning: room.onRunning,
    }),
    topics: { campaign: room.topic },
    answers: room.answers,
    [Symbol.dispose]: () => room[Symbol.dispose](),
  };
}
