/** What could be started here, behind which walls, and whether the gateway answers: everything asked at the same time. */
import type { AgentProbe } from '../../base/model/agent.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import { type AgentHouse, createAgentHouse, type HousePorts } from './agentHouse.ts';
import { probePrograms } from './recipes/probePrograms.ts';

export interface ProbePorts extends HousePorts {
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function probeAgents(ports: ProbePorts, house: AgentHouse): Promise<AgentProbe> {
  const { env, appDir, clock } = ports;
  const answers = async (): Promise<boolean> => await (await house.gateway()).selfTest();
  const [agents, jail, gateway] = await Promise.all([
    probePrograms({ env, appDir, exec: execGroup(clock) }),
    house.jail(),
    answers().catch(() => false),
  ]);
  return { agents, jail: jail.level, jailWhy: jail.why, gateway };
}

/** The same where no core runs; what it opens is closed again. */
export async function probeAgentsAlone(ports: ProbePorts): Promise<AgentProbe> {
  await using house = createAgentHouse(ports);
  return await probeAgents(ports, house);
}
