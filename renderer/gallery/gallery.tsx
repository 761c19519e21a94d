/**
 * Every view in named states, from plain data, without a core: `gallery.html#<state>/<theme>`. Without a name it lists
 * them. For looking and for tests; it shares every component with the real window.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { DeckContext } from '../actions/deck.ts';
import { listenForStopKeys } from '../actions/stopKeys.ts';
import { App } from '../app.tsx';
import { applyTheme } from '../store/theme.ts';
import { type Theme, useWindow } from '../store/windowStore.ts';
import '../style/style.ts';
import { galleryDeck } from './galleryDeck.ts';
import { namedStates } from './namedStates.ts';

const fixedClock = { ...realClock, wallTime: () => '2026-01-14T13:46:05.000Z' };
const [name, theme] = location.hash.slice(1).split('/');
const shown = Object.entries(namedStates).find(([key]) => key === name);
const root = createRoot(must(document.getElementById('root')));
window.addEventListener('hashchange', () => location.reload());

if (shown === undefined) {
  root.render(
    <ul className="gallery-list">
      {Object.keys(namedStates).map((key) => (
        <li key={key}>
          <a href={`#${key}/dark`}>{key}</a> · <a href={`#${key}/light`}>light</a>
        </li>
      ))}
    </ul>,
  );
} else {
  const chosen: Theme = theme === 'light' ? 'light' : 'dark';
  useWindow.setState({ ...shown[1], theme: chosen });
  applyTheme(chosen);
  listenForStopKeys((reason) => galleryDeck.stop(reason));
  root.render(
    <StrictMode>
      <DeckContext value={galleryDeck}>
        <App clock={fixedClock} />
      </DeckContext>
    </StrictMode>,
  );
}
