/** The Touch policy as a program. It needs no pictures; what it did goes to standard error, where `log` shows it. */
import { readSuccessRule } from 'nightbench/sdk/pose.ts';
import { serveProgram } from 'nightbench/sdk/program.ts';
import { createRng } from 'nightbench/sdk/rng.ts';
import { playScripts, type ScriptPlayer } from 'nightbench/sdk/script.ts';
import { sweep } from './sweep.ts';

let player: ScriptPlayer | null = null;

serveProgram({
  onStart({ success, rateHz, randomSeed }) {
    const { goal: pad } = readSuccessRule(success);
    const rng = createRng(randomSeed);
    player = playScripts(async function* (first) {
      const note = yield* sweep(first, { rateHz, pad, rng });
      process.stderr.write(`attempt ${first.attempt}: ${note}\n`);
      return note;
    });
  },
  async onObserve(observed) {
    if (player === null) throw new Error('observed before the start');
    return player.onObserve(observed);
  },
});
