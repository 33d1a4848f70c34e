// Whom this person gives work to: kept by the server, so that desk and phone know the same people.
import { api, type User, unwrap } from "@bihuan/api";
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCommand } from "./command.ts";

const KEPT_MS = 60_000;
const MOST_RECENT = 8;

interface Choices {
  starred: string[];
  recent: string[];
}

export const choicesQuery = queryOptions({
  queryKey: ["colleagues"],
  queryFn: () => unwrap(api.GET("/api/v1/colleagues")) as Promise<Choices>,
  staleTime: KEPT_MS,
});

/** People by how near they are to somebody who chooses; everybody stands in one group only. */
export interface Grouped<P> {
  starred: P[];
  recent: P[];
  others: P[];
}

export interface Colleagues {
  isStarred: (person: string) => boolean;
  /** Give a star or take it away; at once here, and at the server when it can be reached. */
  star: (person: string, starred: boolean) => void;
  grouped: <P extends { id: string }>(people: readonly P[]) => Grouped<P>;
}

export function useColleagues(): Colleagues {
  const client = useQueryClient();
  const choices = useQuery(choicesQuery).data ?? { starred: [], recent: [] };
  const show = (person: string, starred: boolean) =>
    client.setQueryData(choicesQuery.queryKey, (known: Choices = { starred: [], recent: [] }) => ({
      ...known,
      starred: starred ? [...known.starred, person] : known.starred.filter((one) => one !== person),
    }));
  const asked = useCommand({
    mutationFn: ({ person, starred }: { person: string; starred: boolean }) => {
      const params = { path: { person } };
      const path = "/api/v1/colleagues/{person}/star";
      return unwrap<unknown>(starred ? api.PUT(path, { params }) : api.DELETE(path, { params }));
    },
    onMutate: ({ person, starred }) => void show(person, starred),
    onError: (_error, { person, starred }) => void show(person, !starred),
  });
  return {
    isStarred: (person) => choices.starred.includes(person),
    star: (person, starred) => asked.mutate({ person, starred }),
    grouped: (people) => groupedBy(people, choices),
  };
}

/** Those who stand at the top although the list of people does not reach to them, as in a large company. */
export function useNearPeople(known: readonly Identified[] | undefined): readonly User[] {
  const choices = useQuery(choicesQuery).data;
  return useQuery(nearQuery(known && choices ? beyond(choices, known) : [])).data ?? [];
}

/** Read them before they are asked for, so that they are there without a network. */
export async function prefetchNear(client: QueryClient, known: readonly Identified[]): Promise<void> {
  await client.prefetchQuery(choicesQuery);
  const choices = client.getQueryData(choicesQuery.queryKey);
  const ids = choices ? beyond(choices, known) : [];
  if (ids.length) await client.prefetchQuery(nearQuery(ids));
}

interface Identified {
  id: string;
}

const nearQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ["users", "near", ids],
    queryFn: async () => {
      const query = { ids: ids.join(","), limit: ids.length };
      return (await unwrap(api.GET("/api/v1/users", { params: { query } }))).items;
    },
    enabled: ids.length > 0,
    staleTime: KEPT_MS,
    retry: false,
  });

/** The starred and recent ones whom a list of people lacks. */
export function beyond({ starred, recent }: Choices, known: readonly Identified[]): string[] {
  const there = new Set(known.map(({ id }) => id));
  return [...new Set([...starred, ...recent])].filter((id) => !there.has(id)).sort();
}

/** Tell that work was just given to people, or that they were asked in: they stand at the top at once, also of a list
 * that was read before and where no network is there to read it anew. */
export function useTurnedTo(): (people: readonly string[]) => void {
  const client = useQueryClient();
  return (people) => {
    if (!people.length) return;
    client.setQueryData(choicesQuery.queryKey, (known) => known && turnedTo(known, people));
  };
}

/** As the server will have it: the last one first, nobody twice. */
export function turnedTo(choices: Choices, people: readonly string[]): Choices {
  const before = choices.recent.filter((one) => !people.includes(one));
  return { ...choices, recent: [...people, ...before].slice(0, MOST_RECENT) };
}

/** Starred ones as the list has them, then recent ones in their own order, then the rest. */
export function groupedBy<P extends { id: string }>(people: readonly P[], choices: Choices): Grouped<P> {
  const { starred, recent } = choices;
  const near = new Set([...starred, ...recent]);
  const lately = recent.filter((one) => !starred.includes(one));
  return {
    starred: people.filter(({ id }) => starred.includes(id)),
    recent: lately.flatMap((one) => people.filter(({ id }) => id === one)),
    others: people.filter(({ id }) => !near.has(id)),
  };
}
