const MARK = "#invitation=";

/** The invitation that the page was opened with; null for none. Behind the #, so that no server's log keeps it. */
export function invitationIn(hash: string): string | null {
  return hash.startsWith(MARK) ? decodeURIComponent(hash.slice(MARK.length)) : null;
}
