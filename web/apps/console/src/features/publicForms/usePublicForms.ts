import { api, type Texts, tenantBase, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["public-forms"];

export interface PublicForm {
  key: string;
  version?: number;
  address?: string;
  type: string;
  label: Texts;
  intro: Texts;
  channel: string;
  fields: string[];
  prefill: Texts;
  phone_needed: boolean;
  for_devices: boolean;
  active: boolean;
}

export function usePublicForms() {
  return useQuery({
    queryKey: KEY,
    queryFn: (): Promise<PublicForm[]> => unwrap(api.GET("/api/v1/public-forms")),
  });
}

export function useChannels() {
  return useQuery({ queryKey: ["channels"], queryFn: () => unwrap(api.GET("/api/v1/channels")) });
}

export function useSaveForm() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ key, version, address: _, ...body }: PublicForm) =>
      unwrap(
        api.PUT("/api/v1/public-forms/{key}", {
          params: { path: { key } },
          body: { ...body, base_version: version ?? null } as never,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function codeAddress(key: string): string {
  return `${tenantBase()}/api/v1/public-forms/${encodeURIComponent(key)}/code`;
}
