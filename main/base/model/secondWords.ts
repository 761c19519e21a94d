/** What second looks at an agent's starts came to, in sentences for window, command line, gate and agent. Pure. */
import { resetGate, type SecondLooks } from './reset.ts';

const secondName = (by: string): string =>
  by === 'shipped' ? 'the reset that came with the task' : by;

export function secondWords({ by, asked, denied, apartM }: SecondLooks): string {
  if (by === null)
    return 'No check but its own could look at its starts: what it says of itself proves nothing.';
  const most = Math.floor(resetGate.denied * asked);
  const apart = apartM === null ? '' : ` The two see it ${(1000 * apartM).toFixed(1)} mm apart.`;
  return (
    `The check of ${secondName(by)} denied ${denied} of ${asked} verified starts; ` +
    `at most ${most} may be.${apart}`
  );
}
