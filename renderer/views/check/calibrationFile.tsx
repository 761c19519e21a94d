/** A servo calibration as LeRobot keeps it, out to a file and in from one. What a file says is judged by the core. */
import { type ReactElement, useRef, useState } from 'react';
import type { ArmName } from '../../../main/base/model/phaseOne.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { saveText } from '../../parts/saveText.ts';
import type { Asking } from '../../parts/useAsk.ts';

/** A calibration has six joints and no more than a page of text. */
const mostBytes = 64 * 1024;

type FileRead =
  | { readonly ok: true; readonly joints: Record<string, unknown> }
  | { readonly ok: false; readonly why: string };

export async function readCalibrationFile(
  file: Blob & { readonly name: string },
): Promise<FileRead> {
  if (file.size > mostBytes)
    return { ok: false, why: `${file.name} is too large for a calibration.` };
  let read: unknown;
  try {
    read = JSON.parse(await file.text());
  } catch {
    return { ok: false, why: `${file.name} is no JSON. LeRobot's calibration file is one.` };
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    return { ok: false, why: `${file.name} names no joints. Choose LeRobot's calibration file.` };
  }
  return { ok: true, joints: { ...read } };
}

export function CalibrationFile(props: {
  readonly arm: ArmName;
  readonly asking: Asking;
}): ReactElement {
  const { arm } = props;
  const { ask } = props.asking;
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const save = async (): Promise<void> => {
    setSaid('');
    const read = await ask('calibration.read', { arm });
    if (read === null) return;
    saveText(`${arm}.json`, 'application/json', `${JSON.stringify(read.answer, null, 4)}\n`);
    setSaid(`Saved as ${arm}.json.`);
  };
  const load = async (file: File): Promise<void> => {
    setSaid('');
    const read = await readCalibrationFile(file);
    if (!read.ok) {
      setSaid(read.why);
      return;
    }
    if ((await ask('calibration.write', { arm, joints: read.joints })) === null) return;
    setSaid(`Taken from ${file.name}. Run all checks to see that it fits this arm.`);
  };
  return (
    <section className="calibration-file" aria-label="LeRobot file">
      <h3>LeRobot calibration file</h3>
      <span className="check-actions">
        <ActionButton onPress={() => field.current?.click()}>Load from a file…</ActionButton>
        <ActionButton onPress={() => void save()}>Save to a file</ActionButton>
      </span>
      <input
        ref={field}
        hidden
        type="file"
        accept=".json,application/json"
        aria-label="LeRobot calibration file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) void load(file);
        }}
      />
      <p className="note" role="status">
        {said}
      </p>
    </section>
  );
}
