import { api, isProblem, type TicketFiles, unwrap, uploadFile } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** Afterwards the ticket, its files and its history are read anew; after a refusal too: somebody may have been quicker. */
function useAfter(key: string) {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all(["files", "ticket", "trace"].map((name) => client.invalidateQueries({ queryKey: [name, key] })));
  return {
    onSuccess: refresh,
    onError: async (error: Error) => {
      if (isProblem(error) && error.status === 409) await refresh();
    },
  };
}

export interface NewVersion {
  base: string;
  /** The id of a file that was uploaded. */
  file: string;
  remark: string;
}

/** Send a file; it hangs nowhere yet. */
export function useUpload() {
  return useCommand({ mutationFn: (file: File) => uploadFile(file) });
}

export function useAddVersion(key: string) {
  return useCommand<TicketFiles, NewVersion>({
    mutationFn: ({ base, ...body }) =>
      unwrap(api.POST("/api/v1/tickets/{key}/files/{file}/versions", { params: { path: { key, file: base } }, body })),
    ...useAfter(key),
  });
}

export function useSay(key: string, file: string) {
  return useCommand({
    mutationFn: (body: { text: string; place: string }) =>
      unwrap(api.POST("/api/v1/tickets/{key}/files/{file}/comments", { params: { path: { key, file } }, body })),
    ...useAfter(key),
  });
}

export function useSettle(key: string) {
  return useCommand({
    mutationFn: ({ comment, resolved }: { comment: string; resolved: boolean }) =>
      unwrap(
        api.PUT("/api/v1/tickets/{key}/files/comments/{comment}", {
          params: { path: { key, comment } },
          body: { resolved },
        }),
      ),
    ...useAfter(key),
  });
}

/** Two versions beside each other. Neither ever changes: it is asked once. */
export function useComparison(key: string, file: string, other: string) {
  return useQuery({
    queryKey: ["comparison", key, file, other],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/tickets/{key}/files/{file}/comparison", {
          params: { path: { key, file }, query: { with: other } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
