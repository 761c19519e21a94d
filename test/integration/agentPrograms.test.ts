/**
 * Every recipe with its real program, as far as it is installed (`npm run agents -- install`): in the jail, with no
 * network but a scripted model. It reads the brief, runs its shell, commits under the clone's name, calls the bench by
 * MCP, ends, is taken up again, and its own records say what the script handed out.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import type { TokenCounts } from '../../main/base/model/agent.ts';
import { execGroup } from '../../main/environment/jail/execGroup.ts';
import { findProgram } from '../../main/evolution/agent/recipes/findProgram.ts';
import type { Recipe } from '../../main/evolution/agent/recipes/recipe.ts';
import { recipes } from '../../main/evolution/agent/recipes/recipes.ts';
import { type AgentRig, openAgentRig, probeRigJail, rigBase } from '../lib/agentRig.ts';
import { itWhere } from '../lib/needs.ts';
import type { HandedOut, Scripted } from '../lib/scriptedModel/openScriptedModel.ts';

const appDir = join(import.meta.dirname, '../..');
const cacheDir = fs.mkdtempSync(join(rigBase(), 'nb-rig-cache-'));
const jail = await probeRigJail(cacheDir);
const exec = execGroup(realClock);
/** All that ask a model: not "any command", which is no program, and not our own researcher (`agentResident.test.ts`). */
const programs = await Promise.all(
  recipes
    .filter(({ program }) => program !== null && !program.ours)
    .map(async (recipe) => ({
      recipe,
      program: await findProgram(recipe, { env: process.env, appDir, exec }),
    })),
);
afterAll(() => fs.rmSync(cacheDir, { recursive: true, force: true }));

const limitMs = 240_000;
const poll = { timeout: 100_000, interval: 50 };

/** The one mode that waits for a person: what opencode shows gives no sign of when it would take typed words. */
const waitsForAPerson = (recipe: Recipe): boolean => recipe.id === 'opencode';

/**
 * A name none of them knows: a program that has a list would else use features that the script does not speak (Codex
 * calls tools from JavaScript, Gemini asks a second model which model to ask).
 */
const modelOf = ({ protocol }: Recipe): string | null =>
  protocol === 'anthropic-messages' ? null : 'scripted-model';

const brief = 'The brief of this bench says: amber-otter.\n';
const first = 'Read the brief, then change the policy.';
const second = 'Now go on.';
const usage = { inFresh: 900, inCacheRead: 300, inCacheWrite: 0, out: 40, outReasoning: 10 };

/** Four answers, then two more after it was taken up again. */
const script: readonly Scripted[] = [
  { kind: 'tool', shell: 'sed -i s/1/2/ policy.ts && pwd', usage },
  { kind: 'tool', shell: 'git commit -qam "Double the gain" && git rev-parse HEAD' },
  { kind: 'mcp', tool: 'trial_start', args: { note: 'a first look' } },
  (last) => ({ kind: 'say', text: `Heard ${/req-\d+/.exec(last)?.[0]}, violet-heron.` }),
  { kind: 'tool', shell: 'echo more > more.txt' },
  { kind: 'say', text: 'That was green-ibis.' },
];
const afterFirst = 2;

function expectWork(rig: AgentRig): void {
  expect(rig.git('log', '-1', '--format=%an <%ae>|%cn|%B').trim()).toBe(
    'Agent One <agent-0001@bench.invalid>|Agent One|Double the gain',
  );
  expect(rig.git('show', 'HEAD:policy.ts')).toBe('export const gain = 2;\n');
  expect(rig.benchCalls()).toEqual([{ name: 'trial_start', args: { note: 'a first look' } }]);
  const asked = rig.model.requests.find(({ part }) => part === 'main');
  expect(JSON.stringify(asked?.body)).toContain('amber-otter');
  expect(JSON.stringify(asked?.body)).toContain(first);
  const refused = rig.model.requests.filter(({ status }) => status >= 400);
  expect(refused.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([]);
}

function expectMemory(rig: AgentRig): void {
  expect(fs.readFileSync(join(rig.clone, 'more.txt'), 'utf8')).toBe('more\n');
  const last = rig.model.requests.findLast(({ part }) => part === 'main');
  for (const words of ['violet-heron', first, second])
    expect(JSON.stringify(last?.body)).toContain(words);
}

/** Without what only some programs tell: reasoning, and requests outside the conversation. */
const counted = (each: TokenCounts): readonly number[] => [
  each.inFresh,
  each.inCacheRead,
  each.inCacheWrite,
  each.out,
];
const minus = (all: HandedOut, aside: HandedOut): readonly number[] =>
  counted(all).map((count, i) => count - (counted(aside)[i] ?? 0));

async function ownCounts(recipe: Recipe, home: string): Promise<readonly number[] | null> {
  const records = (await recipe.readTranscripts?.(home)) ?? null;
  if (records === null) return null;
  const sum = [0, 0, 0, 0];
  for (const record of records)
    counted(record).forEach((count, i) => {
      sum[i] = (sum[i] ?? 0) + count;
    });
  return sum;
}

async function expectCounts(recipe: Recipe, rig: AgentRig): Promise<void> {
  if (recipe.readTranscripts === null) return;
  const { model } = rig;
  await expect
    .poll(() => ownCounts(recipe, rig.home), poll)
    .toEqual(minus(model.handedOut(), model.handedOutAside()));
}

describe.each(programs)('$recipe.id', ({ recipe, program }) => {
  const runs = program !== null && program.version !== null && jail.level === 'bubblewrap';
  const why = jail.level === 'bubblewrap' ? `${recipe.name} is not installed` : jail.why;
  const open = (): Promise<AgentRig> => {
    if (program === null) throw new Error('it is not there');
    return openAgentRig(jail, { recipe, program, script, model: modelOf(recipe), brief });
  };

  itWhere(runs, why)(
    'works without a person, ends, and goes on',
    async () => {
      await using rig = await open();
      const begun = await rig.runHeadless('headless', first);
      expect(begun).toMatchObject({ code: 0, output: expect.stringContaining('violet-heron') });
      expectWork(rig);
      await expectCounts(recipe, rig);
      const resumed = await rig.runHeadless('resumeHeadless', second);
      expect(resumed).toMatchObject({ code: 0, output: expect.stringContaining('green-ibis') });
      expectMemory(rig);
      await expectCounts(recipe, rig);
    },
    limitMs,
  );

  itWhere(runs, why)(
    'begins in a terminal without a key press, and goes on in one',
    async () => {
      await using rig = await open();
      {
        await using screen = rig.openTerminal('terminal', first);
        await expect.poll(() => screen.text(), poll).toContain('violet-heron');
        expect(rig.model.left).toBe(afterFirst);
        expectWork(rig);
        await expectCounts(recipe, rig);
      }
      if (waitsForAPerson(recipe)) return;
      await using screen = rig.openTerminal('resume', second);
      await expect.poll(() => screen.text(), poll).toContain('green-ibis');
      expectMemory(rig);
    },
    limitMs,
  );

  itWhere(runs && !waitsForAPerson(recipe), why)(
    'is taken over in a terminal after it worked without one',
    async () => {
      await using rig = await open();
      expect(await rig.runHeadless('headless', first)).toMatchObject({ code: 0 });
      await using screen = rig.openTerminal('resume', second);
      await expect.poll(() => screen.text(), poll).toContain('green-ibis');
      expectMemory(rig);
      await expectCounts(recipe, rig);
    },
    limitMs,
  );
});
