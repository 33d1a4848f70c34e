import { api, type JsonValue, unwrap } from "@bihuan/api";
import type { FieldRight } from "@bihuan/core";
import { useCommand } from "@bihuan/session";
import { useQueryClient } from "@tanstack/react-query";

/** By `flow step`, then by field. */
export type RightsChange = Readonly<Record<string, Readonly<Record<string, FieldRight>>>>;

/** Publishes the flows with other rights of their steps, each over its newest version. */
export function usePublishRights() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async (changes: RightsChange) => {
      const flows = new Set(Object.keys(changes).map((id) => id.split(" ")[0] ?? ""));
      for (const key of flows) await publishOne(key, changes);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["flow"] }),
  });
}

async function publishOne(key: string, changes: RightsChange): Promise<void> {
  const flow = await unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key } } }));
  const body = withRights(flow.body as JsonValue, (step) => changes[`${key} ${step}`]);
  await unwrap(
    api.POST("/api/v1/flows", {
      body: { body: body as { [key: string]: JsonValue }, form: flow.form, base_version: flow.version },
    }),
  );
}

/** The flow with other rights at its steps, wherever they stand. */
export function withRights(
  part: JsonValue,
  rightsOf: (step: string) => Readonly<Record<string, FieldRight>> | undefined,
): JsonValue {
  if (Array.isArray(part)) return part.map((one) => withRights(one, rightsOf));
  if (typeof part !== "object" || part === null) return part;
  const whole = Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, name === "fields" ? value : withRights(value, rightsOf)]),
  );
  const own = typeof part.id === "string" ? rightsOf(part.id) : undefined;
  return own ? { ...whole, fields: { ...(part.fields as object | undefined), ...own } } : whole;
}
