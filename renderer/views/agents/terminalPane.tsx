/**
 * The place of one agent's terminal. xterm is fetched when this is first shown; a terminal that is not shown is followed
 * by nobody, and what it shows when it comes back, the core tells. Takes up the terminal's actions while it is there.
 */
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { realClock } from '../../../main/base/lib/clock.ts';
import type { AgentView } from '../../../main/base/model/agent.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import { actionOfKey } from '../../actions/actionKeys.ts';
import { pasteAsked } from '../../actions/agentActions.ts';
import { type Deck, useDeck } from '../../actions/deck.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { isLive } from '../../store/agentChoice.ts';
import { createTyping } from '../../store/terminalTyping.ts';
import { useWindow } from '../../store/windowStore.ts';
import { FindBar, type Found } from './findBar.tsx';
import type { TerminalView, TerminalViewPorts } from './openTerminalView.ts';

const refuse = (message: string, hint: string | null): void =>
  useWindow.setState({ refusal: { what: 'Type into the terminal', message, hint } });

/** The tab is where one goes from a terminal, and comes from. */
const leave = (): void =>
  document.querySelector<HTMLElement>('.agent-tab[aria-selected="true"]')?.focus();

function portsOf(
  deck: Deck,
  agent: AgentView,
  host: HTMLElement,
): Omit<TerminalViewPorts, 'found' | 'shown' | 'failed'> {
  const typing = createTyping({
    send: (text) => deck.typeInto(agent.id, text),
    lost: (thrown) => {
      const { message, hint } = toBenchError(thrown);
      refuse(message, hint ?? null);
    },
    tooMuch: (chars) => refuse(`${chars} signs at once are too many.`, 'Give the agent a file.'),
  });
  return {
    host,
    clock: realClock,
    live: isLive(agent),
    follow: (on) => deck.followTerminal(agent.id, on),
    typed: typing.type,
    resized: (cols, rows) => deck.resizeTerminal(agent.id, cols, rows),
    ask: (ask) => useWindow.setState({ terminalAsk: ask, dialog: ask.kind }),
    isWindowKey: (name) =>
      name.startsWith('Ctrl ') && actionOfKey(name, useWindow.getState()) !== null,
    leave,
  };
}

/** What an agent prints may break xterm; what it printed before is then told by a snapshot. */
const mostTries = 5;

type Stage = 'opening' | 'open' | 'shown' | 'failed';

export function TerminalPane({ agent }: { readonly agent: AgentView }): ReactElement {
  const deck = useDeck();
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<TerminalView | null>(null);
  const [stage, setStage] = useState<Stage>('opening');
  const [found, setFound] = useState<Found>({ index: -1, count: 0 });
  const [finding, setFinding] = useState(false);
  const [tries, setTries] = useState(1);
  const live = isLive(agent);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another agent has another pane; its news changes nothing
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let gone = false;
    let mine: TerminalView | null = null;
    const open = async (): Promise<void> => {
      const [{ openTerminalView }] = await Promise.all([
        import('./openTerminalView.ts'),
        ...['400', '600'].map((weight) => document.fonts.load(`${weight} 12px "JetBrains Mono"`)),
      ]);
      if (gone) return;
      mine = openTerminalView({
        ...portsOf(deck, agent, element),
        found: (index, count) => setFound({ index, count }),
        shown: () => setStage('shown'),
        failed: () => {
          if (tries < mostTries) setTries(tries + 1);
          else setStage('failed');
        },
      });
      setView(mine);
      setStage((before) => (before === 'shown' ? before : 'open'));
    };
    open().catch(() => {
      if (!gone) setStage('failed');
    });
    return () => {
      gone = true;
      mine?.[Symbol.dispose]();
      setView(null);
    };
  }, [deck, tries]);
  useEffect(() => view?.setLive(live), [view, live]);
  const endFind = (): void => {
    setFinding(false);
    view?.endFind();
    view?.focus();
  };
  useLocalAction('terminal.enter', view && (() => view.focus()));
  useLocalAction('terminal.find', view && (() => setFinding(true)));
  useLocalAction(
    'terminal.copy',
    view &&
      (() => {
        if (view.selection !== '') void deck.copy(view.selection);
      }),
  );
  useLocalAction(
    pasteAsked.id,
    view &&
      (() => {
        const { terminalAsk } = useWindow.getState();
        if (terminalAsk?.kind === 'paste') view.paste(terminalAsk.text);
        view.focus();
      }),
  );
  return (
    <div className="terminal-place">
      {finding && view !== null && (
        <FindBar found={found} find={(text, step) => view.find(text, step)} onEnd={endFind} />
      )}
      <div
        className="terminal"
        ref={host}
        data-pending={stage === 'opening' ? 'true' : undefined}
        data-stage={stage}
      />
      {stage === 'open' && <p className="terminal-note note">No output yet.</p>}
      {stage === 'failed' && (
        <p className="terminal-note">
          The terminal could not be shown. The agent works on; reload the window to try again.
        </p>
      )}
    </div>
  );
}
