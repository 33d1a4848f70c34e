import { api, tenantBase, unwrap } from "@bihuan/api";
import { type FormDefinition, type JsonObject, readForm } from "@bihuan/core";
import { type FormServices, FormServicesContext, isShrinkable, RELATIONS, type RecordChoice } from "@bihuan/forms";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useMarking } from "./draw/useMarking.tsx";
import { formQuery, usePeople } from "./lookups.ts";
import { compressed } from "./photos.ts";
import { outbox } from "./queue/outbox.ts";
import { useKept } from "./queue/useKept.ts";
import { HELD_MS, shrinkKept } from "./videos/keeping.ts";
import { VideoState } from "./videos/VideoState.tsx";

type FileView = Awaited<ReturnType<FormServices["lookUp"]>>;

const FILES = `${tenantBase()}/api/v1/files`;

/** A published form, ready to be shown. Versions never change, so one is read once. */
export function useForm(key: string | undefined, version?: number | null) {
  const query = useQuery({ ...formQuery(key ?? "", version), enabled: Boolean(key) });
  const form = useMemo<FormDefinition | undefined>(
    () => query.data && readForm(query.data.body as JsonObject, RELATIONS),
    [query.data],
  );
  return { ...query, form };
}

/** Put a file into the queue; answers its stand-in, which the server's own id replaces when the work is sent. */
export async function queueFile(owner: string, chain: string | undefined, file: File): Promise<string> {
  const small = await compressed(file);
  const work = { kind: "file", name: small.name, type: small.type, size: small.size } as const;
  const held = isShrinkable(small) ? { heldUntil: Date.now() + HELD_MS } : {};
  const id = await outbox.add({ owner, label: small.name, work, ...held, ...(chain ? { chain } : {}) }, small);
  // The original is on the phone by now: whatever happens to the smaller one, nothing is lost.
  if (isShrinkable(small)) void shrinkKept(id, small);
  return id;
}

/** Where a file is looked at: on the phone while it is there, else at the server. */
export async function lookUpFile(id: string): Promise<FileView> {
  const item = outbox.all().find((one) => one.id === id);
  const kept = item && (await outbox.file(id));
  if (kept) {
    const full = URL.createObjectURL(kept);
    return { name: item.label, full, small: kept.type.startsWith("image/") ? full : null };
  }
  const stored = item?.result ?? id;
  const path = { file_id: stored };
  const facts = await unwrap(api.GET("/api/v1/files/{file_id}/facts", { params: { path } }));
  const full = `${FILES}/${stored}`;
  return { name: facts.name ?? "", full, small: facts.thumbnail ? `${full}/thumbnail` : null };
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
  href: (kind, id) => (kind === "ticket" ? `${tenantBase()}/work/tickets/${id}` : null),
};

/** Gives forms what they need: files go through the queue, people may be named. */
export function FormDesk({ chain, children }: { chain?: string; children: ReactNode }) {
  const me = useMe();
  const people = usePeople();
  const departments = useQuery({
    queryKey: ["departments"],
    queryFn: () => unwrap(api.GET("/api/v1/departments")),
    enabled: may(me, "read", "department"),
    staleTime: 5 * 60_000,
  });
  const areas = useQuery({
    queryKey: ["areas"],
    queryFn: () => unwrap(api.GET("/api/v1/areas")),
    enabled: may(me, "read", "area"),
    staleTime: 5 * 60_000,
  });
  const { mark, dialog } = useMarking();
  const kept = useKept();
  const services = useMemo<FormServices>(
    () => ({
      upload: async (file) => ({ id: await queueFile(me.id, chain, file), name: file.name, type: file.type }),
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
      lookUp: lookUpFile,
      Standing: VideoState,
      mark: async (id) => {
        const { full, name } = await lookUpFile(id);
        return mark(full, name, async (drawn) => {
          const marked = await kept(queueFile(me.id, chain, drawn));
          if (!marked) return null;
          // The marked photo takes the plain one's place: one photo goes over a weak line, not two.
          await outbox.giveUp(id);
          return { id: marked, name: drawn.name, type: drawn.type };
        });
      },
    }),
    [me.id, me.name, chain, people.data, departments.data, areas.data, mark, kept],
  );
  return (
    <FormServicesContext value={services}>
      {children}
      {dialog}
    </FormServicesContext>
  );
}
