/** The contract as a card: every line of it that a person must know before a name stands under it. */
import type { ReactElement } from 'react';
import { type CardSection, cardSections } from '../../../main/base/model/contractCard.ts';
import type { SealContract } from '../../../main/base/model/seal.ts';
import { HashButton } from '../../parts/hashButton.tsx';

function Section({ section }: { readonly section: CardSection }): ReactElement {
  return (
    <section className="card-part" data-part={section.id} aria-label={section.title}>
      <h3>{section.title}</h3>
      <dl className="card-rows">
        {section.rows.map(({ name, words, hash }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span>{words}</span>
              {hash !== undefined && <HashButton of={name.toLowerCase()} hash={hash} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ContractCard(props: {
  readonly contract: SealContract;
  readonly hash: string;
  readonly signed: boolean;
}): ReactElement {
  const title = props.signed ? 'The contract, signed' : 'The contract, not signed yet';
  return (
    <section className="panel contract-card" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        <span className="facts">
          <HashButton of="the contract" hash={props.hash} />
        </span>
      </header>
      <div className="card-body">
        {cardSections(props.contract).map((section) => (
          <Section key={section.id} section={section} />
        ))}
      </div>
    </section>
  );
}
