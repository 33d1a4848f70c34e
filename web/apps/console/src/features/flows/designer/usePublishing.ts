import { isProblem } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import { type Conflict, merged } from "../model/diff.ts";
import type { FlowBody } from "../model/flow.ts";
import { texts } from "../texts.ts";
import { readFlow, usePublish } from "../useFlows.ts";
import type { Design } from "./useDesign.ts";

/** What came of two people drawing at once. */
export interface Meeting {
  base: FlowBody;
  mine: FlowBody;
  theirs: FlowBody;
  version: number;
  conflicts: Conflict[];
}

/** Publishing; where somebody else was first, both sides' work is put together and looked at before. */
export function usePublishing(design: Design, onDone: (version: number) => void) {
  const t = useTexts(texts);
  const publish = usePublish();
  const [meeting, setMeeting] = useState<Meeting | null>(null);
  const [unproven, setUnproven] = useState(false);
  const { body, form, base } = design;
  const meet = async () => {
    const [was, theirs] = await Promise.all([readFlow(body.key, base || 1), readFlow(body.key, null)]);
    const before = was.body as unknown as FlowBody;
    const other = theirs.body as unknown as FlowBody;
    const both = merged(before, body, other);
    if (!both.conflicts.length) design.put({ body: both.body, base: theirs.version });
    setMeeting({ base: before, mine: body, theirs: other, version: theirs.version, conflicts: both.conflicts });
  };
  const send = async (confirmed = false) => {
    // Asked before: who was first is no fault. Whoever is first between the two is met below.
    const newest = base ? await readFlow(body.key, null) : null;
    if (newest && newest.version !== base) return meet();
    publish.mutate(
      { body, form, base, confirmed },
      {
        onSuccess: (done) => {
          design.drop();
          showToast(t("published", { version: done.version }));
          onDone(done.version);
        },
        onError: (error) => {
          if (!isProblem(error)) return;
          if (error.code === "definition.moved") void meet();
          if (error.code === "flow.not_proven") setUnproven(true);
        },
      },
    );
  };
  return {
    send: (confirmed = false) => void send(confirmed),
    isBusy: publish.isPending,
    error: publish.error,
    meeting,
    unproven,
    /** The answers of whoever looked at the conflicts: those of mine that give way to theirs. */
    settle: (body: FlowBody) => {
      if (!meeting) return;
      design.put({ body, base: meeting.version });
      setMeeting({ ...meeting, conflicts: [] });
    },
    leave: () => {
      setMeeting(null);
      setUnproven(false);
    },
  };
}

export type Publishing = ReturnType<typeof usePublishing>;
