/**
 * Every camera small and live, and its way to this window: counted by the door, and counted here. The pictures are
 * those whose figures are shown; with none painted there would be no stream to count.
 */
import type { ReactElement } from 'react';
import type { ClientView, StreamView } from '../../../main/base/model/view.ts';
import { useDeck } from '../../actions/deck.ts';
import { CameraCanvas } from '../../parts/cameraCanvas.tsx';
import { Panel } from '../../parts/panel.tsx';
import { capital } from '../../parts/words.ts';
import type { StreamFigures } from '../../store/streamPump.ts';
import { useWindow } from '../../store/windowStore.ts';

const nobody: readonly ClientView[] = [];

const counted = (value: number | undefined): string => value?.toLocaleString('en-GB') ?? '–';

interface Way {
  readonly role: string;
  readonly here: StreamFigures | undefined;
  readonly door: StreamView | undefined;
}

const rows: readonly (readonly [name: string, value: (way: Way) => string])[] = [
  ['Credits left', ({ door }) => counted(door?.credits)],
  ['One waits', ({ door }) => (door === undefined ? '–' : door.waiting ? 'yes' : 'no')],
  ['Sent by the door', ({ door }) => counted(door?.sent)],
  ['Dropped there', ({ door }) => counted(door?.dropped)],
  ['Received here', ({ here }) => counted(here?.received)],
  ['Painted', ({ here }) => counted(here?.painted)],
  ['Dropped here', ({ here }) => counted(here?.dropped)],
  ['Owed a credit', ({ here }) => counted(here?.owed)],
];

function Ways({ ways }: { readonly ways: readonly Way[] }): ReactElement {
  return (
    <table className="stream-table">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">Figure</span>
          </th>
          {ways.map(({ role }) => (
            <th scope="col" key={role}>
              <h3>{capital(role)}</h3>
              <div className="picture">
                <CameraCanvas role={role} />
              </div>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {ways.map((way) => (
              <td className="number" key={way.role}>
                {value(way)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function StreamPanel(): ReactElement {
  const deck = useDeck();
  const roles = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const clients = useWindow((state) => state.debug?.clients ?? nobody);
  const figures = deck.streamFigures();
  const windows = clients.filter(({ kind }) => kind === 'window');
  // With several windows nobody can say which of them this is: then the door's figures are left out.
  const streams = windows.length === 1 ? (windows[0]?.streams ?? []) : [];
  const ways = roles
    .split(' ')
    .filter((role) => role !== '')
    .map((role) => ({
      role,
      here: figures.get(role),
      door: streams.find((stream) => stream.role === role),
    }));
  const several = `${windows.length} windows: without the door's figures`;
  return (
    <Panel
      title="Camera streams"
      note={windows.length > 1 ? several : undefined}
      facts={`${clients.length} connected`}
      className="stream-panel"
    >
      {ways.length === 0 ? (
        <p className="note debug-none">This bench has no camera.</p>
      ) : (
        <Ways ways={ways} />
      )}
    </Panel>
  );
}
