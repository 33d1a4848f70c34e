/** What stays in a box once what stood in it was sent: what was typed behind it since, or what was written instead. */
export function unsent(now: string, sent: string): string {
  return now.startsWith(sent) ? now.slice(sent.length) : now;
}
