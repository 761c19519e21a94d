/**
 * Starts a coding agent inside its jail and ends with its code. Bridges a port on loopback to the model's socket where it
 * is told to, keeps the terminal open for a moment after the agent's end (else its last words are lost), and leaves every
 * key of the terminal to the agent. Usage: launch.mjs [--bridge PORT=SOCKET] -- PROGRAM [ARGUMENT …]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

const lastWordsMs = 50;
const maxConnections = 256;
/** Where memory runs out the kernel takes agents before the bench. */
const oomScore = '700';
const notFound = 127;

const words = process.argv.slice(2);
const end = words.indexOf('--');
const [file, ...args] = end < 0 ? [] : words.slice(end + 1);
const bridge = words[0] === '--bridge' ? /^(\d+)=(.+)$/.exec(words[1] ?? '') : null;

const attempt = (run) => {
  try {
    run();
  } catch {
    // A nicety: without it the agent runs all the same.
  }
};

/** Both ways, each end passed on; when one side breaks, so does the other. Keeps nobody alive. */
function carry(near, socket) {
  const far = connect({ path: socket, allowHalfOpen: true });
  const link = (from, to) => {
    from.unref();
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroySoon());
    from.pipe(to);
  };
  near.setNoDelay(true);
  link(near, far);
  link(far, near);
}

function openBridge(port, socket) {
  const server = createServer({ allowHalfOpen: true }, (near) => carry(near, socket));
  server.maxConnections = maxConnections;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server.unref()));
  });
}

/** Blocks: there is nothing else to do, and the terminal stays open while we live. */
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function run() {
  // First: a key may come before the agent's first instruction.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGHUP']) process.on(signal, () => {});
  const child = spawn(file, args, { stdio: 'inherit' });
  const finish = (code) => {
    pause(lastWordsMs);
    process.exitCode = code;
  };
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('error', (error) => {
    process.stderr.write(`launch: cannot start ${file} (${error.code})\r\n`);
    finish(notFound);
  });
  child.once('exit', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0)));
}

attempt(() => writeFileSync('/proc/self/oom_score_adj', oomScore));
attempt(() => mkdirSync(process.env.TMPDIR ?? '/tmp', { recursive: true }));
if (bridge !== null) await openBridge(Number(bridge[1]), bridge[2]);
run();
