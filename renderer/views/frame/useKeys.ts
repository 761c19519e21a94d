/** The keys of the window apart from the stop. Ignored while a field or a dialog has the focus. */
import { useEffect } from 'react';
import { useWindow, type WindowState } from '../../store/windowStore.ts';

export interface KeyMeaning {
  readonly key: string;
  readonly words: string;
  readonly change: Partial<WindowState>;
}

export const keyMeanings: readonly KeyMeaning[] = [
  { key: '1', words: 'Bench', change: { screen: 'bench' } },
  { key: '2', words: 'Trials', change: { screen: 'trials' } },
  { key: 'r', words: 'Run trials…, or end the run…', change: { dialog: 'run' } },
  { key: '?', words: 'Keys', change: { dialog: 'keys' } },
];

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'radio') return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const state = useWindow.getState();
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (state.dialog !== null || typing(event.target)) return;
      const meaning = keyMeanings.find((entry) => entry.key === event.key);
      if (meaning === undefined) return;
      event.preventDefault();
      if (meaning.key === 'r') {
        if (state.link.kind !== 'online') return;
        useWindow.setState({ dialog: state.run === null ? 'run' : 'end' });
      } else {
        useWindow.setState(meaning.change);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
