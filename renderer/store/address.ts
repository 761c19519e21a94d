/** The screen and the opened trial live in the address: `#/bench`, `#/trials`, `#/trials/<id>`; links can be kept. */
import { useWindow, type WindowState } from './windowStore.ts';

type Place = Pick<WindowState, 'screen' | 'selected'>;

export function parseAddress(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [screen, id, play] = path.split('/');
  if (screen !== 'trials') return screen === 'debug' ? { ...nowhere, screen } : nowhere;
  const params = new URLSearchParams(query);
  const selected = id !== undefined && /^[a-z0-9-]{1,64}$/.test(id) ? id : null;
  const moment = /^\d{1,7}(\.\d{1,6})?$/.exec(params.get('t') ?? '');
  const playing =
    selected !== null && play === 'play'
      ? { atS: moment === null ? null : Number(moment[0]) }
      : null;
  return { screen: 'trials', selected, filter: filterOfWords(params), playing };
}

export function addressOf(place: Place): string {
  if (place.screen === 'bench') return '#/bench';
  return place.selected === null ? '#/trials' : `#/trials/${place.selected}`;
}

/** Address → store at every move, and store → address without adding history. */
export function keepAddress(): void {
  const read = (): void => useWindow.setState(parseAddress(location.hash));
  window.addEventListener('hashchange', read);
  read();
  useWindow.subscribe((state) => {
    const wanted = addressOf(state);
    if (location.hash !== wanted) history.replaceState(null, '', wanted);
  });
}
