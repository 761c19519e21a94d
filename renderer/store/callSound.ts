/** Whether this window sounds when somebody is needed; kept between visits. */
import { useWindow } from './windowStore.ts';

const storageKey = 'nightbench-call-muted';

export function muteCalls(callMuted: boolean): void {
  useWindow.setState({ callMuted });
  localStorage.setItem(storageKey, String(callMuted));
}

export function keepCallSound(): void {
  useWindow.setState({ callMuted: localStorage.getItem(storageKey) === 'true' });
}
