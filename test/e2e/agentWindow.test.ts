/**
 * An agent in the real window: real core, real door, real jail, real Chromium. A shell is started by the dialog, typed to,
 * found again after the window was closed, and ended; and Claude Code, where it is installed, works on its own screen
 * against a scripted model until its idea is closed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { execGroup } from '../../main/environment/jail/execGroup.ts';
import { findProgram } from '../../main/evolution/agent/recipes/findProgram.ts';
import { recipeOf } from '../../main/evolution/agent/recipes/recipes.ts';
import { never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { findPart, itNeeds, itWhere } from '../lib/needs.ts';
import { openScriptedModel, type Scripted } from '../lib/scriptedModel/openScriptedModel.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';
import { openWindowPage } from './windowPage.ts';

const appDir = resolve(import.meta.dirname, '../..');
const shots = resolve(appDir, 'test-results', 'agents');
const patient = { timeout: 60_000 } as const;
const claude = await findProgram(recipeOf('claude'), {
  env: process.env,
  appDir,
  exec: execGroup(realClock),
});
let browser: Browser | null = null;
let windowDir = '';

beforeAll(async () => {
  if (findPart('chromium') === null) return;
  windowDir = await freshWindow();
  browser = await openChromium();
  mkdirSync(shots, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

async function openHouse(dataDir: string) {
  const stack = new AsyncDisposableStack();
  const core = stack.use(await openTestCore({ dataDir }));
  const door = stack.use(
    await openDoor({
      api: core.api,
      clock: realClock,
      log: silentLog,
      version: 'test',
      windowDir,
      trialsDir: join(dataDir, 'trials'),
    }),
  );
  const openWindow = async () => {
    const opened = await openWindowPage(browser as Browser, door.mintUrl());
    await opened.page.getByRole('button', { name: 'Agents' }).click();
    return opened;
  };
  return { api: core.api, openWindow, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('an agent in the window', () => {
  itNeeds(['chromium', 'git'])(
    'is started, typed to, found again and ended',
    async () => {
      using data = tempDir('window-agent');
      await using house = await openHouse(data.path);
      {
        await using opened = await house.openWindow();
        const { page } = opened;
        await page.getByRole('button', { name: 'Start agent' }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('Any command').click(patient);
        await dialog.getByLabel('Command, a line of words').fill('sh');
        await dialog.getByText('Lockstep').click();
        await dialog.getByRole('button', { name: 'Start agent' }).click();
        const screen = page.locator('.xterm-rows');
        await screen.waitFor(patient);
        await page.locator('.xterm-screen').click();
        await page.keyboard.type('bench idea start "hello from a person" "an answer"\n');
        await screen.getByText('idea-0001 is open').waitFor(patient);
        await page.keyboard.type('bench trial start; bench trial wait req-0001\n');
        await screen.getByText('Over. log says').waitFor(patient);
        await page.screenshot({ path: join(shots, 'shell.png') });
        expect(opened.problems).toEqual([]);
      }
      await using again = await house.openWindow();
      const { page } = again;
      await page.locator('.xterm-rows').getByText('Over. log says').waitFor(patient);
      await page.getByText('hello from a person').first().waitFor(patient);
      await page.getByRole('button', { name: 'End agent' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'End agent' }).click();
      await until(house.api, 'agents', ([agent]) => agent?.state === 'ended');
      await page.getByRole('button', { name: 'Take up again' }).waitFor(patient);
      expect(again.problems).toEqual([]);
    },
    180_000,
  );

  const here = findPart('chromium') !== null && claude?.version != null;
  itWhere(here, 'Claude Code or Chromium is not installed')(
    'Claude Code works on its own screen until its idea is closed',
    async () => {
      const request = (text: string): string => /req-\d{4}/.exec(text)?.[0] ?? 'req-0001';
      const script: readonly Scripted[] = [
        { kind: 'mcp', tool: 'task', args: {} },
        {
          kind: 'mcp',
          tool: 'idea_start',
          args: { hypothesis: 'Sweep a little lower', expect: 'the puck leaves its pad sooner' },
        },
        { kind: 'tool', shell: 'echo "// lower" >> policy/policy.ts && git commit -qam "Lower"' },
        { kind: 'mcp', tool: 'trial_start', args: {} },
        (last) => ({ kind: 'mcp', tool: 'trial_wait', args: { request: request(last) } }),
        (last) => ({ kind: 'mcp', tool: 'log', args: { request: request(last) } }),
        { kind: 'mcp', tool: 'idea_finish', args: { conclusion: 'One trial, and that is that.' } },
        { kind: 'say', text: 'The idea is closed. What next?' },
      ];
      using data = tempDir('window-claude');
      const key = 'the real key';
      await using model = await openScriptedModel({ clock: realClock, script, key });
      mkdirSync(join(data.path, 'agents'), { recursive: true });
      const providers = { claude: { baseUrl: model.url, key } };
      writeFileSync(join(data.path, 'agents', 'providers.json'), JSON.stringify(providers));
      await using house = await openHouse(data.path);
      await using opened = await house.openWindow();
      const { page } = opened;
      const budget = { tokens: 1_000_000, usd: null, trials: 5, wallMinutes: 20 };
      const { agentId } = await house.api.call(
        'agent.start',
        { recipe: 'claude', task: 'touch', mode: 'terminal', lockstep: true, budget },
        never,
      );
      await page
        .locator('.xterm-rows')
        .getByText('The idea is closed.')
        .waitFor({ timeout: 150_000 });
      await page.getByText('its own words: One trial, and that is that.').waitFor(patient);
      await page.screenshot({ path: join(shots, 'claude.png') });
      const [idea] = await house.api.call('agent.ideas', { task: 'touch' }, never);
      const { success = 0, failure = 0 } = idea?.trials ?? {};
      expect({ state: idea?.state, n: success + failure }).toEqual({ state: 'finished', n: 1 });
      expect(opened.problems).toEqual([]);
      await house.api.call('agent.end', { agentId }, never);
    },
    240_000,
  );
});
