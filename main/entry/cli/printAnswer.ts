/** What a verb answers with: one JSON value for scripts, lines for people. */
import type { VerbCall } from './verb.ts';

export function print(
  { terminal, json }: VerbCall,
  value: unknown,
  lines: readonly string[],
): void {
  if (json) terminal.out(JSON.stringify(value));
  else for (const line of lines) terminal.out(line);
}
