import { api, type JsonValue, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { INDUSTRIES, type Industry } from "./progress.ts";
import { CHANNELS } from "./words.ts";

export const ROLES = ["dispatcher", "engineer", "lead"] as const;
export type Role = (typeof ROLES)[number];

// How fields are called that say what is wrong, or wanted: the first that is there.
const WHAT = [/fault/, /reason|matter|problem/, /./];

type Raw = Record<string, JsonValue>;

/** A trade's ready ways of working, switched on. */
export function useIndustry(onDone: (industry: Industry) => void) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async (industry: Industry) => {
      // First: a bundle may hold what belongs to a module that another trade had put away.
      await setModules(INDUSTRIES[industry].off);
      for (const key of INDUSTRIES[industry].bundles) {
        await unwrap(api.POST("/api/v1/bundles/{key}/apply", { params: { path: { key } } }));
      }
      await openChannels();
      return industry;
    },
    onSuccess: async (industry) => {
      await Promise.all(
        [["bundles"], ["ticket-types"], ["first-days"], ["channels"], ["modules"], ["me"]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
      onDone(industry);
    },
  });
}

/** By which ways tickets come in; those that there are stay as they are. */
async function openChannels() {
  const known = new Set((await unwrap(api.GET("/api/v1/channels"))).map((one) => one.key));
  for (const [key, label] of CHANNELS) {
    if (known.has(key)) continue;
    await unwrap(api.PUT("/api/v1/channels/{key}", { params: { path: { key } }, body: { label, active: true } }));
  }
}

/** The modules of a trade on, the others off; one of which something is under way stays as it is. */
async function setModules(off: readonly string[]) {
  const { items } = await unwrap(api.GET("/api/v1/features"));
  const put = (key: string, on: boolean) =>
    unwrap(api.PUT("/api/v1/features/{key}", { params: { path: { key } }, body: { on } }));
  // What is needed by others stands before them: it comes on first, and goes last.
  for (const { key, on } of items) if (!on && !off.includes(key)) await put(key, true);
  for (const { key, on, running } of items.toReversed())
    if (on && off.includes(key) && !running.length) await put(key, false);
}

export interface Kinds {
  form: string;
  version: number;
  body: Raw;
  field: string;
  label: JsonValue;
  options: readonly Raw[];
}

/** The first field of the type's form in which people choose one of several; null where there is none. */
export function useKinds(type: string) {
  return useQuery({
    queryKey: ["first-run", "kinds", type],
    queryFn: async (): Promise<Kinds | null> => {
      const types = await unwrap(api.GET("/api/v1/ticket-types"));
      const form = types.find((one) => one.key === type)?.form;
      if (!form) return null;
      const found = await unwrap(api.GET("/api/v1/forms/{key}", { params: { path: { key: form } } }));
      const body = found.body as Raw;
      const choices = fieldsOf(body).filter((one) => one.kind === "choice" && Array.isArray(one.options));
      const field = WHAT.flatMap((what) => choices.filter((one) => what.test(String(one.key))))[0];
      if (!field) return null;
      const { key, label, options } = field;
      return {
        form,
        version: found.version,
        body,
        field: String(key),
        label: label ?? "",
        options: options as unknown as Raw[],
      };
    },
    enabled: type !== "",
  });
}

function fieldsOf(body: Raw): Raw[] {
  const sections = Array.isArray(body.sections) ? (body.sections as Raw[]) : [];
  return sections.flatMap((section) => (Array.isArray(section.fields) ? (section.fields as Raw[]) : []));
}

/** The form with these options, too. */
export function withOptions(kinds: Kinds, names: readonly string[]): Raw {
  const more = names.map((name, n) => ({
    value: `own_${kinds.options.length + n + 1}`,
    label: { zh: name, en: name },
  }));
  const change = (field: Raw): Raw =>
    field.key === kinds.field ? { ...field, options: [...kinds.options, ...more] } : field;
  const sections = (kinds.body.sections as Raw[]).map((section) => ({
    ...section,
    fields: ((section.fields ?? []) as Raw[]).map(change),
  }));
  return { ...kinds.body, sections };
}

export function useAddKinds(onDone: () => void) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ kinds, names }: { kinds: Kinds; names: readonly string[] }) =>
      unwrap(
        api.POST("/api/v1/forms", { body: { body: withOptions(kinds, names), base_version: kinds.version } as never }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["first-run"] });
      onDone();
    },
  });
}

/** Three accounts; one that is there already from an earlier try is left as it is. */
export function useAccounts(onDone: (password: string) => void) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async ({ names, password }: { names: Record<Role, string>; password: string }) => {
      const known = await unwrap(api.GET("/api/v1/users", { params: { query: { limit: 100 } } }));
      const logins = new Set(known.items.map((one) => one.login));
      for (const role of ROLES) {
        if (logins.has(role)) continue;
        const body = { name: names[role].trim(), login: role, roles: [role], password };
        const made = await unwrap(api.POST("/api/v1/users", { body: body as never }));
        // Without a profile dispatch would never think of him.
        if (role === "engineer")
          await unwrap(api.PUT("/api/v1/engineers/{user_id}", { params: { path: { user_id: made.id } }, body: {} }));
      }
      return password;
    },
    onSuccess: async (password) => {
      await client.invalidateQueries({ queryKey: ["first-days"] });
      onDone(password);
    },
  });
}

/** A public form of the type: under its address customers hand in. */
export function useCode(type: string) {
  const client = useQueryClient();
  const key = type.replaceAll("_", "-");
  const found = useQuery({
    queryKey: ["public-forms"],
    queryFn: () => unwrap(api.GET("/api/v1/public-forms")),
  });
  const types = useQuery({ queryKey: ["ticket-types"], queryFn: () => unwrap(api.GET("/api/v1/ticket-types")) });
  const label = types.data?.find((one) => one.key === type)?.label ?? {};
  const make = useCommand({
    mutationFn: () =>
      unwrap(api.PUT("/api/v1/public-forms/{key}", { params: { path: { key } }, body: { type, label } as never })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["public-forms"] }),
  });
  return { key, label, isMade: found.data?.some((one) => one.key === key) ?? false, make };
}
