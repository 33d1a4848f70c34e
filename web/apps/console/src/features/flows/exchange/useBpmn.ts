import { api, type JsonValue, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useState } from "react";
import type { Design } from "../designer/useDesign.ts";
import type { FlowBody } from "../model/flow.ts";

type Draft = Awaited<ReturnType<typeof readBpmn>>;

function readBpmn(bpmn: string) {
  return unwrap(api.POST("/api/v1/flows/bpmn/draft", { body: { bpmn } }));
}

/** Taking the drawing out as BPMN, and another one in; one can take that back like every other change. */
export function useBpmn(design: Design) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const out = useCommand({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/flows/bpmn", { body: { body: design.body as unknown as Record<string, JsonValue> } })),
    onSuccess: ({ bpmn }) => save(bpmn, `${design.body.key}.bpmn`),
  });
  const taken = useCommand({
    mutationFn: async (file: File) => readBpmn(await file.text()),
    onSuccess: (found) => {
      const body = found.body as unknown as FlowBody;
      // It stays the flow that is being drawn: its key, and the name if the other was not ours.
      design.change({ ...body, key: design.body.key, ...(found.own ? {} : { label: design.body.label ?? "" }) });
      design.choose(null);
      setDraft(found);
    },
  });
  return {
    draft,
    dismiss: () => setDraft(null),
    isBusy: out.isPending || taken.isPending,
    outError: out.error,
    inError: taken.error,
    takeOut: () => {
      taken.reset();
      out.mutate();
    },
    takeIn: (file: File) => {
      out.reset();
      setDraft(null);
      taken.mutate(file);
    },
  };
}

export type BpmnOf = ReturnType<typeof useBpmn>;

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/xml" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
