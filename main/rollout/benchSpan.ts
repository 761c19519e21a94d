/** How long something took in bench time: from the first control row that was seen of it to the last. */
import type { BenchLink } from '../bench/link.ts';

export interface BenchSpan extends Disposable {
  /** To the millisecond; 0 before the first row. */
  seconds(): number;
}

export function openBenchSpan(link: Pick<BenchLink, 'onState'>): BenchSpan {
  let firstMs = Number.NaN;
  let lastMs = Number.NaN;
  const listening = link.onState(({ state }) => {
    if (Number.isNaN(firstMs)) firstMs = state.atMs;
    lastMs = state.atMs;
  });
  return {
    seconds() {
      const seconds = (lastMs - firstMs) / 1000;
      return Number.isFinite(seconds) ? Math.round(seconds * 1000) / 1000 : 0;
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}
