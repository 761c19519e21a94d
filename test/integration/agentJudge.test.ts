/**
 * An agent writes the judge, through the whole product: a real core, a small drawn set with locked clips, the jail, the
 * hub of judges, the desk. A shell does it by words; Claude Code, where it is installed, does it in a terminal with a
 * model that is a script. Neither hears more of locked clips than numbers, nor does a session for the policy see any clip.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import type { JudgeVersion } from '../../main/base/model/judge.ts';
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
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { tuneJudge, writeJudge } from '../lib/judgeByAgent.ts';
import { makeDrawnClips } from '../lib/makeDrawnClips.ts';
import { itWhere } from '../lib/needs.ts';
import { openScriptedModel, type Scripted } from '../lib/scriptedModel/openScriptedModel.ts';

const task = 'push-t';
const limitMs = 600_000;
const poll = { timeout: 500_000, interval: 200 };
const key = 'the real key, which no agent sees';
const appDir = path.resolve(import.meta.dirname, '../..');
const claude = await findProgram(recipeOf('claude'), {
  ...{ env: process.env, appDir },
  exec: execGroup(realClock),
});

const data = tempDir('agent-judge');
let core: CoreUnderTest;
const api = () => core.api;

beforeAll(async () => {
  await makeDrawnClips(data.path, { successes: 16, failures: 16, seed: 1 });
  core = await openTestCore({ dataDir: data.path });
  const wish = { task, negatives: 8, seed: 1, by: 'Ada', lock: true };
  const plan = await api().call('clip.split', wish, never);
  expect(plan).toMatchObject({ positives: 10, negatives: 8, short: [] });
}, limitMs);
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

const shell = (script: string, more: AgentStart = {}): Promise<string> =>
  startAgent(api(), { task, command: shellCommand(script), purpose: 'judge', ...more });
const screen = (agentId: string): Promise<string> => screenOf(api(), agentId, 2000);

async function versionsOf(agentId: string): Promise<readonly JudgeVersion[]> {
  const { versions } = await api().call('judge.show', { task }, never);
  return versions.filter(({ by }) => by.kind === 'agent' && by.agentId === agentId);
}

const uses = async (): Promise<number> =>
  (await api().call('judge.show', { task }, never)).lockedSet?.uses ?? -1;

const lockedClips = async () =>
  (await api().call('clip.list', { task, since: 0 }, never)).clips.filter(({ locked }) => locked);

/** Written on locked clips, measured, and within every line of the gate. */
function expectGateMet(version: JudgeVersion | undefined): void {
  expect(version?.locked?.scores).toMatchObject({ fp: 0, fn: 0, faults: 0 });
  expect(version?.gate.filter(({ ok }) => !ok)).toEqual([]);
  expect(version?.locked?.scores.positives).toBeGreaterThan(5);
  expect(version?.locked?.scores.negatives).toBeGreaterThan(5);
}

const tryIt = 'while bench judge try > ~/try; grep -q "not over" ~/try; do :; done; cat ~/try';
const submit = 'while bench judge submit > ~/out; grep -q "not over" ~/out; do :; done; cat ~/out';
/** A busy machine is slow: another one, which differs by nothing that matters, is measured then. */
const untilMet = [0.1501, 0.1502].map(
  (limit) => `if ! grep -q "gate: met" ~/out; then\n${tuneJudge(limit)}\n${tryIt}\n${submit}\nfi`,
);
const tooWide = 0.6;
const close = 0.15;

