/**
 * What an agent that writes a reset begins with, as a folder that a hub of resets is seeded from: what the task has now
 * where it is such as could be given back (small plain files), else a reset that moves nothing and vouches for nothing; and
 * the brief.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentTask, Resetting } from '../agentPorts.ts';
import { plainFilesOf, writePlainFiles } from '../writing/plainFilesOf.ts';
import { resetBrief } from './resetBrief.ts';

const nothingMoved = `/** A reset to begin with: it leaves the scene as it is and vouches for nothing. */
import { serveProgram } from 'nightbench/sdk/program.ts';

serveProgram({
  onObserve: () => ({ type: 'done', note: 'not written yet' }),
  onCheck: () => ({ ok: false, reason: 'not written yet', believed: null, solved: false }),
});
`;

/** Fills `into`, which is emptied first. */
export async function writeResetStart(
  into: string,
  { manifest, dir }: AgentTask,
  find: Resetting['find'],
): Promise<void> {
  await rm(into, { recursive: true, force: true });
  const main = path.basename(manifest.reset.main);
  const now = await find(manifest.id, 'working').catch(() => null);
  const files = (now && (await plainFilesOf(now.dir, main))) ?? [
    { name: main, bytes: Buffer.from(nothingMoved) },
  ];
  await writePlainFiles(path.join(into, 'reset'), files);
  const own = await readFile(path.join(dir, 'reset.md'), 'utf8').catch(() => '');
  await writeFile(path.join(into, 'reset.md'), resetBrief(manifest, own));
}
