/** Which task, how many trials, from which seed, on which clock: everything a run needs, checked before it is sent. */
import { SegmentedControl, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useDeck } from '../actions/deck.ts';
import { ActionButton } from '../parts/actionButton.tsx';
import { ClockField } from '../parts/clockField.tsx';
import { NumberField } from '../parts/numberField.tsx';
import { type NumberRule, readNumber } from '../parts/numberText.ts';
import { runBlocked } from '../store/runBlocked.ts';
import { useWindow } from '../store/windowStore.ts';

interface RunChoice {
  readonly task: string | null;
  readonly count: 'number' | 'until';
  /** As typed. */
  readonly trials: string;
  readonly seed: string;
  readonly clock: 'real' | 'lockstep';
}

const trialsRule: NumberRule = { min: 1, max: 100_000, whole: true };
const seedRule: NumberRule = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

/** The first thing that is missing or wrong; null when the run can be asked for. */
function missingIn(choice: RunChoice): string | null {
  if (choice.task === null) return 'Choose a task.';
  const trials = readNumber(choice.trials, trialsRule);
  if (choice.count === 'number' && !trials.ok) return `How many trials? ${trials.why}.`;
  const seed = readNumber(choice.seed, seedRule);
  return seed.ok ? null : `Which seed? ${seed.why}.`;
}

function CountFields(props: {
  readonly choice: RunChoice;
  change(part: Partial<RunChoice>): void;
}): ReactElement {
  const { choice, change } = props;
  return (
    <div className="field-row">
      <div className="field">
        <span className="field-name" id="count-name">
          Trials
        </span>
        <SegmentedControl
          aria-labelledby="count-name"
          value={choice.count}
          onChange={(count) => change({ count: count === 'until' ? 'until' : 'number' })}
          data={[
            { value: 'number', label: 'A number' },
            { value: 'until', label: 'Until stopped' },
          ]}
        />
      </div>
      <NumberField
        label="How many"
        width={140}
        rule={trialsRule}
        disabled={choice.count === 'until'}
        text={choice.count === 'until' ? '' : choice.trials}
        change={(trials) => change({ trials })}
      />
      <NumberField
        label="Seed"
        width={160}
        rule={seedRule}
        text={choice.seed}
        change={(seed) => change({ seed })}
      />
    </div>
  );
}

function NoTask(): ReactElement {
  return (
    <p className="note">
      A task is a folder under <code>tasks/</code> of the program; docs/TASKS.md says how one is
      made. Add it, then start again.
    </p>
  );
}

export function RunForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const tasks = useWindow((state) => state.tasks);
  const lastTask = useWindow((state) => state.trials.at(-1)?.task);
  const simulated = useWindow((state) => state.bench?.kind !== 'real');
  const blocked = useWindow(runBlocked);
  const known = tasks.find((task) => task.id === lastTask) ?? tasks[0];
  const [choice, setChoice] = useState<RunChoice>({
    task: known?.id ?? null,
    count: 'number',
    trials: '20',
    seed: '1',
    clock: 'real',
  });
  const change = (part: Partial<RunChoice>): void => setChoice({ ...choice, ...part });
  const task = tasks.find((entry) => entry.id === choice.task);
  const missing = blocked ?? missingIn(choice);
  const run = async (): Promise<void> => {
    const trials = choice.count === 'until' ? null : Number(choice.trials);
    const lockstep = choice.clock === 'lockstep';
    const args = { task: choice.task ?? '', trials, seed: Number(choice.seed), lockstep };
    onDone();
    await deck.runTrials(args);
  };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Select
        label="Task"
        data-autofocus
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault(); // it chooses; it never starts the robot
        }}
        data={tasks.map((entry) => ({ value: entry.id, label: `${entry.name} (${entry.id})` }))}
        value={choice.task}
        placeholder={tasks.length === 0 ? 'No task is installed' : 'Choose a task'}
        onChange={(value) => change({ task: value })}
      />
      {tasks.length === 0 && <NoTask />}
      {task !== undefined && (
        <p className="note task-words">
          {task.instruction} Success: {task.successWords}{' '}
          {task.attempts === 1 ? 'One attempt.' : `Up to ${task.attempts} attempts.`}
        </p>
      )}
      <CountFields choice={choice} change={change} />
      {simulated && (
        <ClockField name="Clock" clock={choice.clock} change={(clock) => change({ clock })} />
      )}
      <div className="dialog-actions">
        {missing !== null && <span className="why">{missing}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={missing} onPress={() => void run()}>
          Run trials
        </ActionButton>
      </div>
    </form>
  );
}
