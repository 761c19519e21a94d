/**
 * One command line from words to exit code: parse, run, and say what went wrong in one line. Ends no process itself.
 */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { BenchError } from '../../base/model/errors.ts';
import { exitCodeOf, toBenchError } from '../../base/model/errors.ts';
import { helpText } from './helpText.ts';
import { parseWords } from './parseWords.ts';
import type { Terminal, VerbSpec } from './verb.ts';

/** $XDG_DATA_HOME/nightbench, else ~/.local/share/nightbench. */
export function defaultDataDir(env: Terminal['env']): string {
  const base = env.XDG_DATA_HOME;
  const home = env.HOME ?? homedir();
  const usable = base !== undefined && isAbsolute(base);
  return join(usable ? base : join(home, '.local/share'), 'nightbench');
}

function oneLine(error: BenchError): string {
  const words = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  return `bench: ${words.replace(/\s*\n\s*/g, ' ').slice(0, 1000)}`;
}

/** Resolves with the exit code; never throws for what a person or the world did wrong. */
export async function runBench(
  verbs: readonly VerbSpec[],
  words: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<number> {
  try {
    const parsed = parseWords(verbs, words);
    if (parsed.kind === 'version') {
      terminal.out(version);
      return 0;
    }
    if (parsed.kind === 'help') {
      for (const line of helpText(verbs, parsed.topic)) terminal.out(line);
      return 0;
    }
    const { verb, args, flags } = parsed;
    const data = typeof flags.data === 'string' ? flags.data : defaultDataDir(terminal.env);
    const dataDir = resolve(terminal.cwd, data);
    return await verb.run({ args, flags, json: flags.json === true, dataDir, terminal });
  } catch (thrown) {
    const error = toBenchError(thrown);
    terminal.note(oneLine(error));
    if (error.code === 'internal' && thrown instanceof Error && terminal.env.BENCH_DEBUG === '1')
      terminal.note(thrown.stack ?? '');
    return exitCodeOf(error.code);
  }
}
