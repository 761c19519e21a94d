/**
 * The judge's folder: program, judge.json and what its parts learnt. judge.json is parsed by the schema that reads it
 * later before a byte is written.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import {
  type JudgeFile,
  judgeFileName,
  judgeFileSchema,
  judgeMainName,
} from '../../base/model/judgeFile.ts';
import { storageError } from '../../store/storageError.ts';

export interface JudgeFolderContent {
  readonly file: JudgeFile;
  readonly program: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

function writeWhole(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, 'wx');
  try {
    for (let at = 0; at < bytes.byteLength; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** @throws BenchError `storage`. */
export function writeJudge(outDir: string, { file, program, files }: JudgeFolderContent): void {
  const text = `${JSON.stringify(judgeFileSchema.parse(file), null, 2)}\n`;
  try {
    mkdirSync(outDir, { recursive: true });
    for (const [name, bytes] of Object.entries(files))
      writeWhole(path.join(outDir, path.basename(name)), bytes);
    writeWhole(path.join(outDir, judgeMainName), Buffer.from(program, 'utf8'));
    writeWhole(path.join(outDir, judgeFileName), Buffer.from(text, 'utf8'));
  } catch (thrown) {
    throw storageError(outDir, thrown);
  }
}
