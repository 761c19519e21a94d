/**
 * Credits of a camera's stream that go back one a second while nothing moves: a picture of a bench at rest is worth a look
 * now and then, and each one costs the page a whole frame. What is held back is forgotten where the stream starts anew.
 */
import type { Clock } from '../../main/base/lib/clock.ts';

export const restMs = 1000;

export interface HeldCredits extends Disposable {
  grant(count: number): void;
  /** Nothing is owed any more. */
  forget(): void;
}

export function holdBackCredits(ports: {
  readonly clock: Pick<Clock, 'after'>;
  readonly rests: () => boolean;
  readonly grant: (count: number) => void;
}): HeldCredits {
  const { clock, rests } = ports;
  let held = 0;
  let late: Disposable | null = null;
  const forget = (): void => {
    late?.[Symbol.dispose]();
    [late, held] = [null, 0];
  };
  const give = (): void => {
    const count = rests() ? Math.min(1, held) : held;
    const rest = held - count;
    forget();
    if (count > 0) ports.grant(count);
    hold(rest);
  };
  const hold = (count: number): void => {
    held += count;
    if (held > 0) late ??= clock.after(restMs, give);
  };
  return {
    grant(count) {
      hold(count);
      if (!rests()) give();
    },
    forget,
    [Symbol.dispose]: forget,
  };
}
