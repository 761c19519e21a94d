/** Dark, light, or as the system says; kept between visits, and written on the root before the first paint. */
import { type Theme, useWindow } from './windowStore.ts';

const storageKey = 'nightbench-theme';
const themes: readonly Theme[] = ['dark', 'light', 'system'];

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function setTheme(theme: Theme): void {
  useWindow.setState({ theme });
  applyTheme(theme);
  localStorage.setItem(storageKey, theme);
}

export function keepTheme(): void {
  const kept = themes.find((theme) => theme === localStorage.getItem(storageKey)) ?? 'dark';
  useWindow.setState({ theme: kept });
  applyTheme(kept);
}
