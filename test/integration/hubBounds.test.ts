/**
 * What a take asks for beyond its edit surface: the file that a policy begins with, and room that one agent has not used
 * up over its life.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { maxAgentBytes } from '../../main/evolution/hub/agentBytes.ts';
import { openHub } from '../../main/evolution/hub/openHub.ts';
import {
  accepted,
  type HubUnderTest,
  hubUnderTest,
  refusal,
  type TestClone,
} from '../lib/hubUnderTest.ts';
import { describeNeeds, itNeeds } from '../lib/needs.ts';

const it = itNeeds(['git']);
let bench: HubUnderTest;
let clone: TestClone;

beforeEach(async () => {
  bench = await hubUnderTest();
  clone = await bench.clone('agent-0001');
});
afterEach(() => bench[Symbol.dispose]());

describeNeeds(['git'])('a take', () => {
  it('asks for the file that a policy begins with, in the last commit alone', async () => {
    const mainFile = 'policy/policy.ts';
    const hub = await openHub(bench.ports, { id: 'touch', dir: bench.taskDir, mainFile });
    clone.git('mv', mainFile, 'policy/other.ts');
    clone.commit({});
    const reason = refusal(await hub.take('agent-0001', clone.dir));
    expect(reason).toMatch(/no file "policy\/policy.ts"/);
    clone.git('mv', 'policy/other.ts', mainFile);
    clone.commit({ 'policy/a.ts': '1' });
    expect(accepted(await hub.take('agent-0001', clone.dir)).changed).toEqual(['policy/a.ts']);
  });

  it('asks for that file in a commit that was taken before, too', async () => {
    clone.git('mv', 'policy/policy.ts', 'policy/other.ts');
    clone.commit({});
    accepted(await clone.take());
    const task = { id: 'touch', dir: bench.taskDir, mainFile: 'policy/policy.ts' };
    const hub = await openHub(bench.ports, task);
    expect(refusal(await hub.take('agent-0001', clone.dir))).toMatch(/no file "policy\/policy.ts"/);
  });

  it('takes so many bytes of an agent in its life, a restart between; others are not in its way', async () => {
    const file = path.join(bench.root, 'hubs/touch.bytes.json');
    clone.commit({ 'policy/a.ts': '1' });
    accepted(await clone.take());
    const spent = JSON.parse(readFileSync(file, 'utf8'));
    expect(spent['agent-0001']).toBeGreaterThan(4096);
    writeFileSync(file, JSON.stringify({ 'agent-0001': maxAgentBytes - 8192 }));
    const hub = await bench.reopen();
    clone.commit({ 'policy/a.ts': '2' });
    expect(refusal(await clone.take())).toMatch(/keeps 512 MiB of new objects of an agent/);
    const other = await bench.clone('agent-0002');
    other.commit({ 'policy/a.ts': '3' });
    expect(accepted(await other.take()).ref).toBe('refs/agents/agent-0002/1');
    expect(hub.peerRef('agent-0001')).toBe('refs/agents/agent-0001/1');
  });
});
