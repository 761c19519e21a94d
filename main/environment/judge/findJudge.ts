/**
 * A judge of a task by its name, ready to be run: the folder hashed, judge.json read, the manifest in force beside it.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { judgeMainName } from '../../base/model/judgeFile.ts';
import { hashTree } from '../task/hashTree.ts';
import { findTask } from '../task/installTask.ts';
import { needVersion, versionIdOf } from '../task/namedVersions.ts';
import { readManifest } from '../task/readManifest.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { JudgeBook, MadeJudge } from './judgeBook.ts';
import { judgeFolders } from './judgeFolders.ts';
import { readJudgeFile, readOwnJudgeFile } from './readJudgeFolder.ts';

export interface FindPorts {
  readonly book: Pick<JudgeBook, 'versions' | 'version' | 'accepted'>;
  readonly dataDir: string;
  readonly templatesDir: string;
}

/** The version in force, which another must not lose against; null: there is none, or it has these very bytes. */
export function inForceBeside(
  book: Pick<JudgeBook, 'accepted' | 'version'>,
  task: string,
  hash: string,
): MadeJudge | null {
  const accepted = book.accepted(task);
  const older = accepted === null ? null : book.version(task, accepted.judgeId);
  return older?.hash === hash ? null : older;
}

/** The judge that came with the task, as its package has it. */
async function findShipped({ dataDir, templatesDir }: FindPorts, task: string) {
  const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
  const dir = path.join(templateDir, 'judge');
  const template = await readManifest(templateDir);
  const main = path.basename(template.judge.main);
  if (!existsSync(path.join(dir, main)))
    throw new BenchError('not-found', `no judge came with ${task}`);
  const file = await readOwnJudgeFile(dir);
  return {
    ...{ id: 'shipped', dir, main, file, hash: await hashTree(dir) },
    dwell: file?.dwell ?? template.dwell,
    manifest: await readManifest(manifestDir),
  };
}

/** @throws BenchError `not-found`, `refused` when its folder is not what was hashed. */
export async function findJudge(
  ports: FindPorts,
  task: string,
  judge: string,
): Promise<FoundJudge> {
  const { dataDir, templatesDir, book } = ports;
  const id = versionIdOf('judge', book, {
    ...{ task, ref: judge, acceptedId: book.accepted(task)?.judgeId },
    hint: 'Name a version, or shipped for the one that came with the task.',
  });
  if (id === 'shipped') return await findShipped(ports, task);
  const version = needVersion('judge', book, task, id);
  const { manifestDir } = await findTask(templatesDir, dataDir, task);
  const dir = await judgeFolders(dataDir).check(version);
  const file = await readJudgeFile(dir);
  const manifest = await readManifest(manifestDir);
  return { id, dir, hash: version.hash, main: judgeMainName, dwell: file.dwell, file, manifest };
}
