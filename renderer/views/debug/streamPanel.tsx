/**
 * Every camera small and live, and its way to this window: counted by the door, and counted here. The pictures are
 * those whose figures are shown; with none painted there would be no stream to count.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import type { ClientView, StreamView } from '../../../main/base/model/view.ts';
import { useDeck } from '../../actions/deck.ts';
import { Panel } from '../../parts/panel.tsx';
import type { StreamFigures } from '../../store/streamPump.ts';
import { useWindow } from '../../store/windowStore.ts';

const nobody: readonly ClientView[] = [];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function Small({ role }: { readonly role: string }): ReactElement {
  const deck = useDeck();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    const painting = deck.showCamera(role, canvas.current);
    return () => painting[Symbol.dispose]();
  }, [deck, role]);
  return <canvas ref={canvas} width={320} height={240} aria-label={`${role} camera`} role="img" />;
}

const counted = (value: number | undefined): string => value?.toLocaleString('en-GB') ?? '–';

function Facts(props: {
  readonly here: StreamFigures | undefined;
  readonly door: StreamView | undefined;
}): ReactElement {
  const { here, door } = props;
  const credits = door === undefined ? '–' : `${door.credits}${door.waiting ? ', one waits' : ''}`;
  const rows = [
    ['Credits left', credits],
    ['Sent by the door', counted(door?.sent)],
    ['Dropped there', counted(door?.dropped)],
    ['Received here', counted(here?.received)],
    ['Painted', counted(here?.painted)],
    ['Dropped here', counted(here?.dropped)],
    ['Owed a credit', counted(here?.owed)],
  ] as const;
  return (
    <dl className="stream-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function StreamPanel(): ReactElement {
  const deck = useDeck();
  const roles = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const clients = useWindow((state) => state.debug?.clients ?? nobody);
  const here = deck.streamFigures();
  const windows = clients.filter(({ kind }) => kind === 'window');
  // With several windows nobody can say which of them this is: then the door's figures are left out.
  const door = windows.length === 1 ? (windows[0]?.streams ?? []) : [];
  const list = roles === '' ? [] : roles.split(' ');
  return (
    <Panel
      title="Camera streams"
      note={
        windows.length > 1
          ? `${windows.length} windows: the door's figures are left out`
          : undefined
      }
      facts={`${clients.length} connected`}
      className="stream-panel"
    >
      {list.length === 0 && <p className="note debug-none">This bench has no camera.</p>}
      <div className="streams">
        {list.map((role) => (
          <section className="stream" key={role} aria-label={`${role} stream`}>
            <h3>{capital(role)}</h3>
            <div className="picture">
              <Small role={role} />
            </div>
            <Facts here={here.get(role)} door={door.find((stream) => stream.role === role)} />
          </section>
        ))}
      </div>
    </Panel>
  );
}
