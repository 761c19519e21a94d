/** Real agent programs before a scripted model: which are installed here, and where a core finds model and prices. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { realClock } from '../../main/base/lib/clock.ts';
import { execGroup } from '../../main/environment/jail/execGroup.ts';
import { findProgram } from '../../main/evolution/agent/recipes/findProgram.ts';
import { recipeOf } from '../../main/evolution/agent/recipes/recipes.ts';
import { itWhere } from './needs.ts';
import type { ScriptedModel } from './scriptedModel/openScriptedModel.ts';

const appDir = path.resolve(import.meta.dirname, '../..');
const exec = execGroup(realClock);

/** The gateway holds it; no agent sees it. */
export const modelKey = 'the real key, which no agent sees';

/** Of each recipe: vitest's `it` where its program is installed, else a skip that names it. */
export function programTests(recipes: readonly string[]) {
  const each = async (id: string) => {
    const found = await findProgram(recipeOf(id), { env: process.env, appDir, exec });
    return { id, itHere: itWhere(found?.version != null, `${id} is not installed`) };
  };
  return Promise.all(recipes.map(each));
}

/** `recipe`: or its protocol; `prices`: as `agents/prices.json` has them; the app's own where absent. */
export function writeProviders(
  dataDir: string,
  recipe: string,
  model: ScriptedModel,
  prices?: Readonly<Record<string, object>>,
): void {
  const dir = path.join(dataDir, 'agents');
  mkdirSync(dir, { recursive: true });
  const write = (file: string, value: object): void =>
    writeFileSync(path.join(dir, file), JSON.stringify(value));
  write('providers.json', { [recipe]: { baseUrl: model.url, key: modelKey } });
  if (prices !== undefined) write('prices.json', { models: prices, asOf: 'a test' });
}
