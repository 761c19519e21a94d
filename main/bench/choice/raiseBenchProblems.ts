/** What is stored of benches and cannot be read, as one alert that goes when it is mended. */
import type { Alerts } from '../alerts.ts';
import type { BenchBook } from './benchBook.ts';

const key = 'benches';

export function raiseBenchProblems(alerts: Alerts, benches: BenchBook): Disposable {
  const tell = (): void => {
    const [first, ...others] = benches.problems;
    if (first === undefined) {
      alerts.clear(key);
      return;
    }
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    const todo = 'Bring the file back from a copy, or save that bench again and calibrate it anew.';
    alerts.raise(key, 'warning', `${first}${more}`, todo);
  };
  tell();
  return benches.onChange(tell);
}
