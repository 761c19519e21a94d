/** What a bench is made of and where each part is changed: which bench, its envelope, its servos, its cameras. */
import type { ReactElement } from 'react';
import type { Range } from '../../../main/base/model/arm.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Panel } from '../../parts/panel.tsx';
import { measureBlocked, setUpBlocked } from '../../store/checkFacts.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import {
  calibrateCameras,
  calibrateServos,
  changeEnvelope,
  chooseBench,
  type Remedy,
} from './checkRemedies.ts';

function Row(props: {
  readonly name: string;
  readonly value: string;
  readonly words: string;
  readonly remedy: Remedy;
}): ReactElement {
  const deck = useDeck();
  const { name, value, remedy } = props;
  const blocked = useWindow(remedy.moves ? setUpBlocked : measureBlocked);
  return (
    <li className="set-up-row">
      <span className="note">{name}</span>
      <span className="number">{value}</span>
      <ActionButton
        quiet
        blocked={blocked}
        name={`${remedy.words.replace('…', '')}`}
        onPress={() => remedy.run(deck)}
      >
        {props.words}
      </ActionButton>
    </li>
  );
}

const lengthMm = ({ min, max }: Range): string => ((max - min) * 1000).toFixed(0);

function envelopeWords({ bench }: WindowState): string {
  const box = bench?.envelope?.workspaceM;
  if (box === undefined) return 'not known';
  return `${lengthMm(box.x)} × ${lengthMm(box.y)} × ${lengthMm(box.z)} mm`;
}

function benchWords({ bench }: WindowState): string {
  if (bench === null) return 'not known';
  return bench.kind === 'simulated' ? 'Simulated bench' : bench.benchId;
}

function servoWords({ check }: WindowState): string {
  const servos = check?.servos ?? [];
  if (servos.length === 0) return 'not measured yet';
  const firmware = new Set(servos.map((servo) => servo.firmware));
  return `${servos.length} answer, firmware ${[...firmware].join(', ')}`;
}

function cameraWords({ bench }: WindowState): string {
  const roles = bench?.cameras.map(({ role }) => role) ?? [];
  return roles.length === 0 ? 'none' : roles.join(', ');
}

export function SetUpPanel(): ReactElement {
  const bench = useWindow(benchWords);
  const envelope = useWindow(envelopeWords);
  const servos = useWindow(servoWords);
  const cameras = useWindow(cameraWords);
  return (
    <Panel title="Set up" className="set-up">
      <ul>
        <Row name="Bench" value={bench} words="Choose…" remedy={chooseBench} />
        <Row name="Envelope" value={envelope} words="Change…" remedy={changeEnvelope} />
        <Row name="Servos" value={servos} words="Calibrate…" remedy={calibrateServos} />
        <Row name="Cameras" value={cameras} words="Calibrate…" remedy={calibrateCameras} />
      </ul>
    </Panel>
  );
}
