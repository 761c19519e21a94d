/** One answer of the core on its way to where the window keeps it. */
import { toBenchError } from '../../main/base/model/errors.ts';
import type { Asked } from '../store/judgeDesk.ts';

export interface AskPlace<T> {
  readonly read: () => Asked<T>;
  readonly put: (next: Asked<T>) => void;
}

/** Puts the answer, or why there is none, unless something else was asked there meanwhile. `of` names what it is about. */
export async function askInto<T>(
  { read, put }: AskPlace<T>,
  of: string,
  ask: () => Promise<T>,
  failedWords: (message: string, hint: string | undefined) => string = (message) => message,
): Promise<void> {
  const asking: Asked<T> = { kind: 'asking', of };
  put(asking);
  const settle = (next: Asked<T>): void => {
    if (read() === asking) put(next);
  };
  try {
    settle({ kind: 'there', of, report: await ask() });
  } catch (thrown) {
    const { message, hint } = toBenchError(thrown);
    settle({ kind: 'failed', of, message: failedWords(message, hint) });
  }
}
