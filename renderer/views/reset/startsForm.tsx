/** The starts that are practised: typed, drawn or proposed; chosen with a name, and all of the stated ones again. */
import { type FormEvent, type ReactElement, useState } from 'react';
import { startWords } from '../../../main/base/model/starts.ts';
import { useDeck } from '../../actions/deck.ts';
import { drawStarts, practise } from '../../actions/onsetMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { PersonField } from '../../parts/personField.tsx';
import { RangeFields } from '../../parts/rangeFields.tsx';
import type { StartDraft } from '../../store/onsetDesk.ts';
import {
  boxOfDraft,
  degreeRule,
  draftOf,
  millimetreRule,
  practiseBlocked,
} from '../../store/onsetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

const anyTurn = { min: '-45', max: '45' };

function useDraft(): StartDraft | null {
  const drawn = useWindow(({ onsetDesk }) => onsetDesk.draft);
  const now = useWindow(({ reset }) => reset?.starts ?? null);
  const stated = useWindow(({ onsetDesk }) => onsetDesk.view?.stated ?? null);
  if (drawn !== null) return drawn;
  const box = now ?? stated;
  return box === null ? null : draftOf(box);
}

function Fields({ draft }: { readonly draft: StartDraft }): ReactElement {
  const metres = { unit: 'mm', rule: millimetreRule, wrongId: 'starts-wrong' } as const;
  return (
    <>
      <RangeFields
        {...{ name: 'x', ...metres, ends: draft.x }}
        change={(x) => drawStarts({ ...draft, x })}
      />
      <RangeFields
        {...{ name: 'y', ...metres, ends: draft.y }}
        change={(y) => drawStarts({ ...draft, y })}
      />
      {draft.turn !== null && (
        <RangeFields
          {...{ name: 'turn', unit: '°', rule: degreeRule, wrongId: 'starts-wrong' }}
          ends={draft.turn}
          change={(turn) => drawStarts({ ...draft, turn })}
        />
      )}
      <label className="starts-turn">
        <input
          type="checkbox"
          checked={draft.turn !== null}
          onChange={(event) =>
            drawStarts({ ...draft, turn: event.currentTarget.checked ? anyTurn : null })
          }
        />
        only some turns
      </label>
    </>
  );
}

export function StartsForm(): ReactElement | null {
  const deck = useDeck();
  const draft = useDraft();
  const drawn = useWindow(({ onsetDesk }) => onsetDesk.draft);
  const known = useWindow((state) => state.labels.by);
  const now = useWindow(({ reset }) => reset?.starts ?? null);
  const said = useWindow(({ onsetDesk }) => onsetDesk.said);
  const [person, setPerson] = useState(known);
  const read = draft === null ? null : boxOfDraft(draft);
  const blocked = useWindow((state) => practiseBlocked(state, read));
  const allBlocked = useWindow((state) => practiseBlocked(state, null));
  if (draft === null) return null;
  const name = person.trim();
  const isNone = drawn === null && now === null;
  const none = isNone ? 'Draw a box on the map, type one, or take a proposal.' : null;
  const unnamed = name === '' ? 'Type a name.' : null;
  const why = none ?? blocked ?? unnamed;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why === null && read?.ok === true) void practise(deck, read.box, name);
  };
  return (
    <section className="panel starts-form" aria-label="Starts">
      <header className="panel-head">
        <h2>Starts</h2>
        <span className="note">{now === null ? 'all of the stated ones' : 'narrowed'}</span>
      </header>
      <form className="panel-body" onSubmit={act}>
        <p className="note" role="status">
          {said === '' ? `Trials begin in: ${startWords(now)}.` : said}
        </p>
        <Fields draft={draft} />
        <PersonField text={person} change={setPerson} />
        <p className="note" id="starts-wrong">
          {why ??
            'It becomes part of the task: a contract names it, and the reset is measured anew.'}
        </p>
        <div className="starts-actions">
          <ActionButton quiet submits blocked={why} onPress={act}>
            Begin there
          </ActionButton>
          <ActionButton
            quiet
            blocked={now === null ? 'Trials begin there already.' : (allBlocked ?? unnamed)}
            onPress={() => void practise(deck, null, name)}
          >
            All starts
          </ActionButton>
        </div>
      </form>
    </section>
  );
}
