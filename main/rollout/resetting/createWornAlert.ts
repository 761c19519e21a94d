/** The alert that a reset is worn: raised before it is a wrong number, cleared when nothing says so any more. */
import type { Alerts } from '../../bench/alerts.ts';

const wornKey = 'reset/worn';

/** `worn` says in words why a task's reset is; null: it is not. Gives the function that looks again. */
export function createWornAlert(
  alerts: Pick<Alerts, 'raise' | 'clear'>,
  worn: (task: string) => Promise<string | null>,
): (task: string) => Promise<void> {
  let raisedFor: string | null = null;
  return async (task) => {
    const told = await worn(task);
    if (told !== null) {
      raisedFor = task;
      alerts.raise(
        wornKey,
        'warning',
        `The reset of ${task} is worn: ${told}.`,
        'Look at gripper, cameras and light, then measure it again.',
      );
    } else if (raisedFor === task) {
      raisedFor = null;
      alerts.clear(wornKey);
    }
  };
}
