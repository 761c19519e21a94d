/** What is asked before it is done: ending an agent, pasting several lines, opening a link that an agent has shown. */
import type { ReactElement } from 'react';
import { pasteAsked } from '../../actions/agentActions.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { QuestionActions } from '../../parts/questionActions.tsx';
import { endBlocked, shownAgent } from '../../store/agentChoice.ts';
import { useWindow } from '../../store/windowStore.ts';
import { lineCount, webLink } from './pasteText.ts';

interface Question {
  onDone(): void;
}

export function EndAgentQuestion({ onDone }: Question): ReactElement {
  const deck = useDeck();
  const agent = useWindow(shownAgent);
  const blocked = useWindow(endBlocked);
  return (
    <>
      <p>
        {agent?.name ?? 'The agent'} and all it started ends at once. Its commits, ideas and
        finished trials stay; a trial that runs for it is run to its end and counted.
      </p>
      <p className="note">It can be taken up again from where its own records end.</p>
      <QuestionActions
        leave="Let it work"
        act="End agent"
        blocked={blocked}
        onLeave={onDone}
        onAct={() => {
          if (agent !== null) deck.endAgent(agent.id);
          onDone();
        }}
      />
    </>
  );
}

/** More lines than a person reads before saying yes. */
const mostPreview = 4_000;

export function PasteQuestion({ onDone }: Question): ReactElement {
  const deck = useDeck();
  const ask = useWindow((state) => state.terminalAsk);
  const text = ask?.kind === 'paste' ? ask.text : '';
  const lines = lineCount(text);
  return (
    <>
      <p>
        {lines === 1
          ? 'One line with its end is typed as if by you; its end may start something.'
          : `${lines} lines are typed as if by you; each line end may start something.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys */}
      <section className="asked-text" tabIndex={0} aria-label="What is pasted">
        {text.slice(0, mostPreview)}
        {text.length > mostPreview && `\n… and ${text.length - mostPreview} signs more`}
      </section>
      <QuestionActions
        leave="Do not paste"
        act="Paste"
        onLeave={onDone}
        onAct={() => {
          onDone();
          pasteAsked.run(deck);
        }}
      />
    </>
  );
}

/** The shell of the desktop app opens no page but its own. */
const opensPages = (): boolean => !navigator.userAgent.includes('Electron');

export function LinkQuestion({ onDone }: Question): ReactElement {
  const deck = useDeck();
  const ask = useWindow((state) => state.terminalAsk);
  const link = ask?.kind === 'link' ? webLink(ask.url) : null;
  const open = (): void => {
    if (link !== null) window.open(link.href, '_blank', 'noopener,noreferrer');
    onDone();
  };
  const copy = (): void => {
    if (link !== null) void deck.copy(link.href);
    onDone();
  };
  return (
    <>
      <p>
        An agent has shown this address. It leads to <b className="number">{link?.host}</b>; what
        stands in it, the site learns.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys */}
      <section className="asked-text" tabIndex={0} aria-label="The whole address">
        {link?.href}
      </section>
      <div className="dialog-actions">
        <ActionButton autoFocus onPress={onDone}>
          Do not open
        </ActionButton>
        <ActionButton onPress={copy}>Copy address</ActionButton>
        {opensPages() && (
          <ActionButton kind="primary" onPress={open}>
            Open in the browser
          </ActionButton>
        )}
      </div>
    </>
  );
}
