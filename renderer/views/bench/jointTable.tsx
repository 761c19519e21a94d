/** Every joint: where it is inside its range and the envelope, its load, its heat, its supply; limits as ticks. */
import type { ReactElement } from 'react';
import { jointRangesRad } from '../../../main/base/arm/so101.ts';
import { type ArmState, type Envelope, jointNames } from '../../../main/base/model/arm.ts';
import { signed } from '../../../main/base/model/signed.ts';
import { degrees } from '../../draw/poseWords.ts';
import { jointWords } from '../../parts/words.ts';
import { isLastKnown } from '../../store/armReading.ts';
import { useWindow } from '../../store/windowStore.ts';

const axis = jointNames.reduce(
  (span, name) => ({
    min: Math.min(span.min, jointRangesRad[name][0]),
    max: Math.max(span.max, jointRangesRad[name][1]),
  }),
  { min: 0, max: 0 },
);

/** Where an angle stands on the axis all joints share, per cent. */
const across = (angleRad: number): number =>
  (100 * (Math.min(axis.max, Math.max(axis.min, angleRad)) - axis.min)) / (axis.max - axis.min);

const hottestShownC = 80;

function RangeBar(props: {
  readonly range: readonly [number, number];
  readonly envelope: { readonly min: number; readonly max: number } | undefined;
  readonly now: number | null;
}): ReactElement {
  const { range, envelope, now } = props;
  const part = (min: number, max: number): { left: string; width: string } => ({
    left: `${across(min)}%`,
    width: `${across(max) - across(min)}%`,
  });
  return (
    <div className="range-bar" aria-hidden="true">
      <i className="range-whole" style={part(range[0], range[1])} />
      {envelope !== undefined && (
        <i className="range-envelope" style={part(envelope.min, envelope.max)} />
      )}
      {now !== null && <i className="range-now" style={{ left: `${across(now)}%` }} />}
    </div>
  );
}

function LimitBar(props: {
  readonly share: number | null;
  readonly limit: number | null;
}): ReactElement {
  const percent = (value: number): string => `${100 * Math.min(1, Math.max(0, value))}%`;
  const over = props.share !== null && props.limit !== null && props.share >= props.limit;
  return (
    <div className="limit-bar" data-over={over} aria-hidden="true">
      {props.share !== null && <i className="limit-fill" style={{ width: percent(props.share) }} />}
      {props.limit !== null && <i className="limit-tick" style={{ left: percent(props.limit) }} />}
    </div>
  );
}

function JointRow(props: {
  readonly index: number;
  readonly arm: ArmState | null;
  readonly envelope: Envelope | null;
}): ReactElement {
  const { index, arm, envelope } = props;
  const name = jointNames[index] ?? 'gripper';
  const read = (values: readonly number[] | undefined): number | null => values?.[index] ?? null;
  const position = read(arm?.positionRad);
  const load = read(arm?.load);
  const heat = read(arm?.temperatureC);
  const volts = read(arm?.voltageV);
  const shown = (value: number | null, digits: number): string =>
    value === null ? '–' : signed(value, digits);
  return (
    <tr>
      <th scope="row">{jointWords(name)}</th>
      <td className="number quiet">{index + 1}</td>
      <td>
        <RangeBar
          range={jointRangesRad[name]}
          envelope={envelope?.jointsRad[index]}
          now={position}
        />
      </td>
      <td className="number">{position === null ? '–' : signed(degrees(position), 1)}</td>
      <td>
        <LimitBar
          share={load === null ? null : Math.abs(load)}
          limit={envelope?.loadLimit ?? null}
        />
      </td>
      <td className="number">{shown(load === null ? null : Math.abs(load) * 100, 0)}</td>
      <td>
        <LimitBar
          share={heat === null ? null : heat / hottestShownC}
          limit={envelope === null ? null : envelope.temperatureRestC / hottestShownC}
        />
      </td>
      <td className="number">{shown(heat, 0)}</td>
      <td className="number">{shown(volts, 1)}</td>
    </tr>
  );
}

export function JointTable(): ReactElement {
  const arm = useWindow((state) => state.bench?.arm ?? null);
  const envelope = useWindow((state) => state.bench?.envelope ?? null);
  const old = useWindow((state) => isLastKnown(state.bench));
  const load = envelope === null ? '' : `, limit ${(envelope.loadLimit * 100).toFixed(0)} %`;
  const heat = envelope === null ? '' : `, rest at ${envelope.temperatureRestC.toFixed(0)} °C`;
  return (
    <table data-old={old}>
      <thead>
        <tr>
          <th scope="col">Joint</th>
          <th scope="col">id</th>
          <th scope="col">Range</th>
          <th scope="col">°</th>
          <th scope="col">
            Load<small>{load}</small>
          </th>
          <th scope="col">%</th>
          <th scope="col">
            Heat<small>{heat}</small>
          </th>
          <th scope="col">°C</th>
          <th scope="col">V</th>
        </tr>
      </thead>
      <tbody>
        {jointNames.map((name, index) => (
          <JointRow key={name} index={index} arm={arm} envelope={envelope} />
        ))}
      </tbody>
    </table>
  );
}
