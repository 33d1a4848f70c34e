import { api, tenantBase, unwrap, uploadFile } from "@bihuan/api";
import { type FormServices, FormServicesContext, shrunkVideo } from "@bihuan/forms";
import { type ReactNode, useMemo } from "react";
import { compressed } from "./photos.ts";

/** Gives forms what they need of the server. `ready`: whoever sends files shows something first. */
export function FormDesk({ ready, children }: { ready: () => Promise<unknown>; children: ReactNode }) {
  const services = useMemo<FormServices>(
    () => ({
      upload: async (file, watch) => {
        await ready();
        const tell = (share: number) => watch?.tell("shrinking", share);
        const signal = watch?.asItIs ?? new AbortController().signal;
        const small = await shrunkVideo(await compressed(file), { tell, signal });
        const sent = (done: number, total: number) => watch?.tell("sending", done / total);
        watch?.signal.throwIfAborted();
        const stored = await uploadFile(small, sent, watch?.signal);
        return { id: stored.id, name: stored.name ?? file.name, type: stored.media_type ?? file.type };
      },
      references: () => null,
      lookUp: async (id) => {
        const facts = await unwrap(api.GET("/api/v1/files/{file_id}/facts", { params: { path: { file_id: id } } }));
        return { name: facts.name ?? "", full: `${tenantBase()}/api/v1/files/${id}`, small: null };
      },
    }),
    [ready],
  );
  return <FormServicesContext.Provider value={services}>{children}</FormServicesContext.Provider>;
}
