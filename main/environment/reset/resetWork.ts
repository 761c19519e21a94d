/**
 * What is done with versions of resets, one thing at a time: adding, and putting one in force. Each leaves folders, ledger
 * and working copy whole, whatever dies in between. Measuring is the bench's (`rollout/resetting`).
 */
import { createQueue } from '../../base/host/queue.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ResetBy, ResetVersion } from '../../base/model/reset.ts';
import type { Accepting } from '../task/acceptingNote.ts';
import { findTask } from '../task/installTask.ts';
import { needVersion, overrodeFor } from '../task/namedVersions.ts';
import { placeProgram } from '../task/placeProgram.ts';
import { readManifest } from '../task/readManifest.ts';
import { loadStartStates } from '../task/startStates.ts';
import type { TaskChanges } from '../task/taskChanges.ts';
import { findReset } from './findReset.ts';
import { whyNotReset } from './planResetGate.ts';
import { mustStart, readResetFolder, type StartPorts } from './readResetFolder.ts';
import type { ResetBook } from './resetBook.ts';
import { resetFolders } from './resetFolders.ts';

export interface ResetWorkPorts extends StartPorts {
  readonly book: ResetBook;
  readonly changes: TaskChanges;
  readonly cameras: () => readonly CameraModel[];
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly ledgerSeq: () => number;
  /** A task's resets are others now. */
  readonly changed: (task: string) => void;
}

export interface AddingReset {
  readonly task: string;
  readonly dir: string;
  readonly by: ResetBy;
}

export interface AcceptingReset {
  readonly task: string;
  readonly reset: string;
  readonly by: string;
  /** Why it may, although the gate is not met. */
  readonly override: string | null;
}

export type ResetWork = ReturnType<typeof createResetWork>;

export function createResetWork(ports: ResetWorkPorts, ended: AbortSignal) {
  const { book, changes, dataDir, templatesDir } = ports;
  const folders = resetFolders(dataDir);
  const inTurn = createQueue(ended);
  const enforce = async (accepting: Accepting): Promise<void> => {
    const { task, id: resetId, hash, by, overrode, afterSeq } = accepting;
    const { dir } = await findReset(ports, task, resetId);
    const program = { kind: 'reset', dir, hash } as const;
    const installed = await placeProgram({ templatesDir, dataDir }, task, program);
    if ((book.accepted(task)?.seq ?? 0) <= afterSeq)
      book.append({ kind: 'reset-accepted', task, resetId, hash, by, overrode });
    folders.accepting.forget(task);
    await changes.written(installed, 'reset');
    ports.changed(task);
  };
  /** Bytes that an agent handed in are an agent's from then on: those that came with the task stay its makers'. */
  const mustBeNew = async (task: string, hash: string): Promise<void> => {
    const shipped = await findReset(ports, task, 'shipped').catch(() => null);
    if (shipped?.hash === hash)
      throw new BenchError('refused', 'this is the reset that came with the task', {
        hint: 'change something, commit, try and submit it',
      });
  };
  return {
    /** What a crash left. */
    async mend(): Promise<void> {
      await folders.sweep((task, id) => book.version(task, id) !== null);
      for (const task of book.tasks()) {
        const accepting = await folders.accepting.read(task);
        if (accepting !== null) await changes.inTurn(() => enforce(accepting));
      }
    },
    /** @throws BenchError `bad-input` with what is wrong in the folder, `not-found`, `storage`. */
    add: ({ task, dir, by }: AddingReset, signal: AbortSignal): Promise<ResetVersion> =>
      inTurn(signal, async (either) => {
        const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
        const manifest = await readManifest(manifestDir);
        const read = await readResetFolder(dir, manifest);
        if (by.kind === 'agent') await mustBeNew(task, read.hash);
        const drawStart = await loadStartStates(templateDir, manifest.starts);
        await mustStart(ports, dir, { manifest, cameras: ports.cameras(), drawStart });
        either.throwIfAborted();
        const resetId = book.nextId(task);
        await folders.place(task, resetId, dir, (hash) => {
          if (hash !== read.hash)
            throw new BenchError('bad-input', `${dir} was changed while it was read`);
          book.append({ kind: 'reset-made', task, resetId, hash, by, words: read.words });
        });
        ports.changed(task);
        return needVersion('reset', book, task, resetId);
      }),
    /** In turn with other changes of the task. @throws BenchError `refused` when the gate is not met, `not-found`. */
    accept: ({ task, reset, by, override }: AcceptingReset): Promise<ResetVersion> =>
      changes.inTurn(async () => {
        const { id, hash } = await findReset(ports, task, reset);
        const { manifestDir } = await findTask(templatesDir, dataDir, task);
        const { starts } = await readManifest(manifestDir);
        const why = whyNotReset(book.measure(task, hash, starts));
        const hint = 'Measure it with bench reset run, or say why it is accepted all the same.';
        const overrode = overrodeFor(why, override, hint);
        const accepting: Accepting = {
          ...{ version: 1, task, id, hash, by, overrode, afterSeq: ports.ledgerSeq() },
        };
        folders.accepting.write(accepting);
        await enforce(accepting);
        return needVersion('reset', book, task, id);
      }),
  };
}
