import { api, type Form, tenantBase, unwrap, uploadFile } from "@bihuan/api";
import { type FormDefinition, type JsonObject, readForm } from "@bihuan/core";
import { type FormServices, FormServicesContext, RELATIONS, type RecordChoice } from "@bihuan/forms";
import { useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { useUnits } from "./admin/organisation.ts";
import { FileViewer } from "./files/FileViewer.tsx";
import { usePeople } from "./lookups.ts";

const FILES = `${tenantBase()}/api/v1/files`;
/** A published form, ready to be shown. Versions never change, so one is read once. */
export function useForm(key: string | undefined, version?: number) {
  const query = useQuery({
    queryKey: ["form", key, version ?? "newest"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/forms/{key}", {
          params: { path: { key: key ?? "" }, query: version ? { version } : {} },
        }),
      ),
    enabled: Boolean(key),
    staleTime: version ? Number.POSITIVE_INFINITY : 60_000,
  });
  const form = useMemo(() => query.data && readable(query.data), [query.data]);
  return { ...query, form };
}

function readable(form: Form): FormDefinition {
  return readForm(form.body as JsonObject, RELATIONS);
}

/** Records of custom tables that a form may name. */
const RECORDS: NonNullable<FormServices["records"]> = {
  find: (table, q) =>
    unwrap(api.GET("/api/v1/tables/{table}/choices", { params: { path: { table }, query: { q } } })) as Promise<
      RecordChoice[]
    >,
  name: async (table, record) =>
    (await unwrap(api.GET("/api/v1/tables/{table}/records/{record}", { params: { path: { table, record } } }))).title,
};

/** Customers, roles, tickets … that a form may name. */
const THINGS: NonNullable<FormServices["things"]> = {
  find: (kind, q, of) =>
    unwrap(api.GET("/api/v1/named/{kind}", { params: { path: { kind }, query: { q, of } } })) as Promise<
      RecordChoice[]
    >,
  one: (kind, thing) =>
    unwrap(api.GET("/api/v1/named/{kind}/{thing}", { params: { path: { kind, thing } } })) as Promise<RecordChoice>,
  href: (kind, id) => {
    const pages: Readonly<Record<string, string>> = { ticket: "tickets", customer: "customers" };
    return pages[kind] ? `${tenantBase()}/${pages[kind]}/${id}` : null;
  },
};

/** Gives forms what they need of the server: uploads, and the people who may be named. */
export function FormDesk({ children }: { children: ReactNode }) {
  const me = useMe();
  const people = usePeople();
  const departments = useUnits("departments");
  const areas = useUnits("areas");
  const [viewed, setViewed] = useState<{ ids: readonly string[]; at: number } | null>(null);
  const services = useMemo<FormServices>(
    () => ({
      upload: async (file, watch) => {
        const sent = (done: number, total: number) => watch?.tell("sending", done / total);
        const stored = await uploadFile(file, sent, watch?.signal);
        return { id: stored.id, name: stored.name ?? file.name, type: stored.media_type ?? file.type };
      },
      me: me.name ?? "",
      records: RECORDS,
      things: THINGS,
      references: (kind) => {
        const known: Readonly<Record<string, readonly { id: string; name?: string | null }[] | undefined>> = {
          person: people.data,
          department: departments.data,
          region: areas.data,
        };
        return known[kind]?.map((each) => ({ id: each.id, label: each.name ?? each.id })) ?? null;
      },
      lookUp: async (id) => {
        const path = { file_id: id };
        const facts = await unwrap(api.GET("/api/v1/files/{file_id}/facts", { params: { path } }));
        const full = `${FILES}/${id}`;
        return {
          name: facts.name ?? "",
          full,
          small: facts.thumbnail ? `${full}/thumbnail` : null,
          type: facts.media_type ?? "",
        };
      },
      view: (ids, at) => setViewed({ ids, at }),
    }),
    [me.name, people.data, departments.data, areas.data],
  );
  return (
    <FormServicesContext value={services}>
      {children}
      {viewed && <FileViewer ids={viewed.ids} first={viewed.at} onClose={() => setViewed(null)} />}
    </FormServicesContext>
  );
}
