/** What the reset view remembers besides what the core says: plain data, so that the gallery can show any state. */

export interface ResetDesk {
  /** What a person waits for; one at a time. */
  readonly wait: 'accept' | 'add' | 'stop' | null;
  /** The version that somebody is about to accept. */
  readonly accepting: string | null;
  /** What was done last, as a sentence. */
  readonly said: string;
}

export const firstResetDesk: ResetDesk = { wait: null, accepting: null, said: '' };
