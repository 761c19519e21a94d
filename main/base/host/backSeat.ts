/**
 * Giving way to the control loop: whoever is put on the back seat gets the processor when nobody else wants it. Linux
 * shares it between sessions first and between processes second, so the session is told too. Where that is not granted
 * or not known, nothing else changes.
 */
import { readlinkSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** As low as goes without starving. */
const backNice = 10;

/** A process that leads a session of its own, with all of that session. */
export function seatSession(pid: number): void {
  try {
    setPriority(pid, backNice);
    writeFileSync(`/proc/${pid}/autogroup`, `${backNice}`);
  } catch {
    // no such kernel, or it has ended
  }
}

/** The thread that calls it, alone. */
export function seatThread(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, backNice);
  } catch {
    // no such kernel
  }
}
