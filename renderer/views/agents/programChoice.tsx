/** The agent programs of this computer, to choose one: which version, whether it was tried, where, or how to install it. */
import type { ReactElement } from 'react';
import type { AgentProgramView } from '../../../main/base/model/agent.ts';
import { Mark } from '../../parts/mark.tsx';
import type { ProbeState } from '../../store/windowStore.ts';
import { anyCommand, isInstalled } from './startChoice.ts';

function programState(program: AgentProgramView): string {
  if (program.recipe === anyCommand && program.version === null) return 'a line of words';
  if (program.version === null) return 'not installed';
  return program.tested ? program.version : `${program.version}, untested version`;
}

function Program(props: {
  readonly program: AgentProgramView;
  readonly chosen: boolean;
  onChoose(): void;
}): ReactElement {
  const { program, chosen } = props;
  const installed = isInstalled(program);
  return (
    <label className="program" data-chosen={chosen} data-installed={installed}>
      <input
        type="radio"
        name="program"
        checked={chosen}
        data-autofocus={chosen ? true : undefined}
        disabled={!installed}
        onChange={props.onChoose}
      />
      <span className="program-name">{program.name}</span>
      <span className="program-state">
        {installed && !program.tested && program.recipe !== anyCommand && (
          <Mark state="needs-you" />
        )}
        {programState(program)}
      </span>
      <code title={program.where}>{program.where}</code>
    </label>
  );
}

/** What stands there while nothing is known yet, or nothing could be learnt. */
function Waiting({ probe }: { readonly probe: ProbeState }): ReactElement {
  return (
    <p className="note programs-wait">
      {probe.problem === null
        ? 'Asking each program for its version; a few seconds.'
        : `What is installed could not be learnt: ${probe.problem}.`}
    </p>
  );
}

export function ProgramChoice(props: {
  readonly probe: ProbeState;
  readonly recipe: string | null;
  /** Only this one: an agent that is taken up again stays the program it was. */
  readonly fixed: boolean;
  choose(recipe: string): void;
}): ReactElement {
  const { probe, recipe, fixed } = props;
  const programs = (probe.known?.agents ?? []).filter(
    (program) => !fixed || program.recipe === recipe,
  );
  const chosen = programs.find((program) => program.recipe === recipe);
  return (
    <fieldset className="programs">
      <legend className="field-name">Agent</legend>
      {probe.known === null && <Waiting probe={probe} />}
      {programs.map((program) => (
        <Program
          key={program.recipe}
          program={program}
          chosen={program === chosen}
          onChoose={() => props.choose(program.recipe)}
        />
      ))}
      {chosen !== undefined && chosen.advice !== '' && <p className="note">{chosen.advice}</p>}
    </fieldset>
  );
}
