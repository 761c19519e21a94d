/**
 * Which agent runs the night that is about to begin: what may be chosen under this contract on this computer, and why
 * something may not. Pure.
 */
import type { AgentProgramView } from '../../main/base/model/agent.ts';
import { type NumberRule, readNumber } from '../parts/numberText.ts';
import type { GoDesk } from './sealDesk.ts';
import type { WindowState } from './windowStore.ts';

/** The night without an agent. */
export const noAgent = 'none';

/** Bench seconds, as `night.start` takes them. */
export const thinkRule: NumberRule = { min: 0, max: 3600, whole: false };

/** What the checks before the night were made for. */
export const goKey = ({ lockstep, agent }: Pick<GoDesk, 'lockstep' | 'agent'>): string =>
  `${lockstep ? 'lockstep' : 'real'}${agent === noAgent ? '' : ` ${agent}`}`;

type Known = Pick<WindowState, 'seal' | 'probe'>;

/** Why no agent may run it; null: one may. */
export function agentsBarred({ seal }: Pick<Known, 'seal'>): string | null {
  const rule = seal?.seal?.contract.decision.rule ?? 'none';
  return rule === 'none'
    ? 'The contract says that the champion stays. For an agent, sign one with a decision rule.'
    : null;
}

/** Programs that can work on a policy by themselves; one that a person must name first cannot. */
const workers = ({ probe }: Pick<Known, 'probe'>): readonly AgentProgramView[] =>
  (probe.known?.agents ?? []).filter(
    ({ recipe, purposes }) => recipe !== 'command' && purposes?.includes('policy') !== false,
  );

export interface AgentOption {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
}

const optionOf = ({ recipe, name, version }: AgentProgramView): AgentOption => ({
  value: recipe,
  label: version === null ? `${name}, not installed` : `${name} ${version}`,
  disabled: version === null,
});

/** The champion alone first, then those that are installed, then the others. */
export function agentOptions(state: Known): readonly AgentOption[] {
  const none = { value: noAgent, label: 'None, the champion alone', disabled: false };
  if (agentsBarred(state) !== null) return [none];
  const programs = workers(state).map(optionOf);
  return [
    none,
    ...programs.filter(({ disabled }) => !disabled),
    ...programs.filter(({ disabled }) => disabled),
  ];
}

/** What a person should know of the choice, in a sentence or two. */
export function agentNote(state: Known, { agent }: Pick<GoDesk, 'agent'>): string {
  const barred = agentsBarred(state);
  if (barred !== null) return barred;
  const { known, problem } = state.probe;
  if (agent !== noAgent) return workers(state).find(({ recipe }) => recipe === agent)?.advice ?? '';
  if (known !== null) return 'Nothing is changed: its trials make its rate known.';
  return problem === null
    ? 'Looking which agents are installed; a few seconds.'
    : `Which agents are installed could not be learnt: ${problem}.`;
}

/** Its thinking is declared where bench time waits for nobody. */
export const asksThinking = ({ agent, lockstep }: Pick<GoDesk, 'agent' | 'lockstep'>): boolean =>
  lockstep && agent !== noAgent;

/** Why the night may not begin with this choice; null: it may. */
export function agentBlocked(state: Known, go: GoDesk): string | null {
  if (go.agent !== noAgent) {
    const barred = agentsBarred(state);
    if (barred !== null) return barred;
    const program = workers(state).find(({ recipe }) => recipe === go.agent);
    if (program === undefined) return 'Choose an agent.';
    if (program.version === null) return `${program.name} is not installed.`;
  }
  if (!asksThinking(go)) return null;
  const read = readNumber(go.think, thinkRule);
  return read.ok ? null : `Thinking: ${read.why}.`;
}
