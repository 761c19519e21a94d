/** An agent as window and command line see it: from the book, and while it runs from what is measured. Pure. */
import { type AgentMeter, type AgentView, noTokens } from '../../base/model/agent.ts';
import { type AgentBook, type BookedAgent, isUsed } from './agentBook.ts';

export interface Live {
  readonly state: AgentView['state'];
  readonly meter: AgentMeter;
  readonly waitsFor: string | null;
}

export const emptyMeter: AgentMeter = {
  tokens: noTokens,
  requests: 0,
  usd: 0,
  ttftMsP50: null,
  source: 'gateway',
  waiting: null,
  spent: null,
};

function meterOf(ended: BookedAgent['ended']): AgentMeter {
  if (ended === null) return emptyMeter;
  const { tokens, requests, usd } = ended;
  return { ...emptyMeter, tokens, requests, usd };
}

/** `live` null: it runs no more. */
export function agentView(
  book: AgentBook,
  { started, ended }: BookedAgent,
  live: Live | null,
  resumable: boolean,
): AgentView {
  const { agentId } = started;
  const asked = book.asked(agentId).filter((each) => each.asked.agentId === agentId);
  const count = (kind: string): number =>
    asked.filter(({ answer }) => answer?.outcome?.kind === kind).length;
  return {
    id: agentId,
    root: book.rootOf(agentId),
    recipe: started.recipe,
    name: started.name,
    version: started.version,
    tested: started.tested,
    task: started.task,
    purpose: started.purpose ?? 'policy',
    ...(started.purpose === 'judge'
      ? { judges: book.submitted(agentId).map(({ judgeId }) => judgeId) }
      : {}),
    ...(started.purpose === 'reset'
      ? { resets: book.resetsOf(agentId).map(({ resetId }) => resetId) }
      : {}),
    mode: started.mode,
    jail: started.jail,
    acceptedBy: started.acceptedBy,
    state: live?.state ?? 'ended',
    startedWallTime: started.wallTime,
    endedWallTime: ended?.wallTime ?? null,
    endedBy: ended?.by ?? null,
    endedWhy: ended?.why ?? '',
    budget: started.budget,
    meter: live?.meter ?? meterOf(ended),
    idea: book.openIdea(agentId),
    waitsFor: live?.waitsFor ?? null,
    trials: {
      asked: asked.filter(isUsed).length,
      queued: asked.filter(({ answer }) => answer === null).length,
      success: count('success'),
      failure: count('failure'),
      invalid: count('invalid'),
    },
    resumable,
  };
}
