import { api, type User, unwrap } from "@bihuan/api";
import { useNearPeople } from "@bihuan/session";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { usePeople } from "../lookups.ts";

const MOST_FOUND = 30;

/** Colleagues whom work can be given to, as the phone knows them; with a network, the rest of a large company, too. */
export function useChosable(text: string): { people: readonly User[] | undefined; isPending: boolean } {
  const known = usePeople();
  const near = useNearPeople(known.data);
  const wanted = text.trim();
  const found = useQuery({
    queryKey: ["users", "found", wanted],
    queryFn: async () => {
      const query = { q: wanted, limit: MOST_FOUND };
      return (await unwrap(api.GET("/api/v1/users", { params: { query } }))).items;
    },
    enabled: wanted !== "" && known.isSuccess && navigator.onLine,
    placeholderData: keepPreviousData,
    retry: false,
    // What was looked for is nothing to keep on the phone.
    meta: { isPassing: true },
  });
  const people = known.data && matching([...known.data, ...near, ...(wanted ? (found.data ?? []) : [])], wanted);
  return { people, isPending: known.isPending && known.fetchStatus !== "idle" && known.fetchStatus !== "paused" };
}

/** Those who can be given work and whose name or login has the text; everybody once. */
export function matching(people: readonly User[], text: string): User[] {
  const wanted = text.toLowerCase();
  const fits = ({ name, login }: User) => `${name ?? ""} ${login ?? ""}`.toLowerCase().includes(wanted);
  const open = people.filter((person) => person.state === "active" && !person.customer && fits(person));
  return [...new Map(open.map((person) => [person.id, person])).values()];
}
