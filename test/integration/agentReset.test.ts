/**
 * An agent writes the reset, through the whole product: a real core, the simulated bench in bench time, the jail, the hub
 * of resets, the desk. A shell does it by words; Claude Code, where it is installed, does it in a terminal with a model
 * that is a script. A reset that vouches for itself is found out by another's check, and nobody hears a seed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { type ResetVersion, resetLacks } from '../../main/base/model/reset.ts';
import { execGroup } from '../../main/environment/jail/execGroup.ts';
import { findProgram } from '../../main/evolution/agent/recipes/findProgram.ts';
import { recipeOf } from '../../main/evolution/agent/recipes/recipes.ts';
import {
  type AgentStart,
  screenOf,
  shellCommand,
  startAgent,
  whenEnded,
} from '../lib/agentUnderTest.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { itWhere } from '../lib/needs.ts';
import { writeBeside, writeHonest } from '../lib/resetByAgent.ts';
import {
  openScriptedModel,
  type Scripted,
  type ScriptStep,
} from '../lib/scriptedModel/openScriptedModel.ts';

const task = 'touch';
const limitMs = 600_000;
const poll = { timeout: 500_000, interval: 200 };
const key = 'the real key, which no agent sees';
const appDir = path.resolve(import.meta.dirname, '../..');
const claude = await findProgram(recipeOf('claude'), {
  ...{ env: process.env, appDir },
  exec: execGroup(realClock),
});

const data = tempDir('agent-reset');
let core: CoreUnderTest;
const api = () => core.api;

beforeAll(async () => {
  core = await openTestCore({ dataDir: data.path });
  await api().call('task.open', { task }, never);
}, limitMs);
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

const shell = (script: string, more: AgentStart = {}): Promise<string> =>
  startAgent(api(), { task, command: shellCommand(script), purpose: 'reset', ...more });
const screen = (agentId: string): Promise<string> => screenOf(api(), agentId, 2000);

async function versionsOf(agentId: string): Promise<readonly ResetVersion[]> {
  const { versions } = await api().call('reset.show', { task }, never);
  return versions.filter(({ by }) => by.kind === 'agent' && by.agentId === agentId);
}

function expectGateMet(version: ResetVersion | undefined): void {
  expect(version?.measure).toMatchObject({ times: 20, longestRow: 20, between: 'policy' });
  expect(version?.measure?.second).toMatchObject({ by: 'shipped', asked: 20 });
  expect(version?.measure && resetLacks(version.measure)).toEqual([]);
}

const again = (words: string, to: string): string =>
  `while bench ${words} > ${to}; grep -q "not over" ${to}; do :; done; cat ${to}`;
const tryIt = again('reset try --times 2', '~/try');
const submit = again('reset submit', '~/out');
/** Twenty honest draws are too far from the stated ones once in a hundred times, by chance alone. */
const untilMet = `if ! grep -q "gate: met" ~/out; then\n${writeHonest(0.31)}\n${tryIt}\n${submit}\nfi`;

