/** Every recipe's program on this machine, all asked at once: what can be started, and what to install for the rest. */
import type { AgentProgramView } from '../../../base/model/agent.ts';
import { type FindPorts, type FoundProgram, findProgram } from './findProgram.ts';
import type { Recipe } from './recipe.ts';
import { recipes } from './recipes.ts';

export function programView(recipe: Recipe, found: FoundProgram | null): AgentProgramView {
  const { id, name, program, advice } = recipe;
  const common = {
    ...{ recipe: id, name, advice },
    ...(program?.ours ? { purposes: program.purposes } : {}),
  };
  if (program === null)
    return { ...common, version: null, tested: false, where: 'the command that you name' };
  if (found !== null && found.version !== null)
    return { ...common, version: found.version, tested: found.tested, where: found.hostFile };
  const { npm } = program;
  const install = npm === null ? '' : `npm install -g ${npm.package}@${npm.version}`;
  const where = found === null ? install : `${found.why} (${found.hostFile})`;
  return { ...common, version: null, tested: false, where };
}

export const probePrograms = (ports: FindPorts): Promise<readonly AgentProgramView[]> =>
  Promise.all(recipes.map(async (recipe) => programView(recipe, await findProgram(recipe, ports))));
