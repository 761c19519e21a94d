/** What waits and how much may: pipes and the recorder's backlog, the door's clients with their streams; and who runs. */
import type { ReactElement } from 'react';
import type { ClientView } from '../../../main/base/model/view.ts';
import { Panel } from '../../parts/panel.tsx';
import { capital } from '../../parts/words.ts';
import { useWindow } from '../../store/windowStore.ts';
import { bytesWords, processUse } from './debugWords.ts';

function Fill(props: { readonly bytes: number; readonly bound: number }): ReactElement {
  const share = Math.min(1, props.bytes / props.bound);
  return (
    <div className="limit-bar" data-over={share >= 1} aria-hidden="true">
      <i className="limit-fill" style={{ width: `${100 * share}%` }} />
    </div>
  );
}

function QueueRow(props: {
  readonly name: string;
  readonly bytes: number;
  readonly bound: number;
  readonly title?: string;
}): ReactElement {
  return (
    <tr>
      <th scope="row" title={props.title}>
        {props.name}
      </th>
      <td>
        <Fill bytes={props.bytes} bound={props.bound} />
      </td>
      <td className="number">
        {bytesWords(props.bytes)} <span className="quiet">of {bytesWords(props.bound)}</span>
      </td>
    </tr>
  );
}

const clientWords: Readonly<Record<ClientView['kind'], string>> = {
  window: 'Window',
  cli: 'Terminal',
  script: 'Script',
  unnamed: 'Unnamed client',
};

export function QueuePanel(): ReactElement {
  const queues = useWindow((state) => state.debug?.queues ?? null);
  const clients = useWindow((state) => state.debug?.clients ?? null);
  return (
    <Panel title="What waits" note="bytes not taken yet, and the bound" className="queue-panel">
      <table className="queue-table">
        <tbody>
          {(queues ?? []).map(({ name, bytes, boundBytes }) => (
            <QueueRow key={name} name={capital(name)} bytes={bytes} bound={boundBytes} />
          ))}
          {(clients ?? []).map((client, index) => (
            <QueueRow
              // biome-ignore lint/suspicious/noArrayIndexKey: clients in the order they came
              key={`client ${index}`}
              name={`Door to ${clientWords[client.kind].toLowerCase()}`}
              bytes={client.outboxBytes}
              bound={client.bounds.drop}
              title={
                `Pictures pause at ${bytesWords(client.bounds.frames)}, states at ` +
                `${bytesWords(client.bounds.topics)}; let go at ${bytesWords(client.bounds.drop)}`
              }
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

export function ProcessPanel(): ReactElement {
  const now = useWindow((state) => state.debug);
  const before = useWindow((state) => state.debugBefore);
  const rows = now === null ? [] : processUse(before, now);
  const cores = rows.reduce((sum, row) => sum + (row.cores ?? 0), 0);
  const megabytes = rows.reduce((sum, row) => sum + row.rssMb, 0);
  return (
    <Panel
      title="Processes"
      facts={now === null ? undefined : `${cores.toFixed(2)} cores · ${megabytes} MB`}
      className="process-panel"
    >
      <table className="process-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">pid</th>
            <th scope="col">Cores</th>
            <th scope="col">MB</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.pid}>
              <th scope="row">{capital(row.name)}</th>
              <td className="number quiet">{row.pid}</td>
              <td className="number">{row.cores?.toFixed(2) ?? '–'}</td>
              <td className="number">{row.rssMb}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