describe('a judge is written', () => {
  it(
    'by a shell in the jail: tried, tuned by its mistakes, submitted, and the gate is met',
    async () => {
      const before = await uses();
      const agentId = await shell(
        [
          ...['bench trial start', 'bench judge submit', 'ls $BENCH_CLIPS', 'touch $BENCH_CLIPS/x'],
          ...[writeJudge(tooWide), tryIt, 'ls /tmp/frame.jpg'],
          'bench judge try $(grep "false success" ~/try | grep -o "clip-[0-9]*" | head -1)',
          ...['file=$(head -c 2 /tmp/frame.jpg | od -An -tx1)', 'echo "picture:$file"'],
          ...[tuneJudge(close), tryIt, submit, ...untilMet, submit, 'bench status'],
        ].join('\n'),
      );
      const clipsDir = path.join(data.path, 'agents', agentId, 'clips');
      expect(existsSync(clipsDir)).toBe(true);
      const locked = await lockedClips();
      const told = readdirSync(clipsDir);
      expect(locked.length).toBeGreaterThan(10);
      expect(locked.filter(({ id }) => told.includes(id))).toEqual([]);
      const agent = await whenEnded(api(), agentId);
      const text = await screen(agentId);
      expect(text).toMatch(/^refused: this session writes the judge and gets no trial/);
      expect(text).toMatch(/refused: this judge was not tried yet/);
      expect(text).toContain('touch: cannot touch');
      // Too wide: what nearly works is called success, and it is shown which.
      expect(text).toMatch(/clip-\d+ +(?:learn|check) +false success +/);
      expect(text).toMatch(/labelled failure.*judged success; false-positive/);
      expect(text).toContain('picture: ff d8');
      expect(text).toContain('No mistakes.');
      expect(text).toMatch(/judge-\d+ was measured:/);
      expect(text.match(/gate: met/g)).toHaveLength(2);
      expect(text).toMatch(/judge-\d+ is this very judge, measured before; nothing was used/);
      for (const { id, recordingId } of locked)
        expect(text.includes(id) || text.includes(recordingId)).toBe(false);
      const versions = await versionsOf(agentId);
      expectGateMet(versions.at(-1));
      expect(agent).toMatchObject({ purpose: 'judge', judges: versions.map(({ id }) => id) });
      expect(await uses()).toBe(before + versions.length);
      // Nothing of the clips is left where it was shown.
      expect(existsSync(clipsDir)).toBe(false);
      expect((await api().call('core.verify', {}, never)).ok).toBe(true);
    },
    limitMs,
  );

  itWhere(claude?.version != null, 'Claude Code is not installed')(
    'by Claude Code in its terminal, told by a script',
    async () => {
      const again = (tool: string): Scripted => ({ kind: 'mcp', tool, args: {} });
      const met = (last: string): boolean => last.includes('gate: met');
      const script: readonly Scripted[] = [
        again('status'),
        again('task'),
        { kind: 'tool', shell: writeJudge(tooWide) },
        ...[again('judge_try'), again('judge_try')],
        (last) => ({
          kind: 'mcp',
          tool: 'judge_try',
          args: { clip: /clip-\d{6}/.exec(last)?.[0] ?? 'clip-000001' },
        }),
        { kind: 'tool', shell: tuneJudge(close) },
        ...[again('judge_try'), again('judge_try'), again('judge_submit'), again('judge_submit')],
        (last) => ({ kind: 'tool', shell: met(last) ? 'true' : tuneJudge(0.1503) }),
        ...[again('judge_try'), again('judge_try'), again('judge_submit'), again('judge_submit')],
        (last) => ({ kind: 'say', text: `The bench says ${/gate: [a-z]+/.exec(last)?.[0]}.` }),
      ];
      await using model = await openScriptedModel({ clock: realClock, script, key });
      mkdirSync(path.join(data.path, 'agents'), { recursive: true });
      const providers = { claude: { baseUrl: model.url, key } };
      const file = path.join(data.path, 'agents', 'providers.json');
      writeFileSync(file, JSON.stringify(providers));
      const before = await uses();
      const agentId = await startAgent(api(), { task, recipe: 'claude', purpose: 'judge' });
      await expect.poll(() => model.left, poll).toBe(0);
      await expect.poll(() => screen(agentId), poll).toContain('The bench says gate: met');
      await api().call('agent.end', { agentId }, never);
      const versions = await versionsOf(agentId);
      expectGateMet(versions.at(-1));
      expect(await uses()).toBe(before + versions.length);
      const heard = JSON.stringify(model.requests.map(({ body }) => body));
      expect(heard).toContain('false success');
      expect(heard).toContain('image');
      expect(heard).not.toContain(key);
      for (const { id, recordingId } of await lockedClips())
        expect(heard.includes(id) || heard.includes(recordingId)).toBe(false);
    },
    limitMs,
  );
});

describe('phases stay apart', () => {
  it(
    'a session for the policy has no clip and no verb of judges, and neither becomes the other',
    async () => {
      const judge = await shell('true');
      await whenEnded(api(), judge);
      const policy = await shell(
        'bench judge try; bench help; echo "clips:$BENCH_CLIPS"; ls /clips',
        {
          purpose: 'policy',
        },
      );
      await whenEnded(api(), policy);
      const text = await screen(policy);
      expect(text).toMatch(/^refused: this session improves the policy/);
      expect(text).not.toMatch(/^ +judge/m);
      expect(text).toMatch(/^clips:$/m);
      expect(text).toMatch(/cannot access/);
      const swapped = shell('true', { purpose: 'policy', resume: judge });
      await expect(swapped).rejects.toThrow(/was for the judge and stays for it/);
      await expect(shell('true', { resume: policy })).rejects.toThrow(/was for the policy/);
      const resumed = await startAgent(api(), {
        task,
        command: ['sh', '-c', 'bench status'],
        resume: judge,
      });
      await whenEnded(api(), resumed);
      expect(await screen(resumed)).toContain('write the judge of task push-t');
    },
    limitMs,
  );

  it(
    'what is locked while it works goes from its folder, and nobody begins without clips',
    async () => {
      const agentId = await shell('cat');
      const clipsDir = path.join(data.path, 'agents', agentId, 'clips');
      const wish = { task, negatives: 1, seed: 1, by: 'Ada' };
      const plan = await api().call('clip.split', { ...wish, lock: false } as never, never);
      for (const id of plan.needSecond) {
        const { clips } = await api().call('clip.list', { task, since: 0 }, never);
        const value = clips.find((clip) => clip.id === id)?.label?.value ?? 'failure';
        const look = { ids: [id], look: 'second', value, by: 'Bo' };
        await api().call('clip.label', look as never, never);
      }
      const here = (): readonly string[] =>
        plan.clips.filter((id) => existsSync(path.join(clipsDir, id)));
      expect(here()).toEqual([...plan.clips]);
      await api().call('clip.split', { ...wish, lock: true } as never, never);
      await expect.poll(here).toEqual([]);
      expect(readdirSync(clipsDir).length).toBeGreaterThan(1);
      await api().call('agent.end', { agentId }, never);
      await expect(shell('true', { task: 'touch' })).rejects.toThrow(
        /no clip of touch shows a success/,
      );
    },
    limitMs,
  );
});
