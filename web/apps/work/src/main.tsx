import "@bihuan/ui/base.css";
import { freshClient, SessionGate } from "@bihuan/session";
import { onlineManager, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Routes } from "./routes/Routes.tsx";
import { install } from "./shared/install.ts";
import { outbox, shareOutbox } from "./shared/queue/outbox.ts";
import { rememberReads } from "./shared/store/reads.ts";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
install();
const client = freshClient();
onlineManager.setOnline(navigator.onLine);
// What the phone has kept comes first, so that the first thing drawn is what was seen last. A browser that keeps
// nothing (a private window) still works with a network.
await Promise.all([rememberReads(client), outbox.load()]).catch(() => undefined);
outbox.onAnswered = (item) => {
  if (item.work.kind === "file") return;
  for (const key of [
    "tasks",
    "ticket",
    "clocks",
    "tickets",
    "colleagues",
    "helping",
    "family",
    "together",
    "my-sessions",
  ])
    void client.invalidateQueries({ queryKey: [key] });
};
shareOutbox();
addEventListener("online", () => outbox.hurry());
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SessionGate joinsByPhone>
        <Routes />
      </SessionGate>
    </QueryClientProvider>
  </StrictMode>,
);
