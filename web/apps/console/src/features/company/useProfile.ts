import { api, type CompanyProfile, type CompanyProfileInput, unwrap } from "@bihuan/api";
import { COMPANY, useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const PROFILE = ["company-profile"] as const;

export function useProfile() {
  return useQuery({ queryKey: PROFILE, queryFn: () => unwrap(api.GET("/api/v1/company")) });
}

/** What is written anew is shown at once, here and at the head of the page. */
function useRenewed() {
  const client = useQueryClient();
  return {
    onSuccess: (profile: CompanyProfile) => {
      client.setQueryData(PROFILE, profile);
      return client.invalidateQueries({ queryKey: COMPANY });
    },
  };
}

export function useSaveProfile(version: number) {
  return useCommand({
    mutationFn: (body: CompanyProfileInput) =>
      unwrap(api.PUT("/api/v1/company", { body, headers: { "If-Match": `"${version}"` } })),
    ...useRenewed(),
  });
}

export function useSetLogo() {
  return useCommand({
    mutationFn: (file: File) =>
      unwrap(
        api.PUT("/api/v1/company/logo", {
          // The contract calls bytes a string; they travel as they are.
          body: file as unknown as string,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    ...useRenewed(),
  });
}

export function useRemoveLogo() {
  return useCommand({ mutationFn: () => unwrap(api.DELETE("/api/v1/company/logo")), ...useRenewed() });
}
