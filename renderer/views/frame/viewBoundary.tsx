/**
 * A part of the window that fails while it is drawn is replaced by what it says, so that the rest, the stop first of
 * all, stays. A class because React has no other way to catch.
 */
import { Component, type ReactElement, type ReactNode } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';

interface Props {
  /** What is inside, as the message calls it: 'This view'. */
  readonly what: string;
  readonly children: ReactNode;
}

interface State {
  readonly failed: string | null;
}

export class ViewBoundary extends Component<Props, State> {
  override state: State = { failed: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { failed: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactElement {
    const { failed } = this.state;
    if (failed === null) return <>{this.props.children}</>;
    return (
      <section className="broken" role="alert">
        <Mark state="needs-you" size={14} />
        <div>
          <p>
            <strong>{this.props.what} could not be shown.</strong> The stop and the core work on.
          </p>
          <p className="number">{failed.slice(0, 300)}</p>
          <p className="note">
            If it fails again, reload the window; then report the line above. Nothing recorded is
            lost.
          </p>
        </div>
        <ActionButton onPress={() => this.setState({ failed: null })}>Show it again</ActionButton>
      </section>
    );
  }
}
