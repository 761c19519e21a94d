/**
 * Writes the files of a start into home and clone, told by JSON on standard input. It runs in the agent's own jail, as the
 * agent: whatever an earlier session left in its folders (links, pipes, rights) can lead it nowhere an agent could not go.
 */
import { appendFileSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const { files, excludes } = JSON.parse(readFileSync(0, 'utf8'));

const plain = (file) => {
  try {
    return lstatSync(file).isFile();
  } catch {
    return false;
  }
};

for (const { path, text } of files) {
  mkdirSync(dirname(path), { recursive: true });
  if (!plain(path)) rmSync(path, { recursive: true, force: true });
  writeFileSync(path, text, { mode: 0o600 });
}
for (const { path, line } of excludes) {
  mkdirSync(dirname(path), { recursive: true });
  if (!plain(path)) rmSync(path, { recursive: true, force: true });
  const lines = plain(path) ? readFileSync(path, 'utf8').split('\n') : [];
  if (!lines.includes(line)) appendFileSync(path, `${line}\n`);
}
process.stdout.write('seeded\n');
