/**
 * Between what agents asked for and the bench: a request becomes a batch of one trial of the policy as the hub has it, and
 * a finished trial becomes a result in the hub. And what a core that died left behind: its agents have ended with it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { noTokens, type UsageRecord } from '../../base/model/agent.ts';
import { outcomeOf, type TrialRow } from '../../base/model/trial.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { Hub, HubResult } from '../hub/hub.ts';
import type { AgentBook, AskedTrial } from './agentBook.ts';
import { agentFiles, readUsage } from './agentFolders.ts';
import type { AgentHouse } from './agentHouse.ts';
import type { AgentPorts, AgentTask } from './agentPorts.ts';
import { keepPolicyWords } from './keepPolicyWords.ts';

type Added = Pick<UsageRecord, keyof typeof noTokens>;

export function addTokens(records: readonly Added[]): typeof noTokens {
  const names = Object.keys(noTokens) as (keyof typeof noTokens)[];
  const sums = names.map((name) => [name, records.reduce((sum, each) => sum + each[name], 0)]);
  return Object.fromEntries(sums) as typeof noTokens;
}

function usageSum(records: readonly UsageRecord[]) {
  const priced = records.every(({ usd }) => usd !== null);
  const usd = priced ? records.reduce((sum, record) => sum + (record.usd ?? 0), 0) : null;
  return { tokens: addTokens(records), requests: records.length, usd };
}

/** Agents that a core left running have died with it. */
export async function endPastAgents(book: AgentBook, dataDir: string): Promise<void> {
  for (const { started, ended } of book.agents()) {
    if (ended !== null) continue;
    const { agentId } = started;
    const files = agentFiles(dataDir, book.rootOf(agentId));
    // Clips that it was shown: some may be locked by now.
    await rm(files.clips, { recursive: true, force: true });
    const used = usageSum(await readUsage(files.usage));
    const why = 'the app ended unexpectedly';
    book.append({ kind: 'agent-ended', agentId, by: 'app', why, ...used });
  }
}

/** Begins the batch of a request; gives its id. @throws BenchError `busy`, `refused`. */
export function createBeginTrial(ports: AgentPorts, book: AgentBook, house: AgentHouse) {
  return async ({ asked, task }: AskedTrial, seed: number): Promise<string> => {
    const { agentId, requestId, ideaId, commit } = asked;
    const hub = await house.hub(await ports.installTask(task));
    const work = await mkdtemp(path.join(await house.runtimeDir(), 'policy-'));
    const dir = path.join(work, 'policy');
    const files = agentFiles(ports.dataDir, book.rootOf(agentId));
    try {
      await hub.exportTree(commit, 'policy', dir);
      return await ports.beginTrial({
        task,
        seed,
        lockstep: book.agent(agentId)?.started.lockstep ?? false,
        agentId,
        ideaId,
        policy: { dir, commit },
        onPolicyWords: keepPolicyWords(files, requestId),
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
}

function hubResult({ asked }: Pick<AskedTrial, 'asked'>, row: TrialRow): HubResult {
  const { agentId, ideaId, commit, policyTree } = asked;
  const { id: trialId, wallTime, stepHash } = row;
  return {
    trialId,
    commit,
    policyTree,
    outcome: outcomeOf(row),
    agentId,
    ideaId,
    wallTime,
    stepHash,
  };
}

export async function writeHubResult(
  ports: AgentPorts,
  house: AgentHouse,
  asked: Pick<AskedTrial, 'asked' | 'task'>,
  row: TrialRow,
): Promise<void> {
  const hub = await house.hub(await ports.installTask(asked.task));
  await hub.writeResult(hubResult(asked, row));
}

/** So many of the newest of an agent may be missing in the hub after a crash. */
const resent = 20;

/** What a core that died answered and did not write into the hub. The same result again is nothing. */
export async function resendResults(
  hub: Hub,
  { manifest }: AgentTask,
  book: AgentBook,
  ledger: Pick<Ledger, 'trial'>,
): Promise<void> {
  const recent = book
    .agents()
    .filter(({ started }) => started.task === manifest.id)
    .slice(0, resent)
    .flatMap(({ started }) => book.asked(started.agentId).slice(0, resent));
  for (const asked of recent.slice(0, resent)) {
    const row = asked.answer?.trialId == null ? null : ledger.trial(asked.answer.trialId);
    if (row !== null) await hub.writeResult(hubResult(asked, row));
  }
}
