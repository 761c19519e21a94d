/**
 * The Push-T policy as a program: reads its facts, finds the T in the pictures, plays one attempt after another. What it
 * thinks goes to standard error, where `log` shows it.
 */
import { readSuccessRule } from 'nightbench/sdk/pose.ts';
import { serveProgram } from 'nightbench/sdk/program.ts';
import { playScripts, type ScriptPlayer } from 'nightbench/sdk/script.ts';
import { attempt } from './attempt.ts';
import { createMemory } from './memory.ts';
import { settings } from './settings.ts';
import { createSight } from './sight.ts';

let player: ScriptPlayer | null = null;

serveProgram({
  onStart(start) {
    const { goal } = readSuccessRule(start.success);
    const locate = createSight(start, settings.bothCameras);
    const { rateHz } = start;
    const memory = createMemory(settings);
    player = playScripts(async function* (first) {
      const say = (line: string): void => {
        process.stderr.write(`attempt ${first.attempt}: ${line}\n`);
      };
      const note = yield* attempt(first, { rateHz, goal, locate, settings, memory, say });
      say(`done: ${note}`);
      return note;
    });
  },
  async onObserve(observed) {
    if (player === null) throw new Error('observed before the start');
    return player.onObserve(observed);
  },
});
