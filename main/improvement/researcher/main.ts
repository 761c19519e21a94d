/** The resident researcher as a program in an agent's jail: the clone it stands in, and the `bench` that it finds there. */
import { execFile } from 'node:child_process';
import { realClock } from '../../base/lib/clock.ts';
import { toBenchError } from '../../base/model/errors.ts';
import { openClone } from './clone.ts';
import { type DeskAnswer, runResearcher } from './runResearcher.ts';

/** Longer than the longest wait at the desk. */
const callMs = 120_000;

const desk = (words: readonly string[]): Promise<DeskAnswer> =>
  new Promise((resolve) => {
    const options = { timeout: callMs, maxBuffer: 1 << 20 };
    execFile('bench', [...words], options, (error, stdout, stderr) => {
      resolve({ ok: error === null, text: (error === null ? stdout : stderr).trim() });
    });
  });

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  await runResearcher({ desk, clone: openClone(process.cwd()), clock: realClock, say });
} catch (thrown) {
  const { code, message, hint } = toBenchError(thrown);
  say(`I cannot go on. ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`);
  process.exitCode = 1;
}
