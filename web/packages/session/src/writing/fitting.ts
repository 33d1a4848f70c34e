interface Titled {
  title: string;
  text: string;
  category: string;
}

/** Those that have the text in their title, then those that have it elsewhere. */
export function fitting<T extends Titled>(replies: readonly T[], text: string): T[] {
  const wanted = text.trim().toLowerCase();
  const has = (where: string) => where.toLowerCase().includes(wanted);
  const first = replies.filter((reply) => has(reply.title));
  return [...first, ...replies.filter((reply) => !has(reply.title) && (has(reply.text) || has(reply.category)))];
}
