/** What a person asks of the night that is there: a pause, going on, its end. Whose word it was is recorded. */
import { asksWell } from '../store/nightFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';
import { longMs } from './judgeLooks.ts';

export async function pauseNight(deck: Deck, by: string, why: string): Promise<void> {
  const reason = why === '' ? {} : { why };
  await deck.ask('Pause the night', 'night.pause', { by, ...reason }, { timeoutMs: longMs });
}

/** Where something moved, or its core ended in the middle, pressing the button says that all is well. */
export async function resumeNight(deck: Deck, by: string): Promise<void> {
  const { night } = useWindow.getState();
  if (night === null) return;
  const args = { by, well: asksWell(night) };
  await deck.ask('Go on with the night', 'night.resume', args, { timeoutMs: longMs });
}

export async function endNight(deck: Deck, by: string, why: string): Promise<void> {
  const reason = why === '' ? {} : { why };
  await deck.ask('End the night', 'night.end', { by, ...reason }, { timeoutMs: longMs });
}
