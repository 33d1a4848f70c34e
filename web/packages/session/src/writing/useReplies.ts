import { api, type Reply, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { type SuggestionSource, showToast } from "@bihuan/ui";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { uses } from "../features.ts";
import { useMe } from "../session.ts";
import { useSayProblem } from "../words.ts";
import { fitting } from "./fitting.ts";
import { texts } from "./texts.ts";

const KEPT_MS = 60_000;
const MOST_OFFERED = 8;

/** The preset replies that this person may use. */
export const repliesQuery = queryOptions({
  queryKey: ["replies", "offered"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/replies"))).items,
  staleTime: KEPT_MS,
  retry: false,
});

export interface Replies {
  /** Replies behind `/`. */
  source: SuggestionSource;
  /** The words of one for the ticket at hand, filled in by the server; null where it gave none. */
  words: (reply: string) => Promise<string | null>;
}

/** Preset replies for whatever is written about a ticket; null for people of customers, who have none, and where they are switched off. */
export function useReplies(ticket: string): Replies | null {
  const t = useTexts(texts);
  const say = useSayProblem();
  const client = useQueryClient();
  const me = useMe();
  const offered = me.customer === null && uses(me, "replies");
  return useMemo(() => {
    if (!offered) return null;
    const words = async (reply: string) => {
      try {
        const { text, missing } = await filled(reply, ticket);
        if (missing.length) showToast(t("missing", { count: missing.length }));
        return text;
      } catch (error) {
        showToast(say(error));
        return null;
      }
    };
    const ask = async (text: string) => {
      const found = fitting(await client.fetchQuery(repliesQuery), text).slice(0, MOST_OFFERED);
      return found.map(({ id, title, category }) => ({ key: id, label: title, hint: category || undefined }));
    };
    const take = ({ key }: { key: string }) => words(key);
    return { source: { sign: "/", label: t("replies"), none: t("noReply"), ask, take }, words };
  }, [client, ticket, t, say, offered]);
}

/** The whole list, for whoever opens it. */
export function useReplyList() {
  return useQuery(repliesQuery);
}

function filled(reply: string, ticket: string) {
  return unwrap(api.GET("/api/v1/replies/{reply}/text", { params: { path: { reply }, query: { ticket } } }));
}

export type { Reply };
