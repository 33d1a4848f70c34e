import { api, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import type { SuggestionSource } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type Mention, stillNamed } from "./mentions.ts";
import { texts } from "./texts.ts";

const KEPT_MS = 30_000;

interface Mentions {
  source: SuggestionSource;
  /** Whom the text mentions, of those who were picked: by their ids. */
  inText: (text: string) => string[];
}

/** Colleagues for @ in a note of a ticket: only those who may read it. */
export function useMentions(ticket: string, isPublic: boolean): Mentions {
  const t = useTexts(texts);
  const client = useQueryClient();
  const [picked, setPicked] = useState<readonly Mention[]>([]);
  const source = useMemo<SuggestionSource>(
    () => ({
      sign: "@",
      label: t("colleagues"),
      none: t("noColleague"),
      ask: async (text) => {
        const people = await client.fetchQuery({
          queryKey: ["mentionable", ticket, isPublic, text],
          queryFn: () => mentionable(ticket, isPublic, text),
          staleTime: KEPT_MS,
        });
        return people.map(({ id, name, department }) => ({ key: id, label: name, hint: department ?? undefined }));
      },
      take: ({ key, label }) => {
        setPicked((before) => [...before, { id: key, name: label }]);
        return `@${label} `;
      },
    }),
    [client, ticket, isPublic, t],
  );
  return { source, inText: (text) => stillNamed(text, picked) };
}

function mentionable(key: string, isPublic: boolean, q: string) {
  return unwrap(
    api.GET("/api/v1/tickets/{key}/mentionable", { params: { path: { key }, query: { q, public: isPublic } } }),
  );
}
