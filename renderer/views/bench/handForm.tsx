/** The hand of the simulated bench: which object, where on the table, and how it is turned; by number or on a map. */
import { Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Range } from '../../../main/base/model/arm.ts';
import type { PlanarPose } from '../../../main/base/model/scene.ts';
import { useDeck } from '../../actions/deck.ts';
import { beliefOf } from '../../draw/belief.ts';
import { degrees } from '../../draw/poseWords.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { type NumberRule, readNumber } from '../../parts/numberText.ts';
import { useWindow } from '../../store/windowStore.ts';

/** As typed. */
interface Place {
  readonly xMm: string;
  readonly yMm: string;
  readonly yawDeg: string;
}

const table = { x: { min: 0, max: 0.4 }, y: { min: -0.25, max: 0.25 } } as const;

const rules: Readonly<Record<keyof Place, NumberRule>> = {
  xMm: { min: table.x.min * 1000, max: table.x.max * 1000, whole: false },
  yMm: { min: table.y.min * 1000, max: table.y.max * 1000, whole: false },
  yawDeg: { min: -360, max: 360, whole: false },
};

const labels: Readonly<Record<keyof Place, string>> = {
  xMm: 'Away, mm',
  yMm: 'Left, mm',
  yawDeg: 'Turn, °',
};

const keys = ['xMm', 'yMm', 'yawDeg'] as const;

/** Where the object is believed to be, on the table; a place within reach when nothing is believed. */
function firstPlace(believed: PlanarPose | null): Place {
  if (believed === null) return { xMm: '220', yMm: '0', yawDeg: '0' };
  const near = (value: number, { min, max }: NumberRule): string =>
    String(Math.min(max, Math.max(min, Math.round(value))) + 0);
  return {
    xMm: near(believed.xM * 1000, rules.xMm),
    yMm: near(believed.yM * 1000, rules.yMm),
    yawDeg: near(degrees(believed.yawRad), rules.yawDeg),
  };
}

interface Posed {
  readonly xMm: number;
  readonly yMm: number;
  readonly yawDeg: number;
}

/** The numbers; or the first thing that is wrong, in words. */
function readPlace(place: Place): Posed | string {
  const posed = { xMm: 0, yMm: 0, yawDeg: 0 };
  for (const key of keys) {
    const read = readNumber(place[key], rules[key]);
    if (!read.ok) return `${labels[key]}: ${read.why}.`;
    posed[key] = read.value;
  }
  return posed;
}

/** The table from above, robot at the bottom: a press says where. x is away from the robot, y to its left. */
function TableMap(props: {
  readonly reach: { readonly x: Range; readonly y: Range } | null;
  /** Null: the fields do not say a place. */
  readonly place: Posed | null;
  choose(xMm: number, yMm: number): void;
}): ReactElement {
  const { reach, place } = props;
  const width = 440;
  const scale = width / (table.y.max - table.y.min);
  const height = (table.x.max - table.x.min) * scale;
  const toX = (yM: number): number => (table.y.max - yM) * scale;
  const toY = (xM: number): number => (table.x.max - xM) * scale;
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
      {place !== null && (
        <g
          transform={`translate(${toX(place.yMm / 1000)} ${toY(place.xMm / 1000)}) rotate(${-place.yawDeg})`}
        >
          <path className="object-here" d="M-10 0H10M0-10V10M0-16l-4 6h8Z" />
        </g>
      )}
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
  const [place, setPlace] = useState(() => firstPlace(beliefOf(useWindow.getState()).object));
  const posed = readPlace(place);
  const where = typeof posed === 'string' ? null : posed;
  const missing = object === '' ? 'Name an object.' : typeof posed === 'string' ? posed : null;
  const move = (): void => {
    if (where === null) return;
    onDone();
    void deck.moveObject(object, {
      xM: where.xMm / 1000,
      yM: where.yMm / 1000,
      yawRad: (where.yawDeg * Math.PI) / 180,
    });
  };
  return (
    <>
      <ObjectField value={object} change={setObject} />
      <TableMap
        reach={reach}
        place={where}
        choose={(x, y) => setPlace({ ...place, xMm: String(x), yMm: String(y) })}
      />
      <div className="field-row">
        {keys.map((key) => (
          <NumberField
            key={key}
            label={labels[key]}
            width={140}
            rule={rules[key]}
            text={place[key]}
            change={(text) => setPlace({ ...place, [key]: text })}
          />
        ))}
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
