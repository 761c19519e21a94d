/**
 * The `bench` that a coding agent finds: it carries words or MCP lines to the one socket it was given and prints what
 * comes back. It knows no verb, no data folder and no other way; all else is the desk's matter at the socket's other end.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';

const words = process.argv.slice(2);

/** Agents start MCP servers with little of their environment, so the way to the desk stands in the home. */
function findDesk() {
  try {
    return JSON.parse(readFileSync(`${homedir()}/.bench/desk.json`, 'utf8'));
  } catch {
    return { socket: null, key: '' };
  }
}
const { socket: path, key } = findDesk();
const fail = (text, code) => {
  process.stderr.write(`bench: ${text}\n`);
  process.exitCode = code;
};

/** `--out FILE` is for this side: where a picture goes. */
function takeOut() {
  const at = words.indexOf('--out');
  return at < 0 ? null : (words.splice(at, 2)[1] ?? null);
}

function serveMcp(socket) {
  socket.write(`${JSON.stringify({ hello: 'mcp', key })}\n`);
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
}

function askWords(socket, out) {
  const pieces = [];
  socket.write(`${JSON.stringify({ hello: 'words', key, words })}\n`);
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('end', () => {
    let answer;
    try {
      answer = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    } catch {
      fail('the bench went away before it answered; try again', 1);
      return;
    }
    (answer.code === 0 ? process.stdout : process.stderr).write(`${answer.text}\n`);
    process.exitCode = answer.code;
    if (answer.jpeg === undefined) return;
    const file = out ?? `${tmpdir()}/frame.jpg`;
    writeFileSync(file, Buffer.from(answer.jpeg, 'base64'));
    process.stdout.write(`saved as ${file}\n`);
  });
}

if (path === null) fail('there is no way to a bench here: this is not an agent session', 1);
else {
  const out = takeOut();
  const socket = connect(path, () =>
    words[0] === 'mcp' ? serveMcp(socket) : askWords(socket, out),
  );
  socket.on('error', (error) => fail(`the bench cannot be reached (${error.code})`, 1));
}
