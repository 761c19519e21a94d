/** The table of launch recipes: the only list of agents there is. */
import { BenchError } from '../../../base/model/errors.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { command } from './command.ts';
import { gemini } from './gemini.ts';
import { kimi } from './kimi.ts';
import { opencode } from './opencode.ts';
import type { Recipe } from './recipe.ts';
import { resident } from './resident.ts';

export const recipes: readonly Recipe[] = [
  claude,
  codex,
  kimi,
  opencode,
  gemini,
  resident,
  command,
];

/** Throws `not-found`. */
export function recipeOf(id: string): Recipe {
  const found = recipes.find((recipe) => recipe.id === id);
  if (found !== undefined) return found;
  throw new BenchError('not-found', `there is no recipe '${id.slice(0, 40)}'`, {
    hint: `Recipes: ${recipes.map((recipe) => recipe.id).join(', ')}.`,
  });
}
