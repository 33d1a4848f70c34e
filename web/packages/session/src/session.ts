import { api, configureApi, type Me, setViewAs, unwrap } from "@bihuan/api";
import { setLanguage, setZone } from "@bihuan/i18n";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import { useCommand } from "./command.ts";

export const ME = ["me"] as const;
/** In a grant: every action, every kind. */
const ANY = "*";
export const MeContext = createContext<Me | null>(null);

/** The person who is signed in. Only below SessionGate. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a SessionGate above it");
  return me;
}

/** Whether the person's roles grant an action on some things of a kind; the server has the last word on each. */
export function may(me: Me, action: string, kind: string): boolean {
  return me.grants.some((grant) => [action, ANY].includes(grant.action) && [kind, ANY].includes(grant.kind));
}

export function useSession() {
  const client = useQueryClient();
  useEffect(() => {
    configureApi({ onSignedOut: () => client.setQueryData(ME, null) });
  }, [client]);
  const session = useQuery({ queryKey: ME, queryFn: readMe, staleTime: 60_000 });
  const zone = session.data?.tenant.zone;
  useEffect(() => {
    if (zone) setZone(zone);
  }, [zone]);
  return session;
}

async function readMe(): Promise<Me | null> {
  const answer = await api.GET("/api/v1/me").catch(() => null);
  if (answer?.response.status === 401) return null;
  return unwrap(answer ? Promise.resolve(answer) : Promise.reject(new TypeError("unreachable")));
}

export interface Credentials {
  login: string;
  password: string;
  totp: string;
  recovery: string;
}

export function useSignIn() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ totp, recovery, ...who }: Credentials) =>
      unwrap(
        api.POST("/api/v1/sessions", {
          body: { ...who, cookie: true, totp: totp || null, recovery: recovery || null },
        }),
      ),
    onSuccess: async (opened) => {
      if (!localStorage.getItem("bihuan.language")) setLanguage(opened.user.language === "en" ? "en" : "zh");
      await client.refetchQueries({ queryKey: ME });
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: () => {
      setViewAs("");
      return unwrap(api.DELETE("/api/v1/sessions/current"));
    },
    onSettled: async () => {
      // A question still under way must not bring back who was here.
      await client.cancelQueries();
      // Not `clear()`: whoever watches ME would go on watching an answer that is gone, and show nothing of it.
      client.setQueryData(ME, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
    },
  });
}

/** A new password while one works: this session goes on, all others end. */
export function useOwnPassword() {
  return useCommand({
    mutationFn: (body: { old: string; new: string }) => unwrap(api.POST("/api/v1/me/password", { body })),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: { old: string; new: string }) => unwrap(api.POST("/api/v1/me/password", { body })),
    // The server closes the sessions of the old password.
    onSuccess: () => client.setQueryData(ME, null),
  });
}
