import { Component, type ReactNode, Suspense } from "react";
import { Failed } from "./Frame.tsx";

interface Props {
  /** What stands there while it comes. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Parts of the page that come after it. On a line that breaks they may not: that is said where they would stand, for
 * otherwise the whole page would go. The browser keeps the failure, so that trying again is reading the page anew. */
export class Late extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { fallback, children } = this.props;
    if (this.state.error) return <Failed error={this.state.error} onRetry={() => location.reload()} />;
    return <Suspense fallback={fallback}>{children}</Suspense>;
  }
}
