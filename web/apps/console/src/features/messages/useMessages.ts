import { api, type NoticeChannel, type NoticeWording, unwrap } from "@bihuan/api";
import { useLanguage } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["messages"];
const TEST_LOOK_MS = 1_000;
const TEST_LOOKS = 30;

export interface ChannelInput {
  key: string;
  kind: string;
  label: Record<string, string>;
  settings: Record<string, unknown>;
  secrets: Record<string, string> | null;
  enabled: boolean;
  role: string | null;
}

/** The channels; reasons of failed tests come in the person's language. */
export function useChannels() {
  const queryFn = () => unwrap(api.GET("/api/v1/notices/channels"));
  return useQuery({ queryKey: [...KEY, "channels", useLanguage()], queryFn });
}

export function useSaveChannel() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ key, ...body }: ChannelInput) =>
      unwrap(api.PUT("/api/v1/notices/channels/{key}", { params: { path: { key } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemoveChannel() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (key: string) => unwrap(api.DELETE("/api/v1/notices/channels/{key}", { params: { path: { key } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Sends a test and waits until the channel says how it went. */
export function useTestChannel(channel: NoticeChannel) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async (address: string) => {
      const path = { key: channel.key };
      await unwrap(api.POST("/api/v1/notices/channels/{key}/test", { params: { path }, body: { address } }));
      return await laterTest(channel);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

async function laterTest(before: NoticeChannel): Promise<NoticeChannel["last_test"]> {
  for (let look = 0; look < TEST_LOOKS; look++) {
    const now = (await unwrap(api.GET("/api/v1/notices/channels"))).find(({ key }) => key === before.key);
    if (now?.last_test && now.last_test.at !== before.last_test?.at) return now.last_test;
    await new Promise((resolve) => setTimeout(resolve, TEST_LOOK_MS));
  }
  return null;
}

export function useWordings() {
  return useQuery({ queryKey: [...KEY, "wording"], queryFn: () => unwrap(api.GET("/api/v1/notices/templates")) });
}

export function usePublishWording() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ kind, texts, enabled, by }: NoticeWording) =>
      unwrap(api.PUT("/api/v1/notices/templates/{kind}", { params: { path: { kind } }, body: { texts, enabled, by } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** What one would read about a ticket, in words that need not be published yet. */
export function usePreview(kind: string) {
  return useCommand({
    mutationFn: (body: { ticket: string; texts: Record<string, unknown> }) =>
      unwrap(api.POST("/api/v1/notices/templates/{kind}/preview", { params: { path: { kind } }, body })),
  });
}

export function useFailed() {
  const queryFn = () => unwrap(api.GET("/api/v1/notices/deliveries"));
  return useQuery({ queryKey: [...KEY, "failed", useLanguage()], queryFn });
}

export function useRetry() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (delivery_id: string) =>
      unwrap(api.POST("/api/v1/notices/deliveries/{delivery_id}/retry", { params: { path: { delivery_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
