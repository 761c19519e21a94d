/**
 * Every view in named states, from plain data, without a core: `gallery.html#<state>/<theme>`. Without a name it lists
 * them. For looking and for tests; it shares every component with the real window.
 */
import { type ReactElement, StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { listenForActionKeys } from '../actions/actionKeys.ts';
import { DeckContext } from '../actions/deck.ts';
import { listenForStop } from '../actions/stopInputs.ts';
import { App } from '../app.tsx';
import { applyTheme } from '../store/theme.ts';
import { type Theme, useWindow } from '../store/windowStore.ts';
import '../style/style.ts';
import { galleryDeck } from './galleryDeck.ts';
import { brokenState, namedStates } from './namedStates.ts';

const fixedClock = { ...realClock, wallTime: () => '2026-01-14T13:46:05.000Z' };

function List(): ReactElement {
  return (
    <ul className="gallery-list">
      {Object.keys(namedStates).map((key) => (
        <li key={key}>
          <a href={`#${key}/dark`}>{key}</a> · <a href={`#${key}/light`}>light</a>
        </li>
      ))}
    </ul>
  );
}

/** Puts the window into the state that the address names; false when it names none. */
function enterState(): boolean {
  const [name, theme] = location.hash.slice(1).split('/');
  const states = { ...namedStates, broken: brokenState };
  const shown = Object.entries(states).find(([key]) => key === name);
  if (shown === undefined) return false;
  const chosen: Theme = theme === 'light' || theme === 'system' ? theme : 'dark';
  useWindow.setState({ ...shown[1], theme: chosen }, true);
  applyTheme(chosen);
  document.documentElement.dataset.asked = '';
  document.documentElement.dataset.state = location.hash;
  return true;
}

function Gallery(): ReactElement {
  // Each state is entered anew: nothing of the one before is left in a component. 0: no state.
  const [entered, setEntered] = useState(() => (enterState() ? 1 : 0));
  useEffect(() => {
    const onHash = (): void => {
      const shows = enterState();
      setEntered((count) => (shows ? count + 1 : 0));
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);
  return entered > 0 ? <App key={entered} clock={fixedClock} /> : <List />;
}

listenForStop((reason) => galleryDeck.stop(reason), realClock);
listenForActionKeys(galleryDeck);
/** A still canvas is drawn once: it must find its letters. */
const faces = ['Inter', 'JetBrains Mono'].flatMap((name) => [
  `400 12px "${name}"`,
  `600 12px "${name}"`,
]);
await Promise.all(faces.map((face) => document.fonts.load(face)));
createRoot(must(document.getElementById('root'))).render(
  <StrictMode>
    <DeckContext value={galleryDeck}>
      <Gallery />
    </DeckContext>
  </StrictMode>,
);
