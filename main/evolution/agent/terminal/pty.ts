/**
 * The port to a pseudo-terminal with one program in it. Its output comes as raw bytes and is never paused; all that
 * the program wrote before its end has come when `exited` resolves. The real one is `main/entry/openPty.ts`.
 */

export interface PtyExit {
  /** Null: a signal ended it. */
  readonly code: number | null;
  readonly signal: number | null;
}

export interface Pty extends Disposable {
  readonly pid: number;
  /** Ignored once the program has ended. @throws BenchError `busy`: the program does not read what was typed before. */
  write(text: string): void;
  resize(cols: number, rows: number): void;
  /** To the program itself; who must end all that it started has a jail for that. */
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<PtyExit>;
}

export interface PtyOptions {
  readonly file: string;
  readonly args: readonly string[];
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
  /** The bytes are the receiver's to keep. */
  readonly onData: (bytes: Uint8Array) => void;
}

/**
 * A program that cannot be started says why in its terminal and ends with 1. Dispose kills the program and closes.
 * @throws BenchError `unavailable`: no pseudo-terminal can be had.
 */
export type OpenPty = (options: PtyOptions) => Pty;
