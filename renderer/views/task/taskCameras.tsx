/** Which cameras the task looks through, and which part of each picture is judged, by numbers; the mouse does it too. */
import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { capital } from '../../parts/words.ts';
import { type CropText, wholeCrop } from '../../store/taskDraft.ts';
import { useWindow } from '../../store/windowStore.ts';
import { FieldWrong, FormSection } from './formSection.tsx';
import type { TaskPart } from './taskParts.ts';

const sides: readonly { readonly key: keyof CropText; readonly words: string }[] = [
  { key: 'x', words: 'left' },
  { key: 'y', words: 'top' },
  { key: 'w', words: 'width' },
  { key: 'h', words: 'height' },
];

function CropFields(props: {
  readonly role: string;
  readonly crop: CropText;
  readonly wrong: string | undefined;
  change(crop: CropText): void;
}): ReactElement {
  const { role, crop, change } = props;
  const wrongId = `wrong-crop-${role}`;
  return (
    <>
      <div className="crop-fields">
        {sides.map(({ key, words }) => (
          <TextInput
            key={key}
            size="xs"
            className="number-field with-unit"
            aria-label={`Crop of ${role}, ${words}`}
            aria-describedby={props.wrong === undefined ? undefined : wrongId}
            value={crop[key]}
            error={props.wrong !== undefined}
            rightSection="%"
            rightSectionWidth={24}
            rightSectionPointerEvents="none"
            onChange={(event) => change({ ...crop, [key]: event.currentTarget.value })}
          />
        ))}
        <ActionButton name={`Judge the whole picture of ${role}`} onPress={() => change(wholeCrop)}>
          Whole
        </ActionButton>
      </div>
      <FieldWrong id={wrongId} words={props.wrong} />
    </>
  );
}

export function TaskCameras({ draft, problems, change }: TaskPart): ReactElement {
  const known = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const roles = known.split(' ').filter((role) => role !== '');
  const gone = draft.cameras.map(({ role }) => role).filter((role) => !roles.includes(role));
  const at = (role: string): number => draft.cameras.findIndex((each) => each.role === role);
  return (
    <FormSection
      title="Cameras"
      note="What the judge sees of each picture: drag over it, or type left, top, width, height."
    >
      {[...roles, ...gone].map((role) => {
        const index = at(role);
        const camera = draft.cameras[index];
        const wrong = problems.get(`cameras.${index}`);
        return (
          <div className="camera-use" key={role}>
            <label className="check-field">
              <input
                type="checkbox"
                checked={camera !== undefined}
                onChange={(event) =>
                  change({
                    cameras: event.currentTarget.checked
                      ? [...draft.cameras, { role, crop: wholeCrop }]
                      : draft.cameras.filter((each) => each.role !== role),
                  })
                }
              />
              {capital(role)}
            </label>
            {camera !== undefined && (
              <CropFields
                role={role}
                crop={camera.crop}
                wrong={problems.get(`cameras.${index}.crop`)}
                change={(crop) =>
                  change({ cameras: draft.cameras.with(index, { ...camera, crop }) })
                }
              />
            )}
            {wrong !== undefined && <FieldWrong id={`wrong-camera-${role}`} words={wrong} />}
          </div>
        );
      })}
      <FieldWrong id="wrong-cameras" words={problems.get('cameras')} />
    </FormSection>
  );
}
