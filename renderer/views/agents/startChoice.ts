/** What a person has chosen in the start dialog, and what is asked of the core for it, or why it cannot be asked. Pure. */
import type { CommandArgs } from '../../../main/base/api/contract.ts';
import type {
  AgentProbe,
  AgentProgramView,
  AgentPurpose,
  AgentView,
} from '../../../main/base/model/agent.ts';
import type { ClockChoice } from '../../parts/clockField.tsx';
import { type NumberRule, readBound } from '../../parts/numberText.ts';
import { readCommand } from './commandWords.ts';

export interface StartChoice {
  readonly recipe: string | null;
  readonly task: string | null;
  readonly mode: 'terminal' | 'headless';
  /** As typed. */
  readonly command: string;
  readonly prompt: string;
  readonly model: string;
  readonly tokensM: string;
  readonly usd: string;
  readonly trials: string;
  readonly minutes: string;
  readonly clock: ClockChoice;
  readonly acceptedBy: string;
}

/** What its dialog is called when it is not taken up again. */
export const startTitles: Readonly<Record<AgentPurpose, string>> = {
  policy: 'Start agent',
  judge: 'Let an agent write a judge',
  reset: 'Let an agent write a reset',
};

/** The recipe whose program a person names. */
export const anyCommand = 'command';

export const isInstalled = ({ recipe, version }: AgentProgramView): boolean =>
  version !== null || recipe === anyCommand;

export const budgetRules = {
  tokensM: { min: 0.001, max: 1_000_000, whole: false },
  usd: { min: 0.01, max: 1_000_000, whole: false },
  trials: { min: 1, max: 100_000, whole: true },
  minutes: { min: 0.1, max: 20_160, whole: false },
} as const satisfies Readonly<Record<string, NumberRule>>;

type BudgetPart = keyof typeof budgetRules;
const budgetNames: Readonly<Record<BudgetPart, string>> = {
  tokensM: 'tokens',
  usd: 'money',
  trials: 'trials',
  minutes: 'minutes',
};

/** What was found, without programs that are not for this. */
export function probeFor(probe: AgentProbe | null, purpose: AgentPurpose): AgentProbe | null {
  if (probe === null) return null;
  const agents = probe.agents.filter(({ purposes }) => purposes?.includes(purpose) !== false);
  return { ...probe, agents };
}

/** A night within bounds; a person may take any of them away. */
export function firstChoice(
  probe: AgentProbe | null,
  resuming: AgentView | null,
  task: string | null,
): StartChoice {
  const usable = probe?.agents.find((program) => isInstalled(program) && program.version !== null);
  return {
    recipe: resuming?.recipe ?? usable?.recipe ?? null,
    task: resuming?.task ?? task,
    mode: resuming?.mode ?? 'terminal',
    command: '',
    prompt: '',
    model: '',
    tokensM: '5',
    // Blank: a bound in money refuses models that the price table does not name.
    usd: '',
    trials: '50',
    minutes: '480',
    clock: 'real',
    acceptedBy: '',
  };
}

export interface StartSetting {
  readonly probe: AgentProbe | null;
  readonly resuming: AgentView | null;
  readonly simulated: boolean;
  readonly purpose: AgentPurpose;
  /** Why nothing can be started whatever is chosen. */
  readonly blocked: string | null;
}

export type StartPlan =
  | { readonly ok: true; readonly args: CommandArgs<'agent.start'> }
  | { readonly ok: false; readonly why: string };

const no = (why: string): StartPlan => ({ ok: false, why });

type Bounds = Readonly<Record<BudgetPart, number | null>>;

function boundsOf(choice: StartChoice): Bounds | string {
  const bounds: Partial<Record<BudgetPart, number | null>> = {};
  for (const part of Object.keys(budgetRules) as BudgetPart[]) {
    const read = readBound(choice[part], budgetRules[part]);
    if (!read.ok) return `Budget of ${budgetNames[part]}: ${read.why}.`;
    bounds[part] = read.value;
  }
  return bounds as Bounds;
}

function programProblem(choice: StartChoice, { probe }: StartSetting): string | null {
  if (probe === null) return 'Looking what is installed.';
  const program = probe.agents.find(({ recipe }) => recipe === choice.recipe);
  if (program === undefined) return 'Choose an agent.';
  if (!isInstalled(program)) return `${program.name} is not installed.`;
  if (choice.task === null) return 'Choose a task.';
  if (choice.prompt.length > 8_192) return 'What it is told first is too long: give it a file.';
  if (choice.model.trim().length > 100) return 'The name of the model is too long.';
  if (probe.jail === 'none' && choice.acceptedBy.trim() === '')
    return 'Nothing confines it here: who accepts that?';
  return null;
}

export function planStart(choice: StartChoice, setting: StartSetting): StartPlan {
  const problem = setting.blocked ?? programProblem(choice, setting);
  if (problem !== null) return no(problem);
  const command = choice.recipe === anyCommand ? readCommand(choice.command) : null;
  if (command?.ok === false) return no(`${command.why}.`);
  const bounds = boundsOf(choice);
  if (typeof bounds === 'string') return no(bounds);
  const [prompt, model, acceptedBy] = [choice.prompt, choice.model, choice.acceptedBy].map((text) =>
    text.trim(),
  );
  return {
    ok: true,
    args: {
      recipe: choice.recipe ?? '',
      task: choice.task ?? '',
      mode: choice.mode,
      budget: {
        tokens: bounds.tokensM === null ? null : Math.round(bounds.tokensM * 1e6),
        usd: bounds.usd,
        // Who writes a judge or a reset gets no trial.
        trials: setting.purpose === 'policy' ? bounds.trials : null,
        wallMinutes: bounds.minutes,
      },
      lockstep: setting.simulated && choice.clock === 'lockstep',
      ...(setting.purpose !== 'policy' && setting.resuming === null
        ? { purpose: setting.purpose }
        : {}),
      ...(command === null ? {} : { command: [...command.words] }),
      ...(prompt ? { prompt } : {}),
      ...(model ? { model } : {}),
      ...(setting.probe?.jail === 'none' && acceptedBy ? { acceptedBy } : {}),
      ...(setting.resuming === null ? {} : { resume: setting.resuming.id }),
    },
  };
}
