/**
 * What the agent jail's probe runs in place of an agent's launcher: tries what must be possible and what must not, and
 * prints both as one JSON object of name and true or false. Told by a JSON file in its clone what lies where.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';

const { app, pid, port, outside, granted, tools, home } = JSON.parse(
  readFileSync('probe.json', 'utf8'),
);

const may = (run) => {
  try {
    return run() !== false;
  } catch {
    return false;
  }
};
const reach = (target) =>
  new Promise((resolve) => {
    const socket = connect(target, () => resolve(true));
    socket.once('error', () => resolve(false));
  });

const told = {
  'write its home': may(() => writeFileSync(`${home}/written`, 'x')),
  'write its clone': may(() => writeFileSync('written', 'x')),
  'reach its socket': await reach({ path: granted }),
  'read the app': may(() => readFileSync(app)),
  'write its tools': may(() => writeFileSync(`${tools}/written`, 'x')),
  'reach a port': await reach({ port, host: '127.0.0.1' }),
  'reach a socket': await reach({ path: outside }),
  'signal the app': may(() => process.kill(pid, 0)),
  'be root': process.getuid() === 0,
};
writeSync(1, JSON.stringify(told));
process.exit(0);
