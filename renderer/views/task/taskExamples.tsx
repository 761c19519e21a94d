/** How many examples are wanted: successes, failures, and the ways it nearly works, each by its name. */
import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { FormSection } from './formSection.tsx';
import { PlainNumber } from './taskNumbers.tsx';
import type { TaskPart } from './taskParts.ts';

const mostNearMisses = 12;

export function TaskExamples({ draft, problems, change }: TaskPart): ReactElement {
  const { nearMisses, quotas } = draft;
  return (
    <FormSection
      title="Examples wanted"
      note="The judge learns most from what nearly works: name each way, and how many of it."
    >
      <div className="field-four">
        <PlainNumber
          label="Successes"
          text={quotas.success}
          wrong={problems.get('quotas.success')}
          change={(success) => change({ quotas: { ...quotas, success } })}
        />
        <PlainNumber
          label="Failures"
          text={quotas.failure}
          wrong={problems.get('quotas.failure')}
          change={(failure) => change({ quotas: { ...quotas, failure } })}
        />
      </div>
      <ul className="near-miss-list">
        {nearMisses.map((nearMiss, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a near miss has no name of its own while it is typed
          <li key={index}>
            <TextInput
              aria-label={`Near miss ${index + 1}`}
              placeholder="On the outline, but turned"
              maxLength={60}
              value={nearMiss.name}
              error={problems.get(`nearMisses.${index}.name`)}
              onChange={(event) => {
                const next = { ...nearMiss, name: event.currentTarget.value };
                change({ nearMisses: nearMisses.with(index, next) });
              }}
            />
            <TextInput
              className="number-field"
              aria-label={`How many of near miss ${index + 1}`}
              value={nearMiss.want}
              error={problems.get(`nearMisses.${index}.want`)}
              onChange={(event) => {
                const next = { ...nearMiss, want: event.currentTarget.value };
                change({ nearMisses: nearMisses.with(index, next) });
              }}
            />
            <ActionButton
              name={`Remove near miss ${index + 1}`}
              onPress={() => change({ nearMisses: nearMisses.toSpliced(index, 1) })}
            >
              Remove
            </ActionButton>
          </li>
        ))}
      </ul>
      <div>
        <ActionButton
          quiet
          blocked={nearMisses.length < mostNearMisses ? null : 'At most twelve.'}
          onPress={() => change({ nearMisses: [...nearMisses, { name: '', want: '10' }] })}
        >
          Add a near miss
        </ActionButton>
      </div>
    </FormSection>
  );
}
