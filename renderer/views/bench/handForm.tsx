/** The hand of the simulated bench: which object, where on the table, and how it is turned; by number or on a map. */
import { NumberInput, Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Range } from '../../../main/base/model/arm.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { useWindow } from '../../store/windowStore.ts';

interface Place {
  readonly xMm: number | string;
  readonly yMm: number | string;
  readonly yawDeg: number | string;
}

const table = { x: { min: 0, max: 0.4 }, y: { min: -0.25, max: 0.25 } } as const;

/** The table from above, robot at the bottom: a press says where. x is away from the robot, y to its left. */
function TableMap(props: {
  readonly reach: { readonly x: Range; readonly y: Range } | null;
  readonly place: Place;
  choose(xMm: number, yMm: number): void;
}): ReactElement {
  const { reach, place } = props;
  const width = 440;
  const scale = width / (table.y.max - table.y.min);
  const height = (table.x.max - table.x.min) * scale;
  const toX = (yM: number): number => (table.y.max - yM) * scale;
  const toY = (xM: number): number => (table.x.max - xM) * scale;
  const at = { x: toX(Number(place.yMm) / 1000), y: toY(Number(place.xMm) / 1000) };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the number fields beside it do the same by keyboard
    <svg
      className="table-map"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Table from above; the fields below say the same in numbers"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const across = ((event.clientX - box.left) / box.width) * width;
        const down = ((event.clientY - box.top) / box.height) * height;
        props.choose(
          Math.round((table.x.max - down / scale) * 1000),
          Math.round((table.y.max - across / scale) * 1000),
        );
      }}
    >
      {reach !== null && (
        <rect
          className="reach"
          x={toX(reach.y.max)}
          y={toY(reach.x.max)}
          width={toX(reach.y.min) - toX(reach.y.max)}
          height={toY(reach.x.min) - toY(reach.x.max)}
        />
      )}
      <text x={8} y={height - 8}>
        robot below, 400 × 500 mm
      </text>
      <circle className="robot-base" cx={toX(0)} cy={toY(0)} r={20} />
      <g transform={`translate(${at.x} ${at.y}) rotate(${-Number(place.yawDeg) || 0})`}>
        <path className="object-here" d="M-10 0H10M0-10V10M0-16l-4 6h8Z" />
      </g>
    </svg>
  );
}

function ObjectField(props: { readonly value: string; change(value: string): void }): ReactElement {
  const objects = useWindow((state) => state.bench?.objects);
  if (objects === undefined || objects.length === 0) {
    return (
      <TextInput
        label="Object"
        data-autofocus
        value={props.value}
        placeholder="Its name in the scene"
        onChange={(event) => props.change(event.currentTarget.value)}
      />
    );
  }
  return (
    <Select
      label="Object"
      data-autofocus
      data={[...objects]}
      value={props.value}
      onChange={(value) => props.change(value ?? '')}
    />
  );
}

export function HandForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const first = useWindow((state) => state.bench?.objects?.[0] ?? '');
  const reach = useWindow((state) => state.bench?.envelope?.workspaceM ?? null);
  const running = useWindow((state) => state.run !== null);
  const [object, setObject] = useState(first);
  const [place, setPlace] = useState<Place>({ xMm: 220, yMm: 0, yawDeg: 0 });
  const number = (value: number | string): value is number => typeof value === 'number';
  const { xMm, yMm, yawDeg } = place;
  const whole = number(xMm) && number(yMm) && number(yawDeg) ? { xMm, yMm, yawDeg } : null;
  const missing =
    object === '' ? 'Name an object.' : whole === null ? 'Fill in all three numbers.' : null;
  const move = (): void => {
    if (whole === null) return;
    onDone();
    void deck.moveObject(object, {
      xM: whole.xMm / 1000,
      yM: whole.yMm / 1000,
      yawRad: (whole.yawDeg * Math.PI) / 180,
    });
  };
  const field = (label: string, key: keyof Place, limit: number): ReactElement => (
    <NumberInput
      label={label}
      w={130}
      min={-limit}
      max={limit}
      value={place[key]}
      onChange={(value) => setPlace({ ...place, [key]: value })}
    />
  );
  return (
    <>
      <ObjectField value={object} change={setObject} />
      <TableMap
        reach={reach}
        place={place}
        choose={(x, y) => setPlace({ ...place, xMm: x, yMm: y })}
      />
      <div className="field-row">
        {field('Away, mm', 'xMm', 600)}
        {field('Left, mm', 'yMm', 600)}
        {field('Turn, °', 'yawDeg', 360)}
      </div>
      {running && <p className="note">A trial is running: moving its object makes it invalid.</p>}
      <div className="dialog-actions">
        {missing !== null && <span className="why">{missing}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet blocked={missing} onPress={move}>
          Move object
        </ActionButton>
      </div>
    </>
  );
}
