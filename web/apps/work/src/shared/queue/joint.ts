// What people do together on a ticket, on its way to the server: sessions, their minutes, children for other teams.
import { api, unwrap } from "@bihuan/api";
import type { Joint, Work } from "./item.ts";

const KINDS: ReadonlySet<string> = new Set(["session", "cancelSession", "minutes", "child"] satisfies Joint["kind"][]);

export function isJoint(work: Work): work is Joint {
  return KINDS.has(work.kind);
}

/** Send it; a child's number is the answer. */
export async function sendJoint(work: Joint, headers: Record<string, string>): Promise<string | undefined> {
  const key = work.ticket;
  if (work.kind === "child") {
    const { body } = work;
    return (await unwrap(api.POST("/api/v1/tickets/{key}/children", { params: { path: { key } }, body, headers })))
      .number;
  }
  if (work.kind === "session") await sendSession(work, headers);
  if (work.kind === "cancelSession") {
    const path = { key, session: work.session };
    const body = { reason: work.reason };
    await unwrap(api.POST("/api/v1/tickets/{key}/sessions/{session}/cancel", { params: { path }, body, headers }));
  }
  if (work.kind === "minutes") {
    const path = { key, session: work.session };
    const { body } = work;
    await unwrap(api.POST("/api/v1/tickets/{key}/sessions/{session}/minutes", { params: { path }, body, headers }));
  }
  return undefined;
}

async function sendSession(work: Extract<Joint, { kind: "session" }>, headers: Record<string, string>): Promise<void> {
  const { ticket: key, session, body } = work;
  await unwrap(
    session
      ? api.PUT("/api/v1/tickets/{key}/sessions/{session}", { params: { path: { key, session } }, body, headers })
      : api.POST("/api/v1/tickets/{key}/sessions", { params: { path: { key } }, body, headers }),
  );
}
