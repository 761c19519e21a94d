/** Brings the machine up to what Nightbench needs: look, say, ask, install, look again. Used by start and setup. */
import type { Terminal } from '../cli/verb.ts';
import { planInstall, runInstall } from './installParts.ts';
import type { Machine, Part, PartName } from './parts.ts';
import { findParts } from './parts.ts';

async function agreed(terminal: Terminal, names: string): Promise<boolean> {
  const answer = await terminal.ask(`Install ${names} with apt now? [Y/n] `);
  return /^(y|yes|)$/i.test(answer);
}

/** The parts as they are afterwards. Missing ones are said with what is not possible without them. */
export async function prepareParts(
  machine: Machine,
  names: readonly PartName[],
  yes: boolean,
  terminal: Terminal,
): Promise<readonly Part[]> {
  const parts = await findParts(machine, names);
  const missing = parts.filter((part) => part.found === null);
  if (missing.length === 0) return parts;
  const list = missing.map((part) => part.name).join(', ');
  terminal.note(`Missing on this machine: ${list}.`);
  const plan = await planInstall(missing, machine, { yes, interactive: terminal.interactive });
  if (plan.kind === 'run' && (plan.consented || (await agreed(terminal, list)))) {
    for (const argv of plan.argv) terminal.note(`Running: ${argv.join(' ')}`);
    if (!(await runInstall(plan.argv))) terminal.note('The installation did not go through.');
  } else if (plan.kind === 'print') {
    terminal.note(`To install: ${plan.command}`);
  }
  const now = await findParts(machine, names);
  for (const part of now)
    if (part.found === null) terminal.note(`Without ${part.name}: ${part.without}.`);
  return now;
}
