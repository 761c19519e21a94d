/** A greedy program for the jail's tests: takes more and more of one thing and prints how much it has, each time. */
import { spawn } from 'node:child_process';
import { appendFileSync, writeSync } from 'node:fs';

const [kind, most] = [process.argv[2], Number(process.argv[3])];
const kept: unknown[] = [];
const say = (amount: number): void => void writeSync(1, `${amount}\n`);

if (kind === 'buffers') {
  for (let mb = 8; mb <= most; mb += 8) {
    kept.push(Buffer.alloc(8 << 20, 1));
    say(mb);
  }
} else if (kind === 'objects') {
  for (let mb = 1; mb <= most; mb++) {
    kept.push(Array.from({ length: 1 << 15 }, (_, index) => ({ index })));
    say(mb);
  }
} else if (kind === 'disk') {
  const piece = Buffer.alloc(1 << 20, 1);
  for (let mb = 1; mb <= most; mb++) {
    appendFileSync(`/tmp/file-${mb % 4}`, piece);
    say(mb);
  }
} else if (kind === 'processes') {
  for (let count = 1; count <= most; count++) {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60_000)'], {
      stdio: 'ignore',
    });
    const refused = await new Promise<unknown>((resolve) => {
      child.once('error', resolve);
      child.once('spawn', () => resolve(null));
    });
    if (refused !== null) throw refused;
    say(count);
  }
  process.exit(0);
} else {
  say(0);
  for (;;) kept.length = 0;
}
