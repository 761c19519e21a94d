/**
 * A task's hub as one file that git can prove anywhere: main, what was accepted of agents, and the bench's own refs. Read
 * back, it is fetched into an empty repository of its own, where git checks every object, and thrown away again.
 */

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ExportGit } from '../../rollout/exporting/exportGit.ts';
import { hubDirIn, hubsDir as hubsDirOf } from '../../store/dataLayout.ts';
import { createGit } from './git.ts';
import { oidPattern } from './gitObjects.ts';
import { readHeads } from './headAnchors.ts';
import { createHubGit, fsckArgs } from './hubGit.ts';

const longMs = 300_000;
/** Of one object in memory. */
const allocLimit = 256 << 20;

export function createHubBundles(dataDir: string, clock: Clock): Pick<ExportGit, 'bundle'> {
  const hubsDir = hubsDirOf(dataDir);
  return {
    async bundle(task, commits, into, signal) {
      const gitDir = hubDirIn(hubsDir, task);
      if ((await stat(gitDir).catch(() => null)) === null) return;
      const git = createHubGit(clock, hubsDir);
      const refsOf = async (...args: readonly string[]): Promise<readonly string[]> => {
        const list = ['for-each-ref', '--format=%(refname)', ...args];
        const text = (await git.run(list, { gitDir, signal })).toString('utf8');
        return text.split('\n').filter((ref) => ref !== '');
      };
      const refs = new Set(await refsOf('refs/heads/main', 'refs/bench/*/heads'));
      for (const commit of commits) {
        if (!oidPattern.test(commit)) continue;
        const kept = await refsOf(
          '--count=1',
          `--contains=${commit}`,
          'refs/agents/',
          'refs/heads/main',
        );
        for (const ref of kept) refs.add(ref);
      }
      if (refs.size === 0) return;
      const args = ['bundle', 'create', '-q', into, ...refs];
      await git.run(args, { gitDir, timeoutMs: longMs, signal });
    },
  };
}

export function createBundleReader(clock: Clock): Pick<ExportGit, 'readBundle'> {
  return {
    async readBundle(file, signal) {
      const home = await mkdtemp(path.join(tmpdir(), 'nb-bundle-'));
      try {
        const git = createGit(clock, home);
        const gitDir = path.join(home, 'read.git');
        const options = { gitDir, timeoutMs: longMs, maxBytes: 16 << 20, allocLimit, signal };
        await git.run(['init', '-q', '--bare', '--template=', gitDir], { signal });
        const strict = ['-c', 'fetch.fsckObjects=true', '-c', 'gc.auto=0'];
        const fetch = ['fetch', '-q', '--no-tags', '--no-write-fetch-head', file, '+refs/*:refs/*'];
        await git.run(['bundle', 'verify', '-q', file], options);
        await git.run([...strict, ...fetch], options);
        await git.run(fsckArgs, options);
        return await readHeads(git, gitDir, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const { code, message } = toBenchError(thrown);
        if (code === 'unavailable') throw thrown;
        throw new BenchError('bad-input', message);
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}
