/** The row that met the target, as its one film: what is on it, how far apart its pictures are, and whether it was cut. */
import type { ReactElement } from 'react';
import type { NightRow } from '../../../main/base/model/night.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { HashButton } from '../../parts/hashButton.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { rowCutWords, rowWords } from './rowWords.ts';

function Film(props: { readonly nightId: string; readonly row: NightRow }): ReactElement {
  const { nightId, row } = props;
  const deck = useDeck();
  if (row.film === null) return <p role="status">No film could be made: {row.why}.</p>;
  return (
    <figure>
      <video
        controls
        muted
        preload="metadata"
        aria-label={`${row.inARow} in a row, ${row.camera} camera${row.cuts === 0 ? ', uncut' : ''}`}
        src={deck.rowFilmUrl(nightId) ?? undefined}
      />
      <figcaption className="note">
        SHA-256 in the ledger: <HashButton of="the film" hash={row.film.sha256} />
      </figcaption>
    </figure>
  );
}

export function RowFilm({ onDone }: { onDone(): void }): ReactElement | null {
  const night = useWindow((state) => state.night);
  if (night?.row === undefined) return null;
  const { nightId, row } = night;
  return (
    <div className="row-film">
      <Film nightId={nightId} row={row} />
      <p>{rowWords(row)}</p>
      <p>{rowCutWords(row)}</p>
      <div className="dialog-actions">
        <ActionButton onPress={onDone}>Close</ActionButton>
      </div>
    </div>
  );
}
