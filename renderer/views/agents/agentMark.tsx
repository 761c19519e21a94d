/** An agent in its hue: filled while it works, two bars while it waits, half between states, hollow when it has ended. */
import type { ReactElement } from 'react';
import type { AgentView } from '../../../main/base/model/agent.ts';
import { hueOf } from '../../store/agentChoice.ts';
import { type AgentSign, signOf } from './agentWords.ts';

const shapes: Readonly<Record<AgentSign, ReactElement>> = {
  works: <path d="M1.5 1.5h9v9h-9Z" fill="currentColor" />,
  waits: <path d="M2 1.5h3v9H2ZM7 1.5h3v9H7Z" fill="currentColor" />,
  between: (
    <path
      d="M2.2 2.2h7.6v7.6H2.2ZM2.2 9.8V2.2H6v7.6Z"
      stroke="currentColor"
      fill="currentColor"
      fillRule="evenodd"
    />
  ),
  ended: <path d="M2.2 2.2h7.6v7.6H2.2Z" fill="none" stroke="currentColor" strokeWidth="1.4" />,
};

export function AgentMark({ agent }: { readonly agent: AgentView }): ReactElement {
  return (
    <svg className="agent-mark" data-hue={hueOf(agent.id)} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[signOf(agent)]}
    </svg>
  );
}
