/** An agent that fills the disk is ended, once, with a reason, and its folders emptied; one that does not is left alone. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandClock } from '../../../test/lib/createHandClock.ts';
import { realClock } from '../../base/lib/clock.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import { agentFiles } from './agentFolders.ts';
import { emptyFolders } from './emptyFolders.ts';
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

  it('ends whoever runs when hardly anything is left, once, and says whose files are how large', async () => {
    const said = await says(1 << 30, Number.MAX_SAFE_INTEGER);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^the disk is nearly full: .* are left, /);
  });
});

interface Told {
  readonly du: Awaited<ReturnType<typeof exec>>;
  readonly spare?: number;
  readonly spareFiles?: number;
  readonly beats?: number;
}

/** What the watch says when `du` says this. */
async function saysOf({ du, spare = 0, spareFiles = 0, beats = 0 }: Told) {
  const hand = createHandClock();
  const said: string[] = [];
  using _watch = watchDisk({
    ...{ clock: hand.clock, exec: async () => du, files: files() },
    ...{ spare, spareFiles, onOver: (why: string) => said.push(why) },
  });
  // The disk is asked off this thread: its answer comes after one that was asked for later.
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await statfs(dataDir);
  };
  await settle();
  for (let i = 0; i < beats; i++) {
    hand.beat(1);
    await settle();
  }
  return said;
}

const sized = (home: number, clone: number): Told['du'] => {
  return { code: 0, stdout: `${home}\t/home\n${clone}\t/clone\n`, stderr: '' };
};

describe('when the disk is low', () => {
  const twice = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize * 2;
  };

  it('a small agent goes on', async () => {
    expect(await saysOf({ du: sized(1000, 1000), spare: await twice() })).toEqual([]);
  });

  it('a large one ends', async () => {
    const said = await saysOf({ du: sized(1 << 20, 1 << 20), spare: await twice() });
    expect(said).toEqual([expect.stringMatching(/^the disk .*, its files take 2\.0 GB$/)]);
  });

  it('one that cannot be counted ends', async () => {
    const du = { code: 1, stdout: '1\t/home\n1\t/clone\n', stderr: 'du: x: Permission denied' };
    expect(await saysOf({ du, spare: await twice() })).toHaveLength(1);
  });

  it('files count as bytes do', async () => {
    const { ffree, files: all } = await statfs(dataDir);
    const spareFiles = ffree * 2;
    expect(await saysOf({ du: sized(10, 10), spareFiles })).toEqual([]);
    const said = await saysOf({ du: sized(50_000, 10), spareFiles });
    expect(said).toHaveLength(all === 0 ? 0 : 1);
  });
});

describe('an agent whose files cannot be counted', () => {
  const du = { code: -1, stdout: '', stderr: 'no answer within 20000 ms' };

  it('is left alone the first time, and ends the second time in a row', async () => {
    expect(await saysOf({ du })).toEqual([]);
    expect(await saysOf({ du, beats: 1 })).toEqual(['its files cannot be counted in time']);
  });
});

describe('emptyFolders', () => {
  const outside = (): string => path.join(dataDir, 'outside');
  const kept = 200 << 10;
  const small = (): string => path.join(files().clone, 'policy.ts');

  beforeEach(() => {
    mkdirSync(path.join(files().home, '.cache/deep'), { recursive: true });
    writeFileSync(path.join(files().home, '.cache/deep/big'), Buffer.alloc(1 << 20));
    writeFileSync(path.join(files().clone, 'a\nb -rf *'), Buffer.alloc(600 << 10));
    writeFileSync(small(), 'mine');
    mkdirSync(outside());
    writeFileSync(path.join(outside(), 'theirs'), Buffer.alloc(300 << 10));
    symlinkSync(outside(), path.join(files().home, '.cache/deep/link'));
    symlinkSync(outside(), path.join(files().clone, 'link'));
  });
  const theirs = (): boolean => existsSync(path.join(outside(), 'theirs'));

  it('removes the largest until little is left, and follows no link', async () => {
    chmodSync(path.join(files().home, '.cache/deep'), 0);
    const { removed, leftBytes } = await emptyFolders(files(), exec, kept);
    expect(removed).toEqual([
      path.join(files().home, '.cache'),
      path.join(files().clone, 'a\nb -rf *'),
    ]);
    expect(leftBytes).toBeLessThanOrEqual(kept);
    expect({ small: existsSync(small()), theirs: theirs() }).toEqual({ small: true, theirs: true });
    expect(readdirSync(files().home)).toEqual([]);
  });

  it('removes all of what cannot be counted, and follows no link', async () => {
    const blind: typeof exec = async (file, ...asked) =>
      file === 'du' ? { code: -1, stdout: '', stderr: '' } : await exec(file, ...asked);
    const { leftBytes } = await emptyFolders(files(), blind, kept);
    expect(leftBytes).toBeNull();
    expect([...readdirSync(files().home), ...readdirSync(files().clone)]).toEqual([]);
    expect(theirs()).toBe(true);
  });

  it('does nothing to a folder that is a link', async () => {
    rmSync(files().home, { recursive: true });
    symlinkSync(outside(), files().home);
    await emptyFolders(files(), exec, 0);
    expect(theirs()).toBe(true);
  });
});
