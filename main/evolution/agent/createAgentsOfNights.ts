/** What a night asks of the agents' wing, from the parts of the wing. */
import type { Signal } from '../../base/lib/topic.ts';
import type { AgentBook } from './agentBook.ts';
import { agentFiles, nightWordsPath } from './agentFolders.ts';
import type { AgentHouse } from './agentHouse.ts';
import type { AgentPorts } from './agentPorts.ts';
import type { AgentTrials } from './agentTrials.ts';
import { giveWords, keepWords } from './keepPolicyWords.ts';
import type { AgentsOfNights, Seats } from './nightSeats.ts';
import type { Session } from './openSession.ts';
import { probeAgents } from './probeAgents.ts';

export interface WingParts extends Pick<AgentsOfNights, 'book' | 'start'> {
  readonly ports: AgentPorts;
  readonly book: AgentBook;
  readonly house: AgentHouse;
  readonly answer: AgentTrials['answer'];
  readonly seats: Seats;
  readonly sessions: ReadonlyMap<string, Session>;
  /** A session began or ended. */
  readonly moved: Signal<null>;
  /** Agents of an earlier core have ended in the book. */
  readonly ended: Promise<void>;
}

export function createAgentsOfNights(parts: WingParts): AgentsOfNights {
  const { ports, book, house, seats, sessions, moved, ended, answer, start } = parts;
  const isOnPolicy = (agentId: string, task: string): boolean => {
    const started = book.agent(agentId)?.started;
    return started?.task === task && (started.purpose ?? 'policy') === 'policy';
  };
  return {
    ...{ book, seat: seats.seat },
    start: async (args) => await ended.then(() => start(args)),
    probe: () => probeAgents(ports, house),
    hub: async (task) => await house.hub(await ports.installTask(task)),
    answer(nightId, asked, row, why) {
      const { agentId, requestId } = asked.asked;
      if (row !== null)
        giveWords(
          nightWordsPath(ports.dataDir, nightId, row.index),
          agentFiles(ports.dataDir, book.rootOf(agentId)),
          requestId,
        );
      answer(asked, row, why);
    },
    wordsOf: (nightId, index) => keepWords(nightWordsPath(ports.dataDir, nightId, index)),
    end: async (agentId, why) => void (await sessions.get(agentId)?.end('app', why)),
    atWork: (task) => [...sessions.keys()].filter((agentId) => isOnPolicy(agentId, task)),
    onSessions: (on) => moved.on(on),
  };
}
