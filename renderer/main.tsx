/** The window's entry: connection, store and deck are made here and nowhere else. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { wirePath } from '../main/base/api/streamFrame.ts';
import { must } from '../main/base/lib/assert.ts';
import { realClock } from '../main/base/lib/clock.ts';
import { listenForActionKeys } from './actions/actionKeys.ts';
import { createCoreDeck } from './actions/coreDeck.ts';
import { DeckContext } from './actions/deck.ts';
import { listenForStop } from './actions/stopInputs.ts';
import { App } from './app.tsx';
import { keepAddress } from './store/address.ts';
import { browserSocket } from './store/browserSocket.ts';
import { keepCallSound } from './store/callSound.ts';
import { feedStore } from './store/feedStore.ts';
import { keepBenchLook } from './store/keepBenchLook.ts';
import { keepDayLook } from './store/keepDayLook.ts';
import { watchPerson } from './store/personActive.ts';
import { keepTheme } from './store/theme.ts';
import './style/style.ts';

keepTheme();
keepBenchLook();
keepCallSound();
keepDayLook();
keepAddress();
const connection = feedStore({
  openSocket: browserSocket(wirePath),
  clock: realClock,
  batch: (run) => requestAnimationFrame(run),
});
const deck = createCoreDeck(connection, realClock);
listenForStop((reason) => deck.stop(reason), realClock);
listenForActionKeys(deck);
watchPerson(realClock, (step) => {
  // Lost, or too old a core: time that nobody counted is not made up.
  connection.call('person.active', { step }).catch(() => undefined);
});
createRoot(must(document.getElementById('root'))).render(
  <StrictMode>
    <DeckContext value={deck}>
      <App clock={realClock} />
    </DeckContext>
  </StrictMode>,
);
