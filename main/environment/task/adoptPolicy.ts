/**
 * A policy that a night made champion becomes the task's working policy: the next contract begins with it, and trials by
 * day run it. The working copy is what people edit, so theirs is not overwritten unasked.
 */
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { shelfDir } from '../../store/dataLayout.ts';
import { hashTree } from './hashTree.ts';
import { findTask, installTask } from './installTask.ts';
import { placeProgram } from './placeProgram.ts';
import { checkShelved } from './shelf.ts';
import type { TaskChanges } from './taskChanges.ts';
import type { TaskPlaces } from './writeTask.ts';

export interface AdoptPorts extends TaskPlaces {
  readonly changes: TaskChanges;
}

export interface AdoptedPolicy {
  readonly task: string;
  /** On the shelf. */
  readonly policyHash: string;
  /** What the working copy may have: any of these, or anything with a reason. */
  readonly known: readonly string[];
  readonly override: string | null;
  /** The hash of what was there, before it is replaced: what it writes outlives a core that dies while it is. */
  readonly onReplacing: (before: string) => void;
}

/** Nothing where it is there already. @throws BenchError `refused`, `not-found`, `storage`. */
export async function adoptPolicy(
  { changes, ...places }: AdoptPorts,
  { task, policyHash, known, override, onReplacing }: AdoptedPolicy,
): Promise<void> {
  await changes.inTurn(async () => {
    const dir = path.join(shelfDir(places.dataDir), policyHash);
    await checkShelved('the policy', { dir, hash: policyHash });
    await installTask(places.templatesDir, places.dataDir, task);
    const {
      own,
      dir: working,
      templateDir,
    } = await findTask(places.templatesDir, places.dataDir, task);
    const policyIn = (root: string): Promise<string> => hashTree(path.join(root, 'policy'));
    const before = await policyIn(working);
    // A package of one's own gets it too.
    const replaced = own ? [before, await policyIn(templateDir)] : [before];
    if (replaced.every((hash) => hash === policyHash)) return;
    const isKnown = replaced.every((hash) => hash === policyHash || known.includes(hash));
    if (!isKnown && override === null)
      throw new BenchError('refused', `the policy of ${task} was changed since`, {
        hint: 'keep a copy of it, then say why it may be replaced',
      });
    const program = { kind: 'policy', dir, hash: policyHash } as const;
    onReplacing(before);
    await changes.written(await placeProgram(places, task, program), 'policy');
  });
}
