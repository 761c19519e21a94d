/**
 * Opens Electron's shell on a running core and keeps the link to it: pipes, so that neither the key nor the one-time
 * link is ever on a command line. The shell is a process group of its own: a Ctrl-C in the terminal is the core's.
 */
import { spawn } from 'node:child_process';
import { BenchError } from '../../base/model/errors.ts';
import { openCoreClient } from '../cli/coreClient.ts';
import { readCoreCard } from '../lock.ts';
import { askForLink } from './askForLink.ts';
import { hasTray } from './hasTray.ts';
import type { OpenedWindow, WindowPlace, WindowPlan } from './openWindow.ts';
import { watchWindow, windowEnv } from './openWindow.ts';
import type { ShellSide, ShellSidePorts } from './serveShell.ts';
import { serveShell } from './serveShell.ts';

export type LinkPlace = Pick<WindowPlace, 'dataDir' | 'machine' | 'clock'>;

/** Links a shell to the core of the folder, as a client like any other. Throws `unavailable`. */
export async function linkShell(
  { dataDir, machine, clock }: LinkPlace,
  pipes: Pick<ShellSidePorts, 'read' | 'write' | 'comeBack'>,
): Promise<ShellSide & { readonly coreLost: Promise<void> }> {
  const card = readCoreCard(dataDir);
  if (card === null) throw new BenchError('unavailable', `no core runs on ${dataDir}`);
  const tray = await hasTray(machine);
  const client = await openCoreClient(card, clock);
  const side = serveShell({
    ...pipes,
    client,
    clock,
    pid: card.pid,
    tray,
    mintUrl: () => askForLink(card),
    endCore: (pid) => void process.kill(pid, 'SIGTERM'),
  });
  return {
    bye: side.bye,
    coreLost: client.lost.catch(() => undefined),
    [Symbol.dispose]() {
      side[Symbol.dispose]();
      client[Symbol.dispose]();
    },
  };
}

/** Spawns the shell. Disposing it closes it, without a question; a core that is lost is told by the pipe's end. */
export async function openShell(
  plan: Extract<WindowPlan, { kind: 'electron' }>,
  place: LinkPlace,
): Promise<OpenedWindow> {
  const child = spawn(plan.file, plan.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: windowEnv(process.env),
    detached: true,
  });
  // Its end is its own: what it did in between, the person saw.
  const closed = watchWindow(child, place.clock, () => false);
  child.stdin.on('error', () => undefined); // it died: `closed` says so
  const comeBack = 'npx bench start shows it again; Ctrl-C in its terminal ends it.';
  try {
    const pipes = { read: child.stdout, write: child.stdin, comeBack };
    const side = await linkShell(place, pipes);
    const letGo = (): void => {
      side[Symbol.dispose]();
      child.stdin.end();
    };
    void side.coreLost.then(letGo);
    return {
      closed,
      [Symbol.dispose]() {
        side.bye();
        letGo();
        child.kill('SIGTERM');
      },
    };
  } catch (thrown) {
    child.kill('SIGTERM');
    throw thrown;
  }
}
