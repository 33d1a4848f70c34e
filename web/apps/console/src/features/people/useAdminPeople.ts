import { api, type User, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";

const PART = 50;

export interface PersonInput {
  name: string;
  login: string | null;
  phone?: string | null;
  email?: string | null;
  roles: string[];
  departments: string[];
  skills: Record<string, number>;
  areas: string[];
  teams: string[];
  manager: string | null;
}

export type First = "invitation" | "password" | "later";

/** People whose name or login has the text, of one state, a part at a time. */
export function useAdminPeople(q: string, state: "active" | "left") {
  const filter = JSON.stringify({ op: "eq", left: { field: "state" }, right: state });
  return useInfiniteQuery({
    queryKey: ["users", "admin", q, state],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/users", { params: { query: { q, filter, limit: PART, cursor: pageParam } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
}

function useFresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["users"] });
}

export function useSavePerson(person: User | null) {
  const fresh = useFresh();
  return useCommand({
    mutationFn: (body: PersonInput) =>
      person
        ? unwrap(
            api.PATCH("/api/v1/users/{user_id}", {
              params: { path: { user_id: person.id } },
              headers: { "If-Match": `"${person.version}"` },
              body: body as never,
            }),
          )
        : unwrap(api.POST("/api/v1/users", { body: body as never })),
    onSuccess: fresh,
  });
}

export function useSetState(person: User) {
  const fresh = useFresh();
  const params = { path: { user_id: person.id } };
  return useCommand({
    mutationFn: (active: boolean) =>
      active
        ? unwrap(api.POST("/api/v1/users/{user_id}/reactivate", { params }))
        : unwrap(api.POST("/api/v1/users/{user_id}/deactivate", { params })),
    onSuccess: fresh,
  });
}

export function useEndSessions(person: User) {
  return useCommand({
    mutationFn: () =>
      unwrap(api.DELETE("/api/v1/users/{user_id}/sessions", { params: { path: { user_id: person.id } } })),
  });
}

/** For whoever lost the phone with the authenticator app: the password alone is enough again. */
export function useResetFactor(person: User) {
  return useCommand({
    mutationFn: () => unwrap(api.DELETE("/api/v1/users/{user_id}/totp", { params: { path: { user_id: person.id } } })),
  });
}

export function useInvite() {
  return useCommand({
    mutationFn: (user: string) =>
      unwrap(
        api.POST("/api/v1/users/{user_id}/invitation", { params: { path: { user_id: user } }, body: {} as never }),
      ),
  });
}

/** A password that nobody has used before; answers with it, for it is shown once. */
export function useFirstPassword() {
  return useCommand({
    mutationFn: async (user: string) => {
      const password = drawnPassword();
      const params = { path: { user_id: user } };
      await unwrap(api.POST("/api/v1/users/{user_id}/password", { params, body: { password } }));
      return password;
    },
  });
}

// No letter that people take for another one; 16 of 54 are 92 bits.
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWX23456789";

export function drawnPassword(): string {
  const drawn = new Uint8Array(64);
  crypto.getRandomValues(drawn);
  // What would make some letters likelier than others is left out.
  const fair = [...drawn].filter((value) => value < 216).slice(0, 16);
  return fair
    .map((value) => LETTERS[value % 54])
    .join("")
    .replace(/(.{4})(?=.)/g, "$1-");
}
