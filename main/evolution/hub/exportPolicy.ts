/**
 * Writes the policy, or the judge, of a commit as plain files. Bytes come from the objects themselves: no index, no
 * checkout, no archive, so no attribute or filter of anybody has a say. Only what the hub accepted is asked for.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { type GitObjects, parseCommit } from './gitObjects.ts';
import type { HubPart } from './hub.ts';
import { listKnown } from './treeListing.ts';

/** `into` must not exist; nothing is left of it when this throws. */
export async function exportPolicy(
  objects: GitObjects,
  commit: string,
  part: HubPart,
  into: string,
): Promise<void> {
  const lost = (what: string): BenchError =>
    new BenchError('storage', `the hub has lost ${what} of commit ${commit}`);
  const object = await objects.read(commit);
  const parsed = object.kind === 'commit' ? parseCommit(object.bytes) : null;
  if (parsed === null) throw lost('the tree');
  const { files } = await listKnown(objects, parsed.tree);
  await mkdir(into, { mode: 0o755 }).catch((cause: unknown) => {
    throw new BenchError('bad-input', `${into} is there already, or cannot be made`, { cause });
  });
  try {
    for (const [name, { oid, executable }] of files) {
      if (!name.startsWith(`${part}/`)) continue;
      const blob = await objects.read(oid);
      if (blob.kind !== 'blob') throw lost(name);
      const file = path.join(into, name.slice(part.length + 1));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, blob.bytes, { flag: 'wx', mode: executable ? 0o755 : 0o644 });
    }
  } catch (thrown) {
    await rm(into, { recursive: true, force: true });
    throw thrown;
  }
}
