/** A terminal that keeps what a person would have read, and sends signals when the test says so. */
import { realClock } from '../../main/base/lib/clock.ts';
import type { EndSignal, Terminal } from '../../main/entry/cli/verb.ts';

export interface TestTerminal extends Terminal {
  readonly outLines: readonly string[];
  readonly noteLines: readonly string[];
  signal(why: EndSignal): void;
}

export interface TerminalOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers to questions; without them nobody is there. */
  readonly answers?: readonly string[];
  readonly onOut?: (line: string) => void;
}

export function createTestTerminal(options: TerminalOptions = {}): TestTerminal {
  const { cwd = '/', input = '', env = {}, answers, onOut } = options;
  const outLines: string[] = [];
  const noteLines: string[] = [];
  const runs = new Set<(why: EndSignal) => void>();
  const waiting = [...(answers ?? [])];
  return {
    clock: realClock,
    env,
    cwd,
    interactive: answers !== undefined,
    outLines,
    noteLines,
    out(line) {
      outLines.push(line);
      onOut?.(line);
    },
    note: (line) => void noteLines.push(line),
    readInput: () => Promise.resolve(input),
    ask(question) {
      noteLines.push(question);
      return Promise.resolve(waiting.shift() ?? '');
    },
    onEnd(run) {
      runs.add(run);
      return { [Symbol.dispose]: () => void runs.delete(run) };
    },
    signal(why) {
      for (const run of runs) run(why);
    },
  };
}
