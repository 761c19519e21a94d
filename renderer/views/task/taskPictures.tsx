/** The live pictures beside the form: the task's envelope over each, and the crop to be drawn with the mouse. */
import type { ReactElement } from 'react';
import type { Box } from '../../../main/base/model/arm.ts';
import { BoxLines } from '../../parts/boxLines.tsx';
import { CropEditor } from '../../parts/cropEditor.tsx';
import { LivePicture } from '../../parts/livePicture.tsx';
import { boxOfText, shownNumber } from '../../store/boxText.ts';
import { cropOfText } from '../../store/taskDraft.ts';
import { useWindow } from '../../store/windowStore.ts';
import type { TaskPart } from './taskParts.ts';

const finite = (box: Box): boolean =>
  [box.x, box.y, box.z].every(({ min, max }) => Number.isFinite(min + max) && min < max);

export function TaskPictures({ draft, change }: TaskPart): ReactElement {
  const known = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const bench = useWindow((state) =>
    state.bench?.lease === 'none' ? (state.bench.envelope?.workspaceM ?? null) : null,
  );
  const roles = known.split(' ').filter((role) => role !== '');
  const box = boxOfText(draft.envelopeMm);
  if (roles.length === 0) return <p className="note">No camera gives a picture now.</p>;
  return (
    <>
      {roles.map((role) => {
        const index = draft.cameras.findIndex((camera) => camera.role === role);
        const camera = draft.cameras[index];
        return (
          <LivePicture
            key={role}
            role={role}
            facts={camera === undefined ? 'not used' : 'drag: what is judged'}
            over={(model) => (
              <>
                {bench !== null && <BoxLines model={model} box={bench} plain />}
                {finite(box) && <BoxLines model={model} box={box} />}
              </>
            )}
          >
            {camera !== undefined && (
              <CropEditor
                crop={cropOfText(camera.crop)}
                change={({ x, y, w, h }) => {
                  const percent = (share: number): string => shownNumber(100 * share, 1);
                  const crop = { x: percent(x), y: percent(y), w: percent(w), h: percent(h) };
                  change({ cameras: draft.cameras.with(index, { ...camera, crop }) });
                }}
              />
            )}
          </LivePicture>
        );
      })}
    </>
  );
}
