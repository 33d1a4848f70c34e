import { Skeleton } from "@bihuan/ui";
import { lazy, Suspense } from "react";
import { Route, Router, Switch } from "wouter";
import { LandingPage } from "../features/landing/LandingPage.tsx";
import { ReportPage } from "../features/report/ReportPage.tsx";
import { TicketPage } from "../features/ticket/TicketPage.tsx";

// Whoever scans a code does not come for it: not in the first load.
const MinePage = lazy(() => import("../features/mine/MinePage.tsx").then((one) => ({ default: one.MinePage })));

/** What stands before /portal in the address when it names the tenant. */
const BASE = /^(\/t\/[^/]+)?\/portal/.exec(location.pathname)?.[0] ?? "/portal";

/** The portal's pages; addresses are below /portal. */
export function Routes() {
  return (
    <Router base={BASE}>
      <Switch>
        <Route path="/r/:form">{({ form }) => <ReportPage form={form} />}</Route>
        <Route path="/d/:code">{({ code }) => <ReportPage form="device" code={code} />}</Route>
        <Route path="/p/:code">{({ code }) => <ReportPage form="device" place={code} />}</Route>
        <Route path="/t">
          <TicketPage />
        </Route>
        <Route path="/mine">
          <Suspense fallback={<Skeleton lines={4} />}>
            <MinePage />
          </Suspense>
        </Route>
        <Route>
          <LandingPage />
        </Route>
      </Switch>
    </Router>
  );
}
