/**
 * What a verb of the command line is, as data: parsing, help and the guide all come from this one shape. Knows no
 * particular verb.
 */
import type { Clock } from '../../base/lib/clock.ts';

export interface FlagSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly kind: 'switch' | 'text' | 'int' | 'number';
  /** How the value is called in the help. */
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  readonly help: string;
}

export interface ArgSpec {
  readonly name: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  readonly help: string;
}

export interface Example {
  readonly line: string;
  readonly says: string;
}

export interface VerbSpec {
  /** One or two words: `verify`, `trial run`. */
  readonly name: string;
  /** Starts with a verb, ends without a full stop. */
  readonly summary: string;
  readonly detail?: string;
  readonly args: readonly ArgSpec[];
  /** Any number of words after the arguments; those that begin with a dash come after `--`. */
  readonly rest?: ArgSpec;
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly Example[];
  /** Resolves with the exit code. Throws `BenchError`. */
  readonly run: (call: VerbCall) => Promise<number>;
}

/** What a verb may do to the outside. Injected, so that tests read what a person would. */
export interface Terminal {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** A person sits at both ends. */
  readonly interactive: boolean;
  /** A line of result. */
  out(line: string): void;
  /** A line for the person: progress, hints, refusals. */
  note(line: string): void;
  /** All of standard input, at most 1 MB. */
  readInput(): Promise<string>;
  ask(question: string): Promise<string>;
  /** SIGINT, SIGTERM, SIGHUP, and a reader of our output that went away. */
  onEnd(run: (why: EndSignal) => void): Disposable;
}

export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE';

/** What a shell expects of a command that a signal ended. */
export const signalExitCode: Readonly<Record<EndSignal, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  SIGPIPE: 141,
};

export type FlagValue = string | number | boolean;

export interface VerbCall {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, FlagValue>>;
  readonly json: boolean;
  /** Absolute. */
  readonly dataDir: string;
  readonly terminal: Terminal;
}

export function textFlag(call: VerbCall, name: string): string | undefined {
  const value = call.flags[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberFlag(call: VerbCall, name: string): number | undefined {
  const value = call.flags[name];
  return typeof value === 'number' ? value : undefined;
}

export function switchFlag(call: VerbCall, name: string): boolean {
  return call.flags[name] === true;
}

/** Every verb takes these. */
export const commonFlags: readonly FlagSpec[] = [
  {
    name: 'data',
    kind: 'text',
    value: 'DIR',
    help: 'Data folder; by default ~/.local/share/nightbench (or $XDG_DATA_HOME/nightbench)',
  },
  { name: 'json', kind: 'switch', help: 'One JSON value a line, for scripts' },
  { name: 'help', kind: 'switch', help: 'Show this' },
];
