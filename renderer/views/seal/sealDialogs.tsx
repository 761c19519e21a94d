/** The questions of the seal view: whose name stands under the contract, and whether all is ready for the night. */
import { TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { budgetWords, shortHash } from '../../../main/base/model/contractCard.ts';
import { decisionWords } from '../../../main/base/model/decisionRule.ts';
import { useDeck } from '../../actions/deck.ts';
import { signSeal } from '../../actions/sealMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { PersonField } from '../../parts/personField.tsx';
import { openLines, shownContract, signBlocked } from '../../store/sealFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { GoForm } from './goForm.tsx';

/** With a reason only where a line does not hold. */
function SignForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const plan = useWindow(({ sealDesk }) => sealDesk.plan);
  const seal = useWindow((state) => state.seal);
  const blocked = useWindow((state) => signBlocked(state));
  const known = useWindow((state) => state.labels.by);
  const [person, setPerson] = useState(known);
  const [reason, setReason] = useState('');
  const { sealDesk } = useWindow.getState();
  const open = openLines({ sealDesk: { ...sealDesk, plan } });
  const shown = shownContract({ seal, sealDesk: { ...sealDesk, plan } });
  const held = open.length === 0;
  const missing =
    person.trim() === '' ? 'Type a name.' : !held && reason.trim() === '' ? 'Say why.' : null;
  const why = blocked ?? missing;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null) return;
    onDone();
    void signSeal(deck, person.trim(), held ? null : reason.trim());
  };
  return (
    <form onSubmit={act}>
      {shown !== null && (
        <p>
          Contract <span className="number">{shortHash(shown.hash)}</span>:{' '}
          {shown.contract.target.inARow} in a row, {budgetWords(shown.contract.budget)};{' '}
          {decisionWords(shown.contract.decision)}. Nothing in it can change afterwards; another
          contract is another campaign.
        </p>
      )}
      {!held && (
        <div className="accept-unmet" role="alert">
          <p>
            <strong>Not everything holds.</strong> Your name and your reason stand in the seal.
          </p>
          <ul className="lock-short">
            {open.map(({ id, words }) => (
              <li key={id}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      <PersonField text={person} change={setPerson} />
      {!held && (
        <TextInput
          label="Why it may be signed all the same"
          maxLength={400}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton autoFocus onPress={onDone}>
          Cancel
        </ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={act}>
          {held ? 'Sign' : 'Sign anyway'}
        </ActionButton>
      </div>
    </form>
  );
}

export const sealDialogs = (close: () => void) =>
  ({
    sealSign: {
      title: () =>
        openLines(useWindow.getState()).length === 0 ? 'Sign the contract' : 'Sign anyway?',
      widthPx: 560,
      body: () => <SignForm onDone={close} />,
    },
    goAutonomous: {
      title: 'Go autonomous',
      widthPx: 680,
      body: () => <GoForm onDone={close} />,
    },
  }) as const;
