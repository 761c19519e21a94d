/** One real bench being put together: its name, the ports of arm and leader, its cameras in their roles. */
import { Autocomplete, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { BenchChoice, CameraChoice, FoundDevices } from '../../../main/base/model/phaseOne.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { mostCameras, newCamera, rolesOffered } from './benchForm.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What is chosen stays in the list while it is unplugged, and says so. */
function withChosen(options: readonly Option[], chosen: string | null): Option[] {
  const missing =
    chosen !== null && chosen !== '' && options.every(({ value }) => value !== chosen);
  return missing
    ? [...options, { value: chosen, label: `${chosen} (not plugged in)` }]
    : [...options];
}

function PortField(props: {
  readonly label: string;
  readonly none: string | null;
  readonly found: FoundDevices;
  readonly port: string | null;
  change(port: string | null): void;
}): ReactElement {
  const { found, port, none } = props;
  const options = found.ports.map(({ path, maker, serial }) => ({
    value: path,
    label: [path, maker, serial].filter((part) => part !== '').join(' · '),
  }));
  const data = withChosen(options, port);
  return (
    <Select
      label={props.label}
      data={none === null ? data : [{ value: '', label: none }, ...data]}
      value={port ?? (none === null ? null : '')}
      placeholder={data.length === 0 ? 'No serial port found' : 'Choose a port'}
      onChange={(value) => props.change(value === null || value === '' ? null : value)}
    />
  );
}

const sizes = ['320×240', '640×480', '1280×720', '1920×1080'] as const;
const rates = ['10', '15', '30', '60'] as const;

function CameraRow(props: {
  readonly camera: CameraChoice;
  readonly found: FoundDevices;
  change(camera: CameraChoice): void;
  remove(): void;
}): ReactElement {
  const { camera, found, change } = props;
  const options = found.cameras.map(({ device, name }) => ({
    value: device,
    label: `${device} · ${name}`,
  }));
  const size = `${camera.widthPx}×${camera.heightPx}`;
  const setSize = (value: string | null): void => {
    const [widthPx = camera.widthPx, heightPx = camera.heightPx] = (value ?? size)
      .split('×')
      .map(Number);
    change({ ...camera, widthPx, heightPx });
  };
  return (
    <li className="camera-row">
      <Autocomplete
        aria-label="Role"
        data={[...rolesOffered]}
        value={camera.role}
        onChange={(role) => change({ ...camera, role })}
      />
      <Select
        aria-label={`Device of ${camera.role}`}
        data={withChosen(options, camera.device)}
        value={camera.device === '' ? null : camera.device}
        placeholder={options.length === 0 ? 'No camera found' : 'Choose a camera'}
        onChange={(device) => change({ ...camera, device: device ?? '' })}
      />
      <Select
        aria-label={`Size of ${camera.role}`}
        data={[...new Set([...sizes, size])]}
        value={size}
        onChange={setSize}
      />
      <Select
        aria-label={`Rate of ${camera.role}, Hz`}
        data={[...new Set([...rates, String(camera.rateHz)])].map((value) => ({
          value,
          label: `${value} Hz`,
        }))}
        value={String(camera.rateHz)}
        onChange={(rate) => change({ ...camera, rateHz: Number(rate ?? camera.rateHz) })}
      />
      <ActionButton name={`Remove ${camera.role} camera`} onPress={props.remove}>
        Remove
      </ActionButton>
    </li>
  );
}

export function BenchFields(props: {
  readonly bench: BenchChoice;
  readonly found: FoundDevices;
  change(bench: BenchChoice): void;
}): ReactElement {
  const { bench, found, change } = props;
  const setCameras = (cameras: readonly CameraChoice[]): void => change({ ...bench, cameras });
  return (
    <div className="bench-fields">
      <TextInput
        label="Name"
        maxLength={60}
        value={bench.name}
        placeholder="Lab, left table"
        onChange={(event) => change({ ...bench, name: event.currentTarget.value })}
      />
      <div className="field-pair">
        <PortField
          label="Port of the arm (follower)"
          none={null}
          found={found}
          port={bench.followerPort}
          change={(followerPort) => change({ ...bench, followerPort })}
        />
        <PortField
          label="Port of the leader"
          none="No leader arm"
          found={found}
          port={bench.leaderPort}
          change={(leaderPort) => change({ ...bench, leaderPort })}
        />
      </div>
      <div className="camera-rows">
        <h3>Cameras, each with its role</h3>
        <ul>
          {bench.cameras.map((camera, index) => (
            <CameraRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it has a role
              key={index}
              camera={camera}
              found={found}
              change={(next) => setCameras(bench.cameras.with(index, next))}
              remove={() => setCameras(bench.cameras.toSpliced(index, 1))}
            />
          ))}
        </ul>
        <ActionButton
          quiet
          blocked={bench.cameras.length < mostCameras ? null : 'A bench has at most four cameras.'}
          onPress={() => setCameras([...bench.cameras, newCamera(bench.cameras, found)])}
        >
          Add a camera
        </ActionButton>
      </div>
      {found.problems.map((words) => (
        <p className="note" key={words}>
          {words}
        </p>
      ))}
    </div>
  );
}
