import { api, type Reply, type ReplyInput, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

// The first word is that of the list behind the buttons (packages/session): both are read anew together.
const REPLIES = ["replies"];

export function useReplyPage(deleted: boolean) {
  return useQuery({
    queryKey: [...REPLIES, "page", deleted],
    queryFn: () => unwrap(api.GET("/api/v1/replies", { params: { query: { deleted } } })),
  });
}

function useRenewed() {
  const client = useQueryClient();
  return { onSuccess: () => client.invalidateQueries({ queryKey: REPLIES }) };
}

/** Keep a reply; `known` is the one that is changed, at the version that was read. */
export function useSaveReply(known: Reply | null) {
  return useCommand({
    mutationFn: (body: ReplyInput) =>
      known
        ? unwrap(
            api.PUT("/api/v1/replies/{reply}", {
              params: { path: { reply: known.id } },
              body,
              headers: { "If-Match": `"${known.version}"` },
            }),
          )
        : unwrap(api.POST("/api/v1/replies", { body })),
    ...useRenewed(),
  });
}

export function useDeleteReply() {
  return useCommand({
    mutationFn: (reply: string) => unwrap(api.DELETE("/api/v1/replies/{reply}", { params: { path: { reply } } })),
    ...useRenewed(),
  });
}

export function useRestoreReply() {
  return useCommand({
    mutationFn: (reply: string) => unwrap(api.POST("/api/v1/replies/{reply}/restore", { params: { path: { reply } } })),
    ...useRenewed(),
  });
}
