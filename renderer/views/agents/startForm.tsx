/** Starting a coding agent, or taking one up again: which, on what, within which budget; checked before it is asked for. */
import { SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { AgentProbe, AgentPurpose } from '../../../main/base/model/agent.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { ClockField } from '../../parts/clockField.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { startBlocked } from '../../store/agentChoice.ts';
import { useWindow } from '../../store/windowStore.ts';
import { jailTitles, jailWords } from './agentWords.ts';
import { ProgramChoice } from './programChoice.tsx';
import {
  anyCommand,
  budgetRules,
  firstChoice,
  planStart,
  probeFor,
  type StartChoice,
} from './startChoice.ts';

interface PartProps {
  readonly choice: StartChoice;
  change(part: Partial<StartChoice>): void;
}

function WorkFields({ choice, change, fixed }: PartProps & { readonly fixed: boolean }) {
  const tasks = useWindow((state) => state.tasks);
  return (
    <>
      <div className="field-row">
        <Select
          className="grows"
          label="Task"
          disabled={fixed}
          data={tasks.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
          value={choice.task}
          placeholder={tasks.length === 0 ? 'No task is installed' : 'Choose a task'}
          onChange={(task) => change({ task })}
        />
        <div className="field">
          <span className="field-name" id="mode-name">
            It works
          </span>
          <SegmentedControl
            aria-labelledby="mode-name"
            value={choice.mode}
            onChange={(mode) => change({ mode: mode === 'headless' ? 'headless' : 'terminal' })}
            data={[
              { value: 'terminal', label: 'With a person looking on' },
              { value: 'headless', label: 'Unattended' },
            ]}
          />
        </div>
      </div>
      <Textarea
        label={fixed ? 'Tell it next, if anything' : 'Tell it first, if anything'}
        rows={2}
        maxLength={8_192}
        placeholder="It reads the task’s brief by itself."
        value={choice.prompt}
        onChange={(event) => change({ prompt: event.currentTarget.value })}
      />
    </>
  );
}

/** `clockName`: null where nothing of it runs on the bench, or the bench has no choice. */
function ModelFields(props: PartProps & { readonly clockName: string | null }): ReactElement {
  const { choice, change, clockName } = props;
  return (
    <div className="field-row">
      <TextInput
        label="Model"
        w={338}
        maxLength={100}
        spellCheck={false}
        autoComplete="off"
        placeholder="the program’s own choice"
        value={choice.model}
        onChange={(event) => change({ model: event.currentTarget.value })}
      />
      {clockName !== null && (
        <ClockField
          name={clockName}
          short
          clock={choice.clock}
          change={(clock) => change({ clock })}
        />
      )}
    </div>
  );
}

function BudgetFields(props: PartProps & { readonly runsTrials: boolean }): ReactElement {
  const { choice, change, runsTrials } = props;
  const blank = 'no bound';
  return (
    <fieldset className="budget">
      <legend className="field-name">
        Budget; it is told to finish when one of these is used up
      </legend>
      <div className="field-row">
        <NumberField
          label="Tokens, millions"
          width={163}
          rule={budgetRules.tokensM}
          blank={blank}
          text={choice.tokensM}
          change={(tokensM) => change({ tokensM })}
        />
        <NumberField
          label="Money, USD"
          width={163}
          rule={budgetRules.usd}
          blank={blank}
          text={choice.usd}
          change={(usd) => change({ usd })}
        />
        {runsTrials && (
          <NumberField
            label="Trials"
            width={163}
            rule={budgetRules.trials}
            blank={blank}
            text={choice.trials}
            change={(trials) => change({ trials })}
          />
        )}
        <NumberField
          label="Minutes"
          width={163}
          rule={budgetRules.minutes}
          blank={blank}
          text={choice.minutes}
          change={(minutes) => change({ minutes })}
        />
      </div>
    </fieldset>
  );
}

/** What holds it here; where nothing does, a person answers for it by name. */
function WallsField(props: PartProps & { readonly probe: AgentProbe }): ReactElement {
  const { choice, change, probe } = props;
  if (probe.jail !== 'none') {
    return (
      <p className="note walls-line" title={jailTitles[probe.jail]}>
        <Icon name="lock" /> Confined by {jailWords[probe.jail]}: {probe.jailWhy}
      </p>
    );
  }
  return (
    <div className="unconfined" role="alert">
      <Mark state="needs-you" size={14} />
      <p>
        <strong>Nothing confines an agent here.</strong> It may read and change whatever you may,
        and reach any network. {probe.jailWhy}
      </p>
      <TextInput
        label="Your name, for the ledger, if you accept"
        w={240}
        maxLength={80}
        autoComplete="off"
        value={choice.acceptedBy}
        onChange={(event) => change({ acceptedBy: event.currentTarget.value })}
      />
    </div>
  );
}

const purposeNotes: Readonly<Record<AgentPurpose, string | null>> = {
  policy: null,
  judge:
    'It writes a judge from the clips that are not locked, tries it on them and has it measured ' +
    'on the locked ones. It gets no trial, and of the locked clips only numbers.',
  reset:
    'It writes a reset, tries it on the bench and has it measured, twenty in a row. It gets no ' +
    'trial and no clip. Another reset’s check looks at its starts too, and a person accepts it.',
};

const clockNames: Readonly<Record<AgentPurpose, string | null>> = {
  policy: 'Its trials run in',
  judge: null,
  reset: 'Its resets run in',
};

export function StartForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const probed = useWindow((state) => state.probe);
  const resumingId = useWindow((state) => state.resuming);
  const resuming = useWindow((state) => state.agents?.find(({ id }) => id === resumingId) ?? null);
  const firstTask = useWindow((state) =>
    state.startFor !== 'policy'
      ? ((state.startFor === 'judge' ? state.judge : state.reset)?.task ?? null)
      : (state.trials.at(-1)?.task ?? state.tasks[0]?.id ?? null),
  );
  const simulated = useWindow((state) => state.bench?.kind !== 'real');
  const blocked = useWindow(startBlocked);
  // What was not chosen by hand follows what the probe finds.
  const [chosen, setChosen] = useState<Partial<StartChoice>>({});
  const purpose = useWindow((state) => resuming?.purpose ?? state.startFor);
  const probe = { ...probed, known: probeFor(probed.known, purpose) };
  const choice = { ...firstChoice(probe.known, resuming, firstTask), ...chosen };
  const change = (part: Partial<StartChoice>): void => setChosen({ ...chosen, ...part });
  const plan = planStart(choice, { probe: probe.known, resuming, simulated, purpose, blocked });
  const start = async (): Promise<void> => {
    if (!plan.ok) return;
    onDone();
    await deck.startAgent(plan.args);
  };
  const missing = plan.ok ? null : plan.why;
  return (
    <form className="start-form" onSubmit={(event) => event.preventDefault()}>
      <ProgramChoice
        probe={probe}
        recipe={choice.recipe}
        fixed={resuming !== null}
        choose={(recipe) => change({ recipe })}
      />
      {choice.recipe === anyCommand && (
        <TextInput
          label="Command, a line of words"
          className="command-line"
          spellCheck={false}
          autoComplete="off"
          placeholder="my-agent --brief program.md"
          value={choice.command}
          onChange={(event) => change({ command: event.currentTarget.value })}
        />
      )}
      <WorkFields choice={choice} change={change} fixed={resuming !== null} />
      {purposeNotes[purpose] !== null && <p className="note">{purposeNotes[purpose]}</p>}
      <ModelFields
        choice={choice}
        change={change}
        clockName={simulated ? clockNames[purpose] : null}
      />
      <BudgetFields choice={choice} change={change} runsTrials={purpose === 'policy'} />
      {probe.known?.gateway === false && (
        <p className="walls-line">
          <Mark state="needs-you" /> The model gateway does not answer: agents reach no model.
        </p>
      )}
      {probe.known !== null && <WallsField choice={choice} change={change} probe={probe.known} />}
      <div className="dialog-actions">
        {missing !== null && <span className="why">{missing}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={missing} onPress={() => void start()}>
          {resuming === null ? 'Start agent' : 'Take up again'}
        </ActionButton>
      </div>
    </form>
  );
}