describe('a reset is written', () => {
  it(
    'by a shell in the jail: found out where it vouches for itself, mended, submitted, and the gate is met',
    async () => {
      const agentId = await shell(
        [
          ...['bench trial start', 'bench judge try', 'bench reset submit', writeBeside, tryIt],
          ...['bench reset try --frame front', 'file=$(head -c 2 /tmp/frame.jpg | od -An -tx1)'],
          ...[
            'echo "picture:$file"',
            writeHonest(0.3),
            tryIt,
            submit,
            untilMet,
            submit,
            'bench status',
          ],
        ].join('\n'),
      );
      const agent = await whenEnded(api(), agentId);
      const text = await screen(agentId);
      expect(text).toMatch(/^refused: this session writes the reset and gets neither trials/);
      expect(text).toMatch(/refused: this reset was not tried lately/);
      expect(text).toMatch(/denied 2 of 2 verified starts/);
      expect(text).toContain('aims beside');
      expect(text).toContain('picture: ff d8');
      expect(text).toMatch(/denied 0 of 2 verified starts/);
      expect(text).toMatch(/reset-0001 was measured:/);
      expect(text.match(/gate: met/g)).toHaveLength(2);
      expect(text).toMatch(/reset-000\d is this very reset, measured before/);
      expect(text).toMatch(/tries: [35] of 200; submitted: [12] of 10/);
      expect(text).not.toMatch(/seed/i);
      const versions = await versionsOf(agentId);
      expectGateMet(versions.at(-1));
      expect(text).not.toContain(String(versions.at(-1)?.measure?.seed));
      expect(agent).toMatchObject({ purpose: 'reset', resets: versions.map(({ id }) => id) });
      expect(await until(api(), 'bench', () => true)).toMatchObject({ lease: 'none' });
      expect((await api().call('core.verify', {}, never)).ok).toBe(true);
    },
    limitMs,
  );

  itWhere(claude?.version != null, 'Claude Code is not installed')(
    'by Claude Code in its terminal, told by a script',
    async () => {
      const mcp = (tool: string, args: object = {}): ScriptStep => ({ kind: 'mcp', tool, args });
      const tried = mcp('reset_try', { times: 2 });
      const met = (last: string): boolean => last.includes('gate: met');
      /** A call is answered within 45 s: what is not over then is asked for again. */
      const unless =
        (next: ScriptStep): Scripted =>
        (last) =>
          last.includes('not over') ? next : mcp('budget');
      const more = (next: ScriptStep): readonly Scripted[] => [
        next,
        ...Array.from({ length: 7 }, () => unless(next)),
      ];
      const script: readonly Scripted[] = [
        ...[mcp('status'), mcp('task'), { kind: 'tool', shell: writeBeside } as const],
        ...[...more(tried), mcp('reset_try', { frame: 'front' })],
        ...[{ kind: 'tool', shell: writeHonest(0.3) } as const, ...more(tried)],
        ...[...more(mcp('reset_submit')), mcp('reset_submit')],
        (last) => ({ kind: 'tool', shell: met(last) ? 'true' : writeHonest(0.31) }),
        ...[...more(tried), ...more(mcp('reset_submit')), mcp('reset_submit')],
        (last) => ({ kind: 'say', text: `The bench says ${/gate: [a-z]+/.exec(last)?.[0]}.` }),
      ];
      await using model = await openScriptedModel({ clock: realClock, script, key });
      mkdirSync(path.join(data.path, 'agents'), { recursive: true });
      const providers = { claude: { baseUrl: model.url, key } };
      writeFileSync(path.join(data.path, 'agents', 'providers.json'), JSON.stringify(providers));
      const agentId = await startAgent(api(), { task, recipe: 'claude', purpose: 'reset' });
      await expect.poll(() => model.left, poll).toBe(0);
      await expect.poll(() => screen(agentId), poll).toContain('The bench says gate: met');
      await api().call('agent.end', { agentId }, never);
      const versions = await versionsOf(agentId);
      expectGateMet(versions.at(-1));
      const heard = JSON.stringify(model.requests.map(({ body }) => body));
      expect(heard).toContain('denied 2 of 2 verified starts');
      expect(heard).toContain('image');
      expect(heard).not.toContain(key);
      expect(heard).not.toContain(String(versions.at(-1)?.measure?.seed));
    },
    limitMs,
  );
});

describe('what it may not', () => {
  it(
    'other files, a bench that is stopped, a folder that was never tried',
    async () => {
      await api().call('bench.stop', { reason: 'a hand' }, never);
      const agentId = await shell(
        [
          ...['bench reset try', 'echo x > reset/y.txt', 'mkdir judge', 'echo x > judge/judge.ts'],
          ...['git add -A', 'git commit -qm both', 'bench reset try', 'bench reset try --times 11'],
          ...['bench reset try --frame front', 'bench frame', 'ls /clips', 'bench help'],
        ].join('\n'),
      );
      await whenEnded(api(), agentId);
      const text = await screen(agentId);
      await api().call('bench.resume', {}, never);
      expect(text).toMatch(/^refused: the bench is stopped/);
      expect(text).toMatch(/refused: your commit was not taken\s+What to do:.*judge\/judge\.ts/s);
      expect(text).toMatch(/bad-input: reset_try: times/);
      expect(text).toMatch(/cannot access/);
      expect(text).not.toMatch(/^ +(judge|trial|idea)/m);
      expect(await versionsOf(agentId)).toEqual([]);
    },
    limitMs,
  );

  it(
    'moves nothing after its end: the arm holds when the session is over',
    async () => {
      const agentId = await shell('bench reset try --times 10; cat');
      await until(api(), 'reset', (view) => {
        const { reset, state, tries = [] } = view?.running ?? {};
        return reset === `a try of ${agentId}` && state === 'running' && tries.length > 0;
      });
      const busy = { task, reset: 'shipped', times: 1, seed: 1, lockstep: true, by: 'Ada' };
      await expect(
        api().call('reset.run', { ...busy, between: 'nothing' } as never, never),
      ).rejects.toMatchObject({ code: 'busy' });
      await api().call('agent.end', { agentId }, never);
      expect(await until(api(), 'bench', () => true)).toMatchObject({ lease: 'none' });
      const view = await until(api(), 'reset', (now) => now?.running?.state !== 'running');
      expect(view?.running).toMatchObject({ state: 'stopped', reset: `a try of ${agentId}` });
      expect(await versionsOf(agentId)).toEqual([]);
    },
    limitMs,
  );
});
