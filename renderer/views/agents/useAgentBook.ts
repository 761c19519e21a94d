/** What the core has of one agent's trials and ideas, asked again whenever its own figures say that there is more. */
import { useEffect, useState } from 'react';
import type { AgentTrialView, AgentView, IdeaView } from '../../../main/base/model/agent.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import { useDeck } from '../../actions/deck.ts';

export interface AgentBook {
  readonly trials: readonly AgentTrialView[];
  /** Its own, newest first. */
  readonly ideas: readonly IdeaView[];
  /** Why it is not up to date; null while it is. */
  readonly problem: string | null;
}

const figuresOf = ({ trials, idea, waitsFor, state }: AgentView): string =>
  JSON.stringify([trials, idea?.id, idea?.notes, idea?.trials, waitsFor, state]);

/** Null until the core has answered once. */
export function useAgentBook(agent: AgentView): AgentBook | null {
  const deck = useDeck();
  const [book, setBook] = useState<{ readonly of: string; readonly book: AgentBook } | null>(null);
  const { id, task } = agent;
  const figures = figuresOf(agent);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other figures mean other answers
  useEffect(() => {
    let gone = false;
    Promise.all([deck.agentTrials(id), deck.agentIdeas(task)]).then(
      ([trials, all]) => {
        const ideas = all.filter((idea) => idea.agentId === id);
        ideas.sort((a, b) => (a.id < b.id ? 1 : -1));
        if (!gone) setBook({ of: id, book: { trials, ideas, problem: null } });
      },
      (thrown: unknown) => {
        const problem = toBenchError(thrown).message;
        const none = { trials: [], ideas: [] };
        if (!gone)
          setBook((old) => ({ of: id, book: { ...(old?.of === id ? old.book : none), problem } }));
      },
    );
    return () => {
      gone = true;
    };
  }, [deck, id, task, figures]);
  return book?.of === id ? book.book : null;
}
