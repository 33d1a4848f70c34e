import "@bihuan/ui/base.css";
import { freshClient, SessionGate } from "@bihuan/session";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Routing } from "./routes/Routing.tsx";
import { Desk } from "./shared/Desk.tsx";

// Only whoever is signed out ever asks for it; one signs in without it, too.
const DemoCards = lazy(() => import("./features/firstDays/DemoCards.tsx").catch(() => ({ default: () => null })));

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={freshClient()}>
      <SessionGate beside={<DemoCards />}>
        <Desk>
          <Routing />
        </Desk>
      </SessionGate>
    </QueryClientProvider>
  </StrictMode>,
);
