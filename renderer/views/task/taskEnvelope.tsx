/** Where the tool tip may be for this task, inside the bench's own envelope; drawn over the pictures beside the form. */
import type { ReactElement } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { RangeFields } from '../../parts/rangeFields.tsx';
import { axes, axisWords, boxText, mmRule } from '../../store/boxText.ts';
import { useWindow } from '../../store/windowStore.ts';
import { FieldWrong, FormSection } from './formSection.tsx';
import type { TaskPart } from './taskParts.ts';

export function TaskEnvelope({ draft, problems, change }: TaskPart): ReactElement {
  const bench = useWindow((state) =>
    state.bench?.lease === 'none' ? (state.bench.envelope?.workspaceM ?? null) : null,
  );
  return (
    <FormSection
      title="Envelope of the task"
      note="In amber over the pictures; white is the bench's."
    >
      <div className="range-head">
        <span>Tool tip</span>
        <span>from</span>
        <span>to</span>
      </div>
      {axes.map((axis) => (
        <div key={axis}>
          <RangeFields
            name={axisWords[axis]}
            unit="mm"
            rule={mmRule}
            ends={draft.envelopeMm[axis]}
            wrongId={`wrong-envelope-${axis}`}
            change={(ends) => change({ envelopeMm: { ...draft.envelopeMm, [axis]: { ...ends } } })}
          />
          <FieldWrong id={`wrong-envelope-${axis}`} words={problems.get(`envelopeM.${axis}`)} />
        </div>
      ))}
      <div>
        <ActionButton
          quiet
          blocked={bench === null ? 'The envelope of the bench is not known now.' : null}
          onPress={() => {
            if (bench !== null) change({ envelopeMm: boxText(bench) });
          }}
        >
          As the bench allows
        </ActionButton>
      </div>
    </FormSection>
  );
}
