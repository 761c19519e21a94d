/**
 * Keeps what is typed: one write at a time, of each form only the newest text, and none of another form's is dropped for
 * it. Pure but for `save`.
 */

export interface DraftKeeper {
  /** null: nothing more is to be kept of it. */
  keep(key: string, text: string | null): void;
  /** When everything that was asked for has been tried. */
  settled(): Promise<void>;
}

export function createDraftKeeper(
  save: (key: string, text: string | null) => Promise<unknown>,
  said: (failure: unknown) => void,
): DraftKeeper {
  const waiting = new Map<string, string | null>();
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    for (;;) {
      const [next] = waiting;
      if (next === undefined) break;
      const [key, text] = next;
      waiting.delete(key);
      try {
        await save(key, text);
        said(null);
      } catch (thrown) {
        said(thrown);
      }
    }
    working = null;
  };
  return {
    keep: (key, text) => {
      waiting.set(key, text);
      working ??= work();
    },
    settled: async () => {
      while (working !== null) await working;
    },
  };
}
