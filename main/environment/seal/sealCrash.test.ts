/** kill −9 in the middle of sealing: what was told is whole, and of the rest nothing is left after the next start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openSealGrounds } from '../../../test/lib/sealGrounds.ts';
import { sealsDir } from '../../store/dataLayout.ts';
import { verifyStore } from '../../store/verify.ts';

/** Seals one contract after the other, says when its files are about to be written and each hash; somebody will kill it. */
const sealer = `
import { openSealGrounds } from ${JSON.stringify(path.resolve('test/lib/sealGrounds.ts'))};
const [at, from] = process.argv.slice(2);
const grounds = openSealGrounds(at);
grounds.now.onSign = () => process.stdout.write('writing\\n');
for (let trials = Number(from); ; trials++) {
  const asked = { task: 'touch', operator: 'Ada', override: 'again and again', budget: { trials } };
  const { hash } = await grounds.call('seal.create', asked);
  process.stdout.write(hash + '\\n');
}
`;

it('leaves whole contracts alone, each with its entry', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'nb-seal-crash-'));
  mkdirSync(path.join(root, 'data'));
  const file = path.join(root, 'sealer.ts');
  writeFileSync(file, sealer);
  const told = new Set<string>();
  const flags = ['--disable-warning=ExperimentalWarning'];
  for (let round = 0; round < 4; round++) {
    const from = String(1 + round * 1000);
    const child = spawn(process.execPath, [...flags, file, root, from], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let writes = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line !== 'writing') told.add(line);
      // Its files are being written, or just were: it takes some milliseconds.
      else if (++writes === 2 + round) child.kill('SIGKILL');
    }
    await exited;
    using grounds = openSealGrounds(root);
    // What is swept is gone before the next one is sealed.
    const asked = { task: 'touch', operator: 'Ada', override: 'after the crash' };
    told.add((await grounds.call('seal.create', asked)).hash);
    const listed = (await grounds.call('seal.list', { task: 'touch' })).map(({ hash }) => hash);
    for (const hash of told) expect(listed).toContain(hash);
    expect(readdirSync(sealsDir(grounds.dataDir)).toSorted()).toEqual(listed.toSorted());
    expect(await verifyStore(grounds.dataDir)).toMatchObject({ ok: true });
  }
  expect(told.size).toBeGreaterThan(4);
  rmSync(root, { recursive: true, force: true });
}, 120_000);
