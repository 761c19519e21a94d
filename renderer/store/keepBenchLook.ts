/** Keeps how a person likes the bench screen between visits. */
import { type BenchLook, parseBenchLook } from './benchLook.ts';
import { useWindow } from './windowStore.ts';

const storageKey = 'nightbench-bench';

export function setBenchLook(part: Partial<BenchLook>): void {
  const benchLook = { ...useWindow.getState().benchLook, ...part };
  useWindow.setState({ benchLook });
  localStorage.setItem(storageKey, JSON.stringify(benchLook));
}

export function keepBenchLook(): void {
  useWindow.setState({ benchLook: parseBenchLook(localStorage.getItem(storageKey)) });
}
