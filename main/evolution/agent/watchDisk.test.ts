/** An agent that fills the disk is ended, once, with a reason; one that does not is left alone. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandClock } from '../../../test/lib/createHandClock.ts';
import { realClock } from '../../base/lib/clock.ts';
import { agentFiles } from './agentFolders.ts';
import { execGroup } from './recipes/execGroup.ts';
import { watchDisk } from './watchDisk.ts';

let dataDir: string;
const exec = execGroup(realClock);
const files = () => agentFiles(dataDir, 'agent-0001');

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'nb-disk-'));
  mkdirSync(files().home, { recursive: true });
  mkdirSync(files().clone, { recursive: true });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** What the watch says of these bounds: at once, or never within a beat of the clock. */
async function says(most: number, spare: number): Promise<readonly string[]> {
  const said: string[] = [];
  let counted = 0;
  const counting: typeof exec = async (...asked) => {
    const answer = await exec(...asked);
    counted++;
    return answer;
  };
  using _watch = watchDisk({
    clock: createHandClock().clock,
    exec: counting,
    files: files(),
    most,
    spare,
    onOver: (why) => said.push(why),
  });
  await expect.poll(() => counted).toBe(1);
  await realClock.sleep(0);
  return said;
}

describe('the watch on an agent’s disk', () => {
  it('leaves alone who stays within bounds', async () => {
    writeFileSync(path.join(files().clone, 'small'), 'x');
    expect(await says(1 << 20, 0)).toEqual([]);
  });

  it('ends who takes more than its share, home and clone together', async () => {
    writeFileSync(path.join(files().home, 'a'), Buffer.alloc(600 << 10));
    writeFileSync(path.join(files().clone, 'b'), Buffer.alloc(600 << 10));
    const said = await says(1 << 20, 0);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^its files take/);
  });

  it('ends whoever runs when the disk of the records is nearly full, once', async () => {
    const said = await says(0, Number.MAX_SAFE_INTEGER);
    expect(said).toHaveLength(1);
  });
});
