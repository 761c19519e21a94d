/**
 * Where one is lives in the address, so that links can be kept: the steps `#/check`, `#/task`, `#/demos`, `#/labels`,
 * `#/judge`, `#/reset`, `#/seal`; the rooms `#/bench`, `#/debug`, `#/night`, `#/agents/<id>`,
 * `#/trials?outcome=failure`, `#/trials/<id>`, and a moment of a recorded trial as `#/trials/<id>/play?t=12.340000`
 * (seconds since its record began).
 */
import type { TrialFilter } from '../../main/base/model/trialFilter.ts';
import { filterOfWords, filterToWords } from './filterWords.ts';
import { type Screen, useWindow, type WindowState } from './windowStore.ts';

export type Place = Pick<WindowState, 'screen' | 'selected' | 'filter' | 'playing' | 'agent'>;

/** Screens whose address says nothing more. */
const plainScreens: readonly Screen[] = [
  'check',
  'task',
  'demos',
  'labels',
  'judge',
  'reset',
  'seal',
  'debug',
  'night',
];

const nowhere: Place = {
  screen: 'bench',
  selected: null,
  filter: {},
  playing: null,
  agent: null,
};

export function parseAddress(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [screen, id, play] = path.split('/');
  if (screen === 'agents') {
    const known = id !== undefined && /^agent-\d{4,8}$/.test(id);
    return { ...nowhere, screen, agent: known ? id : null };
  }
  if (screen !== 'trials') {
    const known = plainScreens.find((each) => each === screen);
    return known === undefined ? nowhere : { ...nowhere, screen: known };
  }
  const params = new URLSearchParams(query);
  const selected = id !== undefined && /^[a-z0-9-]{1,64}$/.test(id) ? id : null;
  const moment = /^\d{1,7}(\.\d{1,6})?$/.exec(params.get('t') ?? '');
  const playing =
    selected !== null && play === 'play'
      ? { atS: moment === null ? null : Number(moment[0]) }
      : null;
  return { ...nowhere, screen: 'trials', selected, filter: filterOfWords(params), playing };
}

/** Seconds as a link holds them: to the microsecond, closer than any two pictures. */
export const linkSeconds = (seconds: number): string => seconds.toFixed(6);

export function addressOf(place: Place): string {
  if (place.screen === 'agents' && place.agent !== null) return `#/agents/${place.agent}`;
  if (place.screen !== 'trials') return `#/${place.screen}`;
  const words = filterToWords(place.filter);
  const atS = place.playing?.atS ?? null;
  if (atS !== null) words.set('t', linkSeconds(atS));
  const query = words.size === 0 ? '' : `?${words}`;
  if (place.selected === null) return `#/trials${query}`;
  return `#/trials/${place.selected}${place.playing === null ? '' : '/play'}${query}`;
}

/** The address of one trial, and of a moment in it: what a copied link holds. */
export function linkTo(id: string, atS: number | null = null, filter: TrialFilter = {}): string {
  const playing = atS === null ? null : { atS };
  const place = { ...nowhere, screen: 'trials', selected: id, filter, playing } as const;
  return `${location.origin}/${addressOf(place)}`;
}

/**
 * Address → store at every move, and store → address without adding history, only when the place itself changes: the
 * core's news must not undo a link that was just followed.
 */
export function keepAddress(): void {
  const read = (): void => useWindow.setState(parseAddress(location.hash));
  const write = (place: Place): void => {
    const wanted = addressOf(place);
    if (location.hash !== wanted) history.replaceState(null, '', wanted);
  };
  window.addEventListener('hashchange', read);
  read();
  write(useWindow.getState());
  useWindow.subscribe((state, before) => {
    if (addressOf(state) !== addressOf(before)) write(state);
  });
}
