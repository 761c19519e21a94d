/** For a child whose end is its parent's to order, through its standard input. */

/** A terminal sends Ctrl-C and its own end to the whole group: here they mean nothing. */
export function leaveTerminalSignals(): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
}
