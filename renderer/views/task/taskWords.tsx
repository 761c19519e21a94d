/** The task in words: what it is called, what the robot is told, what counts as success, what is hardest. */
import { Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { FormSection } from './formSection.tsx';
import type { TaskPart } from './taskParts.ts';

const longest = 400;

export function TaskWords(props: TaskPart & { readonly isNew: boolean }): ReactElement {
  const { draft, problems, change } = props;
  return (
    <FormSection title="In words" note="What people, agents and the judge's author read.">
      <div className="field-pair">
        <TextInput
          label="Name"
          maxLength={80}
          value={draft.name}
          error={problems.get('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={props.isNew ? 'Id, set when it is saved first' : 'Id'}
          readOnly
          className="quiet-field"
          value={draft.id}
          error={problems.get('id')}
        />
      </div>
      <Textarea
        label="Instruction, one sentence"
        rows={2}
        maxLength={longest}
        value={draft.instruction}
        error={problems.get('instruction')}
        onChange={(event) => change({ instruction: event.currentTarget.value })}
      />
      <Textarea
        label="Success in words, so that two people agree"
        rows={2}
        maxLength={longest}
        value={draft.successWords}
        error={problems.get('successWords')}
        onChange={(event) => change({ successWords: event.currentTarget.value })}
      />
      <Textarea
        label="Hardest phase, in words"
        rows={2}
        maxLength={longest}
        placeholder="Turning the T without pushing it away"
        value={draft.hardestPhase}
        error={problems.get('hardestPhase')}
        onChange={(event) => change({ hardestPhase: event.currentTarget.value })}
      />
    </FormSection>
  );
}
