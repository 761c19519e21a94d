/** A reset's folder as the author writes it: a short program that says what it does, and reset.json with every figure. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ResetFile, resetFileName, resetFileSchema } from '../../base/model/resetFile.ts';
import { storageError } from '../../store/storageError.ts';

const columns = 96;

/** In lines of at most `columns`, each after ` * `. */
function wrapped(words: string): readonly string[] {
  const lines: string[] = [];
  let line = ' *';
  for (const word of words.replaceAll('*/', '* /').split(/\s+/)) {
    if (line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' *';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

export function resetProgram({ task, words, skill, check }: ResetFile): string {
  const mm = (1000 * check.positionM).toFixed(1);
  return [
    '/**',
    ...wrapped(`The reset of ${task}, written by the built-in author. ${words}`),
    ...wrapped(
      `Its check looks afresh: within ${mm} mm of the wanted start and inside the stated starts, at rest between ` +
        `two pictures, the arm away and still, and not solved (${check.solved} the task's bounds of the goal). ` +
        `Skill: ${skill.kind}; all figures are in ${resetFileName}.`,
    ),
    ' */',
    "import { serveAuthoredReset } from 'nightbench/sdk/authoredReset.ts';",
    '',
    'serveAuthoredReset(import.meta.url);',
    '',
  ].join('\n');
}

/** What stood there before is gone. `main`: what the task calls its program. @throws BenchError `storage`. */
export async function writeReset(dir: string, main: string, file: ResetFile): Promise<void> {
  const text = `${JSON.stringify(resetFileSchema.parse(file), null, 2)}\n`;
  try {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, path.basename(main)), resetProgram(file));
    await writeFile(path.join(dir, resetFileName), text);
  } catch (thrown) {
    throw storageError(dir, thrown);
  }
}
