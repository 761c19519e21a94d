/**
 * Prices that a lab begins with, in US dollars per million tokens; it edits its own file. From stored copies of the
 * seller's pages (platform.claude.com, "Pricing" and the models' overviews). One figure is second hand: the cache reads of
 * Sonnet 5.5, which the copy gives as 0.20 and two later readers of the page as cut to 0.10 on 2026-10-07; `asOf` is the
 * day of the later one. Left out: models priced by the prompt's length, and sellers whose pages we could not read.
 */

export interface ModelPrice {
  readonly inFresh: number;
  readonly inCacheRead: number;
  readonly inCacheWrite: number;
  /** What is written for an hour instead of five minutes; where it is absent such a write has no price. */
  readonly inCacheWrite1h?: number | undefined;
  readonly out: number;
}

const price = (
  inFresh: number,
  inCacheWrite: number,
  inCacheWrite1h: number,
  inCacheRead: number,
  out: number,
): ModelPrice => ({ inFresh, inCacheRead, inCacheWrite, inCacheWrite1h, out });

const opus = price(5, 6.25, 10, 0.5, 25);

export const defaultPrices: {
  readonly models: Readonly<Record<string, ModelPrice>>;
  readonly asOf: string;
} = {
  models: {
    'claude-fable-5-1*': price(10, 12.5, 20, 0.25, 50),
    'claude-fable-5': price(10, 12.5, 20, 1, 50),
    'claude-opus-5-5*': price(4, 5, 8, 0.2, 20),
    'claude-opus-5': opus,
    'claude-opus-4-8*': opus,
    'claude-opus-4-7*': opus,
    'claude-opus-4-6*': opus,
    'claude-opus-4-5*': opus,
    'claude-sonnet-5-5*': price(2, 2.5, 4, 0.1, 10),
    'claude-sonnet-5': price(2, 2.5, 4, 0.2, 10),
    'claude-sonnet-4-6*': price(3, 3.75, 6, 0.3, 15),
    'claude-sonnet-4-5*': price(3, 3.75, 6, 0.3, 15),
    'claude-haiku-4-5*': price(1, 1.25, 2, 0.1, 5),
  },
  asOf: '2026-10-24',
};
